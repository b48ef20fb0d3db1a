"""The command line: a command per public function.

Exit code 0: fine; 1: ``check`` has findings; 2: something given is wrong; 3: a limit was hit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from her2model.attractors import DISCLAIMER, Simulation, settle, simulate
from her2model.bibliography import references
from her2model.curation import check as check_model
from her2model.entities import Reading
from her2model.errors import Her2ModelError, InputError, LimitError, UnknownName
from her2model.explanation import explain as explain_result
from her2model.figures import Figure, read_figure, read_figures
from her2model.library import entities, list_models, load, merge_report
from her2model.model import Model
from her2model.parts import Evidence
from her2model.resistance import resistance_matrix

__all__ = ["app", "main"]

app = typer.Typer(
    help="Boolean models of HER2 signalling and drug resistance. Not for clinical use.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_MODEL_HELP = "A shipped model (see 'her2model list'), the id of a figure, or a path."
ModelName = Annotated[str, typer.Argument(metavar="MODEL", help=_MODEL_HELP)]
Drugs = Annotated[list[str], typer.Option("--drug", "--drugs", "-d", help="Drug; repeat, or a,b.")]
Alterations = Annotated[
    list[str],
    typer.Option("--alteration", "--alterations", "-a", help="Alteration; repeat, or a,b."),
]
Knockouts = Annotated[
    list[str], typer.Option("--knockout", "--knockouts", "-k", help="Species forced to 0.")
]
Gains = Annotated[list[str], typer.Option("--gain", "--gains", "-g", help="Species forced to 1.")]
Context = Annotated[
    list[str], typer.Option("--context", "-c", metavar="NAME=0|1", help="Value of an input.")
]
Onset = Annotated[str, typer.Option(help="'de novo', 'acquired' or 'together'.")]
Start = Annotated[str, typer.Option(help="'untreated' or 'any'.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; every error of this library is one sentence on stderr."""
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="her2model")
    except LimitError as reason:
        _complain(reason, 3)
    except Her2ModelError as reason:
        _complain(reason, 2)


def _complain(reason: Her2ModelError, code: int) -> None:
    sys.stderr.write(f"{reason}\n")
    sys.exit(code)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"her2model {installed('her2model')}")
        raise typer.Exit


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the shipped models."""
    models = {name: load(name) for name in list_models()}
    if as_json:
        rows = {n: {"title": m.title, "digest": m.digest, **_sizes(m)} for n, m in models.items()}
        return _print_json(rows)
    table = _table("model", "species", "arrows", "drugs", "alterations", "what it is")
    for name, m in models.items():
        table.add_row(name, *(str(n) for n in _sizes(m).values()), m.title)
    _print(table)


@app.command()
def show(
    model: ModelName,
    species: Annotated[str | None, typer.Argument(help="Show one species with its arrows.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a model, how it was merged, or one species with the evidence of its arrows."""
    m = load(model)
    if species is not None:
        return _show_species(m, m.find_species(species), as_json)
    if as_json:
        return _print_json(m.to_dict())
    typer.echo(f"{m.name}: {m.title}")
    if m.description:
        typer.echo(f"{m.description}\n")
    table = _table("species", "rule (or input's value)", "1 means")
    for s in m.species.values():
        table.add_row(s.name, _rule(m, s.id), s.meaning or s.note or "")
    _print(table)
    table = _table("alteration", "what it changes")
    for a in m.alterations.values():
        changes = [f"{s} = {v}" for s, v in a.fix.items()] + [f"cuts {c}" for c in a.cut]
        table.add_row(a.name, ", ".join(changes))
    _print(table)
    _show_merge(model)


@app.command("simulate")
def simulate_(
    model: ModelName,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = "untreated",
    as_json: AsJson = False,
) -> None:
    """Say what becomes of a tumour under drugs."""
    result = _simulation(model, drugs, alterations, knockouts, gains, context, onset, start)
    if as_json:
        return _print_json(result.to_dict())
    typer.echo(result.summary())
    for readout, value in result.readouts.items():
        if value == "unsettled":
            mean, error = result.fraction(readout)
            typer.echo(f"{readout} is on {mean:.3f} ± {error:.3f} of the time (sampled)")
    typer.echo(DISCLAIMER)


