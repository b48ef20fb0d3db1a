"""Write the pages of ``docs/reference/`` that follow from the models and the code.

    python docs/tables.py

The tests make them anew and find no difference, so that no table goes stale.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer
from pydantic import BaseModel
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

import her2model as h2
from her2model import parts
from her2model.attractors import DISCLAIMER, SEMANTICS
from her2model.bibliography import short_citation
from her2model.claims import Answer, evaluate
from her2model.cli import app
from her2model.formats.format import CONTENTS, Format
from her2model.formats.registry import all_formats
from her2model.library import bibliography, entities
from her2model.model import Model
from her2model.model_file import ModelFile
from her2model.parts import Evidence

FOREIGN = Path(__file__).parent.parent / "benchmarks" / "results" / "foreign_models.json"
FOLDER = Path(__file__).parent / "reference"
SEEDS = Path(__file__).parent.parent / "seeds"
WORDS: dict[object, str] = {0: "off", 1: "on"}
MADE = "<!-- Made by docs/tables.py; change the models or the code, not this page. -->\n"


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return file name → text of every page."""
    found = {
        "claims.md": claims_page(),
        "words.md": words_page(),
        "references.md": references_page(),
        "model-format.md": format_page(),
        "command-line.md": commands_page(),
        "formats.md": formats_page(),
        "foreign-models.md": foreign_models_page(),
    }
    for name in h2.list_models():
        found[f"evidence-{h2.load(name).name}.md"] = evidence_page(h2.load(name))
    return {name: f"{MADE}\n{text.rstrip()}\n" for name, text in found.items()}


# -- evidence ---------------------------------------------------------------------------------


def evidence_page(model: Model) -> str:
    """Every arrow of a model with the words behind it, and every rule that is not the default."""
    lines = [f"# Evidence of {model.name}", "", f"{model.title}. {model.description}".strip(), ""]
    lines += ["## Arrows", ""]
    rows = [
        (f"`{key}`", i.basis, "<br>".join(_told(e) for e in i.evidence))
        for key, i in model.interactions.items()
    ]
    lines += table(("arrow", "basis", "evidence"), rows)
    written = {s: r for s, r in model.rules.items() if not r.is_default}
    if written:
        lines += ["", "## Rules that are not the default", ""]
        lines += ["The default is: any activator and no inhibitor.", ""]
        rows = [(f"`{s}`", f"`{r.rule}`", r.why or "") for s, r in written.items()]
        lines += table(("species", "rule", "why"), rows)
    if model.absent:
        lines += ["", "## Arrows that a source says do not exist", ""]
        rows = [(f"`{k}`", "<br>".join(map(_told, e)), "") for k, e in model.absent.items()]
        lines += table(("arrow", "evidence", ""), rows)
    return "\n".join(lines)


def _told(e: Evidence) -> str:
    what = f"“{e.quote}” ({_figure(e)})" if e.quote else _reference(e.reference or "")
    kind = e.basis if e.basis in ("depicted", "inferred") else ""
    kind = " and ".join(filter(None, (kind, "" if e.supports == "supports" else e.supports)))
    of = f"of `{e.of}`" if e.of else ""
    notes = "; ".join(filter(None, (kind, of, e.note)))
    return f"{what}{f': {notes}' if notes else ''}"


def _figure(e: Evidence) -> str:
    figid = e.figure or ""
    return f"[{figid.split('__')[0]}](https://pfocr.wikipathways.org/figures/{figid}.html)"


def _reference(key: str) -> str:
    kind, _, number = key.partition(":")
    site = {"pubmed": "https://pubmed.ncbi.nlm.nih.gov/", "doi": "https://doi.org/"}
    cited = short_citation(key).partition(" [")[0].strip("[]")
    return f"[{cited}]({site[kind]}{number})" if kind in site else cited


# -- claims -----------------------------------------------------------------------------------


