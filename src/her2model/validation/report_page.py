"""A validation as one HTML file: figures, pictures, and every wrong answer with its chain."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.answers.explanation import explain
from her2model.drawing.plots import rendered
from her2model.engine.simulation import DISCLAIMER
from her2model.model.arguments import made_by
from her2model.model.files import write_text
from her2model.validation.charts import forest_plot, ranked_lines
from her2model.validation.scoring import Answer, Figures
from her2model.validation.statistics import wilson_interval
from her2model.validation.validation import Validation, left_out_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["validation_page"]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em;
  color: #1f2a33; background: #fff }
table { border-collapse: collapse; font-size: 0.85em; display: block; overflow-x: auto }
th, td { border-bottom: 1px solid #ccd3d8; padding: 0.25em 0.6em; text-align: left }
svg { max-width: 100%; height: auto } pre { white-space: pre-wrap; font-size: 0.85em }
summary { cursor: pointer } .note { color: #5b6770 }
"""


def validation_page(validation: Validation, file: str | Path) -> None:
    r"""Write a validation as a page that needs nothing else.

    Parameters
    ----------
    validation
        Result of :func:`~her2model.validate`.
    file
        The file to write. It holds the measured values of the panel: mind their licence before it
        is passed on; the page names it.

    Raises
    ------
    InputError
        The file cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import her2model as h2
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "mine.csv").write_text(
    ...         "line,drug,value,events\nA,lapatinib,0.1,none\nB,lapatinib,8.0,PTEN loss\n"
    ...     )
    ...     result = h2.validate("her2-resistance", f"{folder}/mine.csv")
    >>> with TemporaryDirectory() as folder:
    ...     h2.validation_page(result, f"{folder}/page.html")
    ...     Path(folder, "page.html").read_text().count("<svg")
    2
    """
    made_by("validate", validation, Validation)
    write_text(file, "\n".join(_page(validation)) + "\n")


def _page(v: Validation) -> Iterator[str]:
    title = html.escape(f"{v.model.name} on {v.panel.name}")
    yield f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{title}</title>"
    yield "<meta name='viewport' content='width=device-width, initial-scale=1'>"
    yield f"<style>{_STYLE}</style><h1>{title}</h1>"
    yield f"<p>{html.escape(v.panel.title)}. {html.escape(_measured(v))}</p>"
    yield f"<p class='note'>Source: {html.escape(v.panel.source)}. Licence: "
    yield f"{html.escape(v.panel.licence)}. {DISCLAIMER}</p>"
    for words in left_out_words(v):
        yield f"<p>{html.escape(words[0].upper() + words[1:])}.</p>"
    yield "<h2>Figures</h2>"
    yield from _figures(v.figures)
    for subset in dict.fromkeys(f.subset for f in v.figures):
        yield _svg(forest_plot(v, subset=subset))
    yield "<h2>How often each word was right</h2><ul>"
    for word, (sensitive, of) in v.words.items():
        share = wilson_interval(sensitive, of)
        yield f"<li>“{html.escape(word)}” was sensitive in {sensitive} of {of}: {share}</li>"
    yield "</ul><h2>Lines by drug</h2>"
    for agent in dict.fromkeys(a.agent.name for a in v.answers):
        yield _svg(ranked_lines(v, agent))
    yield f"<h2>Every wrong answer: {len(v.wrong)}</h2>"
    for answer in v.wrong:
        yield from _wrong(v, answer)
    yield "</html>"


def _measured(v: Validation) -> str:
    return (
        f"{v.panel.value} in {v.panel.unit}, {v.panel.sensitive} is more sensitive; a line counts "
        f"as sensitive among the {v.panel.share:.0%} that the agent hit hardest."
    )


def _figures(figures: Iterable[Figures]) -> Iterator[str]:
    heads = ("agents", "lines", "answers", "silent", "index", "p", "right", "rules of thumb")
    yield "<table><tr>" + "".join(f"<th scope='col'>{h}</th>" for h in heads) + "</tr>"
    for f in figures:
        rules = "<br>".join(
            f"{html.escape(name)} {b.index}, right {b.right}; model less this {b.less}"
            for name, b in f.baselines.items()
        )
        cells = (
            f"{html.escape(f.name)}, {f.subset}", f.lines, f.answers, f.silent,
            f"{f.index}" + (f" ({f.unordered})" if f.unordered else ""),
            "–" if isnan(f.p) else f"{f.p:.3f}", f"{f.right} of {f.decided}",
        )  # fmt: skip
        yield "<tr>" + "".join(f"<td>{c}</td>" for c in cells) + f"<td>{rules}</td></tr>"
    yield "</table>"


def _wrong(v: Validation, a: Answer) -> Iterator[str]:
    events = ", ".join(a.genotype.events) or "none of the events that count"
    unread = sorted((a.line.events or frozenset()) - set(a.genotype.events))
    head = (
        f"{a.line.name}, {a.agent.name}: said {a.prediction.word}, {v.panel.value} {a.value:.3g}, "
        f"among the {a.share:.0%} most sensitive"
    )
    yield f"<details><summary>{html.escape(head)}</summary>"
    yield f"<p>Read of it: {html.escape(events)}.</p>"
    if unread:
        yield f"<p>Known of it and not in the model: {html.escape(', '.join(unread))}.</p>"
    if a.line.name in v.panel.known:
        yield f"<p>{html.escape(v.panel.known[a.line.name])}</p>"
    yield f"<pre>{html.escape(_chain(v, a))}</pre></details>"


def _chain(v: Validation, a: Answer) -> str:
    """Say why the model says so."""
    return explain(a.prediction.treated, v.panel.readout).text()


def _svg(ax: Axes) -> str:
    alt = str(ax.get_label())
    text = rendered(ax.figure, ".svg", alt).decode("utf-8")  # type: ignore[arg-type]
    svg = text[text.index("<svg") :]
    return svg.replace("<svg ", f"<svg role='img' aria-label='{html.escape(alt, quote=True)}' ", 1)