@app.command()
def matrix(
    model: ModelName = "her2-resistance",
    drugs: Drugs = [],
    alterations: Alterations = [],
    background: Annotated[list[str], typer.Option(help="Drug given in every column.")] = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = "untreated",
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Write a heat map: .png, .pdf or .svg.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge every alteration under every drug; join names with + for combinations."""
    result = resistance_matrix(
        model,
        drugs=[_set(d) for d in _split(drugs)] or None,
        alterations=[_set(a) for a in _split(alterations)] or None,
        background=_split(background),
        context=_context(context),
        onset=onset,
        start=_start(start),
    )
    if file is not None:
        from her2model.plots import heatmap

        heatmap(result, file=file)
    if as_json:
        return _print_json(result.to_dict())
    text = Text(str(result))
    for sign, style in {"✕": "bold blue", "–": "cyan", "▲": "bold yellow", "·": "dim"}.items():
        text.highlight_regex(rf"(?<= ){sign}(?= |$)", style)
    _print(text)
    if file is not None:
        typer.echo(f"heat map: {file}")


@app.command()
def explain(
    model: ModelName,
    readout: Annotated[str | None, typer.Argument(help="A species; else the growth.")] = None,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = "untreated",
    against: Annotated[
        Literal["unaltered", "untreated"] | None,
        typer.Option(help="Tell only what differs from the tumour without alterations, or drugs."),
    ] = None,
    full: Annotated[bool, typer.Option(help="Also spell out what is absent.")] = False,
    bibtex: Annotated[bool, typer.Option(help="Print the references as BibTeX instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say why a readout has its value, with the sentence behind each arrow."""
    result = _simulation(model, drugs, alterations, knockouts, gains, context, onset, start)
    told = explain_result(result, readout, against=_other(result, against))
    if as_json:
        return _print_json(told.to_dict())
    typer.echo(references(told) if bibtex else told.text(full=full))


@app.command()
def check(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]...", help="All shipped ones by default.")
    ] = None,
    figures: Annotated[Path, typer.Option(help="Folder of the records that are quoted.")] = Path(
        "seeds"
    ),
    as_json: AsJson = False,
) -> None:
    """Check that models are curated; exit code 1 when something is found."""
    reports = [check_model(name, figures) for name in models or list_models()]
    if as_json:
        _print_json([r.to_dict() for r in reports])
    else:
        for report in reports:
            typer.echo(str(report))
    if any(r.findings for r in reports):
        raise typer.Exit(1)


@app.command()
def figures(
    path: Annotated[Path, typer.Argument(help="A record, or a folder of them.")] = Path("seeds"),
    as_json: AsJson = False,
) -> None:
    """Read figure records: a table of a folder's, or one in full."""
    if path.is_dir():
        found = read_figures(path)
        if not found:
            raise InputError("the folder has no records", where=str(path), hint="they end in .md")
    else:
        figure = read_figure(path)
        found = {figure.figid: figure}
    if as_json:
        return _print_json([_figure_data(f) for f in found.values()])
    if not path.is_dir():
        return _show_figure(figure)
    table = _table("figure", "year", "sentences", "mapped", "rejected", "unknown", "title")
    for f in found.values():
        counts = _word_counts(f)
        numbers = (len(f.sentences), *counts.values())
        title = f.figtitle or f.papertitle or ""
        table.add_row(f.figid, f.year or "", *map(str, numbers), title)
    _print(table)


# -- what was asked ---------------------------------------------------------------------------


def _simulation(
    model: str,
    drugs: list[str],
    alterations: list[str],
    knockouts: list[str],
    gains: list[str],
    context: list[str],
    onset: str,
    start: str,
) -> Simulation:
    return simulate(
        model,
        drugs=_split(drugs),
        alterations=_split(alterations),
        knockouts=_split(knockouts),
        gains=_split(gains),
        context=_context(context),
        onset=onset,
        start=_start(start),
    )


def _split(given: Iterable[str]) -> list[str]:
    return [name.strip() for text in given for name in text.split(",") if name.strip()]


def _set(name: str) -> list[str]:
    return name.split(" + ")


def _context(given: list[str]) -> dict[str, int]:
    values = {}
    for text in _split(given):
        name, equals, value = text.partition("=")
        if not equals or value not in ("0", "1"):
            raise InputError(f"{text!r} sets nothing", where="--context", hint="write NAME=0 or =1")
        values[name] = int(value)
    return values