def claims_page() -> str:
    """Every claim of every model, and how the model answers it."""
    lines = [
        "# Claims and truth table",
        "",
        "What captions and literature state of drugs and tumours, and what the models answer.",
        "*Contested* claims carry evidence on both sides and are not scored. A *misfit* stays,",
        f"with the reason. Verdicts: {SEMANTICS}. {DISCLAIMER}",
        "",
    ]
    matrix = h2.resistance_matrix("her2-resistance")
    lines += ["## The resistance matrix of the consensus", ""]
    rows = [(a, *(matrix[a, d] for d in matrix.drugs)) for a in matrix.alterations]
    lines += table(("tumour", *(matrix.label(d) for d in matrix.drugs)), rows)
    for name in h2.list_models():
        answers = evaluate(name)
        lines += ["", f"## {h2.load(name).name}", ""]
        if not answers:
            lines += ["The model makes no claims.", ""]
            continue
        lines += table(("claim", "expected", "answer", "evidence"), map(_claim_row, answers))
    return "\n".join(lines)


def _claim_row(answer: Answer) -> tuple[str, ...]:
    claim = answer.claim
    expected = [" or ".join(claim.verdict)] if claim.verdict else []
    expected += [f"{s} {WORDS.get(v, v)}" for s, v in claim.expect.items()]
    outcome = answer.outcome + (f": {claim.misfit}" if claim.misfit else "")
    if claim.status == "contested":
        values = ", ".join(f"{s} {answer.simulation[s]}" for s in claim.expect)
        outcome += f"; the model says {answer.simulation.verdict or values}"
    return (
        str(answer.simulation.scenario) + (f" ({claim.text})" if claim.text else ""),
        ", ".join(expected),
        outcome,
        "<br>".join(_told(e) for e in claim.evidence),
    )


# -- words and references ---------------------------------------------------------------------


def words_page() -> str:
    """Say what each word of each seed figure's gene list is taken to mean."""
    lines = ["# Words of the figures", ""]
    lines += [
        "What text mining found in each figure, and what it is taken to mean, or why not.",
        "",
    ]
    for figure in h2.read_figures(SEEDS).values():
        lines += [f"## {figure.figid}", ""]
        rows = []
        for word, reading in entities().read_figure(figure).items():
            means = reading.entity if reading else None
            why = reading.why if reading else ""
            rows.append((word, means or "rejected", (reading.fault if reading else "") or "", why))
        lines += [*table(("word", "means", "fault", "why"), rows), ""]
        missed = entities().missed.get(figure.figid, ())
        if missed:
            lines += ["The list lacks:", ""]
            lines += [*table(("entity", "why"), ((m.entity, m.why) for m in missed)), ""]
    return "\n".join(lines)


def references_page() -> str:
    """List the bibliography, with what each publication is cited for."""
    rows = [
        (
            _reference(k),
            r.title,
            ", ".join(filter(None, (r.journal, str(r.year or "")))),
            r.finding or "",
        )
        for k, r in bibliography().items()
    ]
    return "\n".join(["# References", "", *table(("reference", "title", "in", "cited for"), rows)])


# -- format and commands ----------------------------------------------------------------------


def format_page() -> str:
    """Fields of each part of a model file, from the classes that read it."""
    lines = ["# Model format", "", "A model file, its parts, and their fields.", ""]
    lines += [*_fields(ModelFile), ""]
    for name in ("Species", "Interaction", "Evidence", "RuleEntry", "Alteration", "Claim"):
        lines += [*_fields(getattr(parts, name)), ""]
    for name in ("Readouts", "Source", "Waiver"):
        lines += [*_fields(getattr(parts, name)), ""]
    return "\n".join(lines)


def _fields(part: type[BaseModel]) -> Iterator[str]:
    yield f"## {part.__name__}"
    yield ""
    yield from (line.strip() for line in (part.__doc__ or "").strip().splitlines())
    yield ""
    rows = [
        (f"`{name}`", _type(f.annotation), "required" if f.is_required() else _default(f.default))
        for name, f in part.model_fields.items()
    ]
    yield from table(("field", "what it takes", "default"), rows)


def _type(annotation: object) -> str:
    origin = typing.get_origin(annotation)
    inner = typing.get_args(annotation)
    if origin is typing.Literal:
        return ", ".join(f"`{a}`" for a in inner)
    if origin is typing.Annotated:
        return "0 or 1"
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type(a) for a in inner if a is not type(None))
    if origin in (tuple, list):
        return f"list of {_type(inner[0])}"
    if origin is not None:
        return f"mapping of names to {_type(inner[-1])}"
    names = {str: "text", int: "0 or 1", bool: "true or false", typing.Any: "entries"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))  # type: ignore[call-overload, no-any-return]


