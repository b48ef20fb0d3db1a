"""What the site shows besides its text, made anew with each build.

The interactive pages and a sheet to print for each lesson go to ``docs/_made/``. Each lesson's page
gets links to its case and its sheet. A Sphinx extension.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from handouts import LESSONS, hand_out, write_sheets

import her2model as h2

HERE = Path(__file__).parent
HIDDEN = "\uf8ff"  # a character of private use, for a colon and a blank
SITE = HERE / "_made" / "site"


def setup(app: Any) -> dict[str, bool]:
    """Join the build."""
    SITE.mkdir(parents=True, exist_ok=True)  # Sphinx looks for it before anything is made
    app.connect("builder-inited", lambda app: make_all())
    app.connect("source-read", add_hand_out)
    app.connect("source-read", drop_empty_patterns)
    app.connect("missing-reference", find_public_name)
    app.connect("autodoc-process-docstring", hide_colons, priority=400)  # napoleon has 500
    app.connect("autodoc-process-docstring", show_colons, priority=600)
    return {"parallel_read_safe": True}


def make_all() -> None:
    """Write pages and sheets."""
    for folder in ("pages", "sheets"):
        (SITE / folder).mkdir(parents=True, exist_ok=True)
    for name in sorted({lesson.model for lesson in LESSONS.values()}):
        h2.page(name, SITE / "pages" / f"{h2.load(name).name}.html")
    write_sheets(SITE / "sheets")


def add_hand_out(app: Any, name: str, source: list[str]) -> None:
    """Add the links of a lesson to its page."""
    lesson = re.match(r"lessons/plot_(\d+)_", name)
    if lesson:
        head, mark, rest = source[0].partition("\n.. rst-class:: sphx-glr-timing")
        source[0] = f"{head}\n{hand_out(int(lesson[1]))}\n{mark}{rest}"


def drop_empty_patterns(app: Any, name: str, source: list[str]) -> None:
    """Take patterns that add no page out of the front page's lists; Sphinx would warn."""
    if name != "index":
        return
    lines = source[0].splitlines()

    def adds(pattern: str) -> bool:
        found = (p.relative_to(HERE).with_suffix("").as_posix() for p in HERE.glob(f"{pattern}.md"))
        return any(page not in lines for page in found)

    source[0] = "\n".join(n for n in lines if "*" not in n or " " in n or adds(n))


def hide_colons(app: Any, kind: str, *rest: Any) -> None:
    """Keep napoleon from reading what stands before a property's colon as its type."""
    if kind in ("property", "attribute"):
        rest[-1][:] = [line.replace(": ", HIDDEN) for line in rest[-1]]


def show_colons(app: Any, kind: str, *rest: Any) -> None:
    """Put the colons back."""
    rest[-1][:] = [line.replace(HIDDEN, ": ") for line in rest[-1]]


def find_public_name(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Lead ``her2model.simulate`` to where it is described: ``her2model.simulate``."""
    name = node.get("reftarget", "").rpartition(".")[2]
    target = f"her2model.{name}"
    if node.get("refdomain") != "py" or target not in env.domains["py"].objects:
        return None
    return env.domains["py"].resolve_xref(
        env, node["refdoc"], app.builder, "obj", target, node, content
    )


def pictures_with_alt_text(block: Any, block_vars: Any, gallery_conf: Any) -> str:
    """Collect a lesson's figures with the words that stand for them, kept as the axes' label."""
    import matplotlib.pyplot as plt
    from sphinx_gallery.scrapers import matplotlib_scraper

    figures = [plt.figure(number) for number in plt.get_fignums()]
    words = [" ".join(str(ax.get_label()) for ax in figure.axes).split() for figure in figures]
    waiting = iter(words)
    text: str = matplotlib_scraper(block, block_vars, gallery_conf)

    def told(_: re.Match[str]) -> str:
        return f":alt: {' '.join(next(waiting)) or 'A figure of the lesson'}"

    return re.sub(r":alt: .*", told, text)
