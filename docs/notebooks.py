"""Notebooks: run their cells and keep the outputs, ``python docs/notebooks.py``.

The tests run them anew and find the same outputs. No kernel is needed: a cell is Python, and its
last line is shown if it is an expression.
"""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

__all__ = ["NOTEBOOKS", "executed", "notebook_page"]

NOTEBOOKS = Path(__file__).parent.parent / "examples" / "lessons"


def main() -> None:
    """Run every notebook and write it with its outputs."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = executed(json.loads(path.read_text(encoding="utf-8")))
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with what its cells print and show, one after the other."""
    names: dict[str, Any] = {"__name__": "__main__"}
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    for number, cell in enumerate(code, 1):
        cell["execution_count"] = number
        cell["outputs"] = list(_outputs("".join(cell["source"]), names, number))
    return notebook


def _outputs(code: str, names: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """Run one cell; yield what it printed, and the value of its last line."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with redirect_stdout(printed), catch_warnings():
        simplefilter("ignore")  # they go to another stream, which is not kept
        exec(compile(tree, "cell", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        yield {"name": "stdout", "output_type": "stream", "text": text}
    if value is not None:
        shown = {"text/plain": repr(value).splitlines(keepends=True)}
        if hasattr(value, "_repr_html_"):
            shown["text/html"] = value._repr_html_().splitlines(keepends=True)
        yield {
            "data": shown,
            "execution_count": number,
            "metadata": {},
            "output_type": "execute_result",
        }


def notebook_page(name: str) -> str:
    """Write a notebook as a page: its texts, its code, and what that printed or showed."""
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    parts = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
        for output in cell.get("outputs", ()):
            shown = "".join(output.get("text") or output["data"]["text/plain"]).rstrip()
            parts.append(f"```text\n{shown}\n```")
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