def _start(given: str) -> Literal["untreated", "any"]:
    if given == "untreated":
        return "untreated"
    if given == "any":
        return "any"
    raise UnknownName.of("start", given, ("untreated", "any"), "--start")


def _other(result: Simulation, against: str | None) -> Simulation | None:
    if against is None:
        return None
    scenario = result.scenario
    other = scenario.unaltered() if against == "unaltered" else scenario.without_drugs()
    return settle(result.model, other)


# -- what is shown ----------------------------------------------------------------------------


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(what: Table | Text) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(what, soft_wrap=isinstance(what, Text))


def _sizes(m: Model) -> dict[str, int]:
    return {
        "species": len(m.rules) + len(m.inputs),
        "arrows": len(m.interactions),
        "drugs": len(m.drugs),
        "alterations": len(m.alterations),
    }


def _rule(m: Model, species: str) -> str:
    if species in m.rules:
        entry = m.rules[species]
        return f"{entry.rule}{'  (default)' if entry.is_default else ''}"
    return f"{m.species[species].initial}" if species in m.inputs else "named only"


def _show_species(m: Model, species: str, as_json: bool) -> None:
    arrows = [i for i in m.interactions.values() if species in (i.source, i.target)]
    if as_json:
        data = m.species[species].model_dump(exclude_defaults=True)
        rows = [i.model_dump(exclude_defaults=True) for i in arrows]
        return _print_json({**data, "rule": _rule(m, species), "interactions": rows})
    typer.echo(f"{m.species[species].name}: {_rule(m, species)}")
    if species in m.rules and m.rules[species].why:
        typer.echo(f"  because {m.rules[species].why}")
    for i in arrows:
        typer.echo(i.id)
        for e in i.evidence:
            typer.echo(f"    {e}{_noted(e)}")


def _noted(e: Evidence) -> str:
    return f": {e.note}" if e.note else ""


def _show_merge(model: str) -> None:
    merge = merge_report(model)
    if not merge.taken and not merge.refined:
        return
    typer.echo(
        f"\nMerged: {len(merge.taken)} arrows taken over, {len(merge.refined)} drawn in more "
        f"detail or left out, {len(merge.added)} added."
    )
    table = _table("arrow of a figure", "stated by", "stands here as", "why")
    for key, names in merge.taken.items():
        table.add_row(key, ", ".join(names), "the same", "")
    for key, (names, arrows, why) in merge.refined.items():
        table.add_row(key, ", ".join(names), ", ".join(arrows) or "nothing", why)
    _print(table)
    for sentence in merge.disagreements:
        typer.echo(sentence)


def _word_counts(figure: Figure) -> dict[str, int]:
    readings = list(entities().read_figure(figure).values())
    kinds: dict[str, Callable[[Reading | None], bool]] = {
        "mapped": lambda r: r is not None and not r.is_rejected,
        "rejected": lambda r: r is not None and r.is_rejected,
        "unknown": lambda r: r is None,
    }
    return {kind: sum(map(test, readings)) for kind, test in kinds.items()}


def _figure_data(figure: Figure) -> dict[str, Any]:
    readings = entities().read_figure(figure)
    return {
        **figure.model_dump(mode="json", exclude_none=True),
        "sentences": [s.text for s in figure.sentences],
        "readings": {w: r and {"entity": r.entity, "why": r.why} for w, r in readings.items()},
    }


def _show_figure(figure: Figure) -> None:
    typer.echo(f"{figure.figid}: {figure.figtitle or ''}\n{figure.papertitle}\n{figure.reftext}\n")
    for s in figure.sentences:
        marks = [f"panel {s.panel}"] if s.panel else []
        marks += [f"mechanism {n}" for n in s.numbers]
        told = f"  ({', '.join(marks)})" if marks else ""
        typer.echo(f"[{s.start}:{s.end}] {s.text}{told}")
    typer.echo("")
    table = _table("word", "means", "fault", "why")
    for word, reading in entities().read_figure(figure).items():
        if reading is None:
            table.add_row(word, "?", "", "the table does not know it")
        else:
            table.add_row(word, reading.entity or "–", reading.fault or "", reading.why)
    _print(table)
