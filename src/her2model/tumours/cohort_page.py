"""One HTML file of a cohort: summary, picture, every tumour with its reasons, how files were read.

The file asks nothing of any network. Tumours that are alike share their reasons, so that a large
cohort stays small. What files say is put into the page as text only, never as markup.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from her2model.answers.explanation import explain
from her2model.engine.simulation import DISCLAIMER, SEMANTICS, simulate
from her2model.model.files import write_text
from her2model.tumours.cohort import Verdicts, regimen_named
from her2model.tumours.looks import DARK, FILLS, MEANINGS, SIGNS
from her2model.tumours.tumour import Tumour

__all__ = ["cohort_page"]

MOST_REASONS = 400
"""Most chains of causes in a page: those of the most tumours."""
_UNCERTAIN = "the chain of causes hangs on the reading; name the events one by one"
_SEVERAL = "several clones: each has a chain of its own"
_TOO_MANY = "not among the chains that are in this page; 'her2model explain' writes it"
_NO_CHAIN = "no chain: the model names no readouts"


def cohort_page(
    verdicts: Verdicts, file: str | Path | None = None, *, title: str = "Tumours and regimens"
) -> str:
    """Return one HTML file of a cohort, and write it where a file is named.

    Parameters
    ----------
    verdicts
        Result of :meth:`~her2model.tumours.cohort.Cohort.verdicts`.
    file
        Where to write it; nothing is written when None.
    title
        Heading.

    Raises
    ------
    InputError
        The file cannot be written.

    Examples
    --------
    >>> import her2model as h2
    >>> cohort = h2.read_tumours("T1: HER2 3+, PTEN null")
    >>> "not for clinical use" in cohort_page(cohort.verdicts(["trastuzumab"]))
    True
    """
    cohort = verdicts.cohort
    picture = verdicts.plot(title="")
    assets = files("her2model.tumours") / "assets"
    parts = {
        "title": html.escape(title),
        "subtitle": html.escape(
            f"{len(cohort):,} tumours under {len(verdicts.regimens)} regimens, {cohort.model.name}"
        ),
        "disclaimer": html.escape(DISCLAIMER),
        "summary": _summary(verdicts),
        "picture": _svg(picture.to_bytes(".svg")),
        "caption": html.escape(picture.alt),
        "report": _list(cohort.report()),
        "conventions": _list(map(str, cohort.conventions())),
        "footer": html.escape(
            f"Verdicts: {SEMANTICS}. Model {cohort.model.name}, digest {cohort.model.digest[:12]}."
        ),
        "data": json.dumps(_data(verdicts), ensure_ascii=False).replace("<", "\\u003c"),
        "style": (assets / "cohort.css").read_text(encoding="utf-8"),
        "script": (assets / "cohort.js").read_text(encoding="utf-8"),
    }
    text = Template((assets / "cohort.html").read_text(encoding="utf-8")).substitute(parts)
    if file is not None:
        write_text(file, text)
    return text


def _summary(verdicts: Verdicts) -> str:
    head = "<tr><th>regimen</th><th>respond</th><th>by verdict</th></tr>"
    rows = []
    for name in verdicts.regimens:
        least, most = verdicts.responding(name)
        share = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        told = ", ".join(f"{n:,} {k}" for k, n in sorted(verdicts.counts(name).items()))
        cells = (name, f"{share} of {len(verdicts.cohort):,}", told)
        rows.append("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in cells) + "</tr>")
    return f"<table>{head}{''.join(rows)}</table>"


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(line.strip())}</li>" for line in lines) + "</ul>"


def _svg(data: bytes) -> str:
    text = data.decode()
    return text[text.index("<svg") :].replace("<svg", '<svg role="img"', 1)


def _data(verdicts: Verdicts) -> dict[str, Any]:
    cohort = verdicts.cohort
    places: dict[Any, int] = {}
    first: list[int] = []
    which: list[int] = []
    for k, tumour in enumerate(cohort.tumours):
        key = (tumour.key, tuple(tumour.why()))
        if key not in places:
            places[key] = len(first)
            first.append(k)
        which.append(places[key])
    reasons = _reasons(verdicts)
    lines: dict[str, int] = {}
    patterns = [_pattern(verdicts, k, reasons, lines) for k in first]
    looks = {k for j in verdicts.cells.values() for k in j.looks}
    return {
        "regimens": list(verdicts.regimens),
        "looks": {
            k: {"sign": SIGNS[k], "fill": FILLS[k], "meaning": MEANINGS[k], "dark": k in DARK}
            for k in FILLS
            if k in looks
        },
        "tumours": [[t.name, w] for t, w in zip(cohort.tumours, which, strict=True)],
        "patterns": patterns,
        "lines": list(lines),
    }


def _pattern(
    verdicts: Verdicts, place: int, reasons: dict[Any, str], lines: dict[str, int]
) -> dict[str, Any]:
    tumour = verdicts.cohort.tumours[place]
    context = [f"{n} = {v}" for n, v in tumour.context.items()]
    cells = []
    for name in verdicts.regimens:
        judged = verdicts.cells[place, name]
        found = reasons.get((tumour.key, name), "")
        numbers = [lines.setdefault(t, len(lines)) for t in found.split("\n")] if found else []
        none = _SEVERAL if tumour.clones else _UNCERTAIN if tumour.uncertain else _TOO_MANY
        cells.append(
            {
                "looks": list(judged.looks),
                "words": " or ".join(judged.words),
                "text": str(judged),
                "reason": numbers,
                "none": none if verdicts.model.readouts else _NO_CHAIN,
            }
        )
    return {
        "carried": " + ".join((*tumour.alterations, *tumour.forced, *context)),
        "uncertain": " + ".join(tumour.uncertain),
        "why": list(tumour.why()),
        "cells": cells,
    }


def _reasons(verdicts: Verdicts) -> dict[Any, str]:
    """Return the chains of causes of the most frequent tumours, by tumour and regimen."""
    if verdicts.model.readouts is None:
        return {}
    counted = Counter(t.key for t in verdicts.cohort if not t.uncertain and not t.clones)
    example = {t.key: t for t in verdicts.cohort}
    found: dict[Any, str] = {}
    for key, _ in counted.most_common():
        for name in verdicts.regimens:
            if len(found) >= MOST_REASONS:
                return found
            found[key, name] = _chain(verdicts, example[key], name)
    return found


def _chain(verdicts: Verdicts, tumour: Tumour, regimen: str) -> str:
    readouts = verdicts.model.readouts
    assert readouts is not None  # asked before
    simulated = simulate(
        verdicts.model,
        drugs=regimen_named(verdicts.model, regimen)[1],
        alterations=tumour.alterations,
        knockouts=[n[:-2] for n in tumour.forced if n.endswith("=0")],
        gains=[n[:-2] for n in tumour.forced if n.endswith("=1")],
        **_conditions(verdicts, tumour),
    )
    text = str(explain(simulated, readouts.growth))
    return "\n".join(_without_note(text.split("\n")))


def _conditions(verdicts: Verdicts, tumour: Tumour) -> dict[str, Any]:
    asked = {k: v for k, v in verdicts.conditions.items() if k in ("onset", "start")}
    return {**asked, "context": {**tumour.context, **verdicts.conditions.get("context", {})}}


def _without_note(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line != DISCLAIMER)
