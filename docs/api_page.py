"""The page that lists every public name, error and class of an answer, by theme."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import her2model as h2
from her2model import errors

__all__ = ["api_page"]

THEMES = {
    "Models and figures": ("library", "model"),
    "What becomes of a tumour": ("engine", "answers", "verdicts"),
    "Every combination at once": ("screening",),
    "How sure is it": ("uncertainty", "validation"),
    "Real tumours": ("tumours",),
    "Pictures and pages": ("drawing", "webpage"),
    "Curating": ("curating",),
    "Files of other programs": ("formats",),
}
MORE = "More"
PARTS = (  # of models and answers
    "model.parts.Species",
    "model.parts.Interaction",
    "model.parts.Evidence",
    "model.parts.Alteration",
    "model.parts.Claim",
    "model.parts.Readouts",
    "engine.scenario.Scenario",
    "answers.resistance.Cell",
)
ERRORS = [name for name in errors.__all__ if isinstance(getattr(errors, name), type)]


def api_page() -> str:
    """List every public name under its theme, with a page of its own for each."""
    lines = ["# Python", "", "Every name of `import her2model as h2`, by theme. Errors come last."]
    named = [n for n in h2.__all__ if n not in errors.__all__]
    for theme in (*THEMES, MORE):
        names = [f"her2model.{n}" for n in named if _theme(n) == theme]
        names += [c for c in answers() if _theme_of_module(c) == theme]
        names += [p for p in map("her2model.{}".format, PARTS) if _theme_of_module(p) == theme]
        lines += _listed(theme, names)
    lines += _listed("Errors", [_public(f"her2model.errors.{n}") for n in ERRORS])
    tree = (errors.__doc__ or "").partition("::\n\n")[2]
    return "\n".join(
        [*lines, "", "How they descend:", "", "```text", inspect.cleandoc(tree), "```"]
    )


def answers() -> list[str]:
    """Return the classes that public functions return and that have no public name themselves."""
    functions = [o for o in (getattr(h2, n) for n in h2.__all__) if inspect.isfunction(o)]
    told = " ".join(str(inspect.signature(f).return_annotation) for f in functions)
    words = set(re.findall(r"[A-Za-z_]\w*", told)) - set(h2.__all__)
    return sorted(f"{module}.{word}" for word, module in _classes().items() if word in words)


def _classes() -> dict[str, str]:
    """Return name → module of every class that the library defines."""
    found = {}
    for module in walk_packages(h2.__path__, "her2model."):
        if module.name.endswith("__main__"):
            continue
        for name, made in vars(import_module(module.name)).items():
            if inspect.isclass(made) and made.__module__ == module.name:
                found[name] = module.name
    return found


def _public(path: str) -> str:
    name = path.rpartition(".")[2]
    return f"her2model.{name}" if name in h2.__all__ else path


def _theme(name: str) -> str:
    return _theme_of_module(getattr(h2, name).__module__ + ".")


def _theme_of_module(path: str) -> str:
    module = path.split(".")[1]
    return next((theme for theme, modules in THEMES.items() if module in modules), MORE)


def _listed(theme: str, names: list[str]) -> Iterator[str]:
    if not names:
        return
    yield from ("", f"## {theme}", "", "```{eval-rst}", ".. autosummary::", "   :toctree: ../api")
    yield "   :nosignatures:"
    yield ""
    yield from (f"   {name}" for name in sorted(names, key=str.lower))
    yield "```"