def _default(value: object) -> str:
    return "" if value in (None, "", ()) or value in ({}, []) else f"`{value}`"


def commands_page() -> str:
    """Every command with its arguments and options."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    lines = ["# Command line", "", group.help or "", ""]
    lines += ["Exit code 0: fine; 1: `check` has findings; 2: your input; 3: a stated limit.", ""]
    for name, command in group.commands.items():
        lines += [*_command(name, command), ""]
    return "\n".join(lines)


def _command(name: str, command: TyperCommand) -> Iterator[str]:
    arguments = [p for p in command.params if isinstance(p, TyperArgument)]
    usage = [
        f"[{a.name.upper()}]" if not a.required else a.name.upper() for a in arguments if a.name
    ]
    yield f"## {name}"
    yield ""
    yield command.help or ""
    yield ""
    yield f"```text\nher2model {name} {' '.join(['[OPTIONS]', *usage])}\n```"
    yield ""
    rows = [(f"`{(a.name or '').upper()}`", a.help or "") for a in arguments]
    rows += [
        (", ".join(f"`{o}`" for o in p.opts), p.help or "")
        for p in command.params
        if isinstance(p, TyperOption)
    ]
    if rows:
        yield from table(("argument or option", "what it says"), rows)


# -- tables -----------------------------------------------------------------------------------


# -- formats ----------------------------------------------------------------------------------


def formats_page() -> str:
    """What each format is for, what it carries and what it loses."""
    lines = [
        "# Formats",
        "",
        "The suffix of a file names its format. Nothing is lost in silence: what a format does not",
        "carry is told as a warning when it is written. See [how to use them](../formats.md).",
        "",
        *table(("format", "suffix", "", "what it is for"), map(_format_row, all_formats())),
        "",
        "## What each carries",
        "",
        *table(("", *(f.name for f in all_formats())), map(_content_row, CONTENTS)),
    ]
    return "\n".join(lines)


def _format_row(f: Format) -> tuple[str, ...]:
    ways = " and ".join(w for w, can in (("read", f.reader), ("written", f.writer)) if can)
    return f.name, ", ".join(f"`{s}`" for s in f.suffixes), ways, f.about


def _content_row(content: str) -> tuple[str, ...]:
    return content, *("yes" if content in f.carries else "–" for f in all_formats())


def foreign_models_page() -> str:
    """Which published models load, and which agree with mpbn."""
    found = json.loads(FOREIGN.read_text(encoding="utf-8"))
    versions = ", ".join(f"{p} {v}" for p, v in sorted(found["versions"].items()))
    outcomes = sorted({o for row in found["summary"].values() for o in row} - {"files"})
    counts = [
        (group, row["files"], *(row.get(o, 0) for o in outcomes))
        for group, row in found["summary"].items()
    ]
    others = [row for row in found["models"] if row["outcome"] != "agrees"]
    lines = [
        "# Models of other people",
        "",
        "Every logical model of pyboolnet's wheel and of the biodivine-boolean-models collection",
        "was read, and its minimal trap spaces were compared with those that mpbn finds in the",
        "same file (a file that is not bnet was read by AEON for it), with the inputs all off, all",
        "on, and at random; 60 seconds each. Measured by `benchmarks/foreign_models.py` with",
        f"{versions}.",
        "",
        *table(("files", "number", *outcomes), [tuple(map(str, c)) for c in counts]),
        "",
        "## All that do not agree, with the reason",
        "",
        *table(
            ("file", "outcome", "reason"),
            [(f"`{r['file']}`", r["outcome"], r.get("reason", "")) for r in others],
        ),
    ]
    return "\n".join(lines)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Write a Markdown table, with bars and line ends inside cells made harmless."""
    head = list(head)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for row in rows:
        cells = [str(c).replace("|", "\\|").replace("\n", " ").strip() for c in row]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    main()
