"""Commands about models: list, show, check."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import her2model as h2
from her2model.commands.options import DEFAULT, AsJson, ModelName
from her2model.commands.output import Table, print_json, wrapped
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.model.records import shipped_models, title_of

if TYPE_CHECKING:
    from her2model.model.model import Model
    from her2model.model.parts import Evidence

__all__ = ["check", "list_", "show"]


def list_(as_json: AsJson = False) -> None:
    """List the shipped models."""
    if as_json:
        models = {name: h2.load(name) for name in h2.list_models()}
        rows = {n: {"title": m.title, "digest": m.digest, **_sizes(m)} for n, m in models.items()}
        return print_json(rows)
    table = Table("model", "what it is")
    for name, path in shipped_models().items():
        table.add_row(name, title_of(path))
    echo(table)


def show(
    model: ModelName = DEFAULT,
    species: Annotated[str | None, typer.Argument(help="Show one species with its arrows.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a model, how it was merged, or one species with the evidence of its arrows."""
    m = h2.load(model)
    if species is not None:
        return _show_species(m, m.find_species(species), as_json)
    if as_json:
        return print_json(m.to_dict())
    echo(wrapped(f"{m.name}: {m.title}"))
    if m.description:
        echo(wrapped(f"{m.description}\n"))
    table = Table("species", "rule (or input's value)", "1 means")
    for s in m.species.values():
        table.add_row(s.name, _rule(m, s.id), s.meaning_text or s.note or "")
    echo(table)
    table = Table("alteration", "what it changes")
    for a in m.alterations.values():
        changes = [f"{s} = {v}" for s, v in a.fix.items()]
        changes += [f"{s} >= {v}" for s, v in a.floor.items()]
        changes += [f"{s} <= {v}" for s, v in a.cap.items()]
        changes += [f"cuts {c}" for c in a.cut]
        table.add_row(a.name, ", ".join(changes))
    echo(table)
    _show_merge(model)


def check(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="MODEL...", help="All shipped ones by default.")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(help="Folder of the records that are quoted; else the shipped.")
    ] = None,
    arrows: Annotated[
        bool,
        typer.Option("--arrows", help="Instead: what notices when an arrow is broken?"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check that models are curated; exit code 1 when something is found."""
    if arrows:
        return _check_arrows(models or h2.list_models(), as_json)
    reports = []
    with waiting() as doing:
        for name in models or h2.list_models():
            doing(f"checking {name}")
            reports.append(h2.check(name, figures))
    if as_json:
        print_json([r.to_dict() for r in reports])
    else:
        for report in reports:
            echo(wrapped(str(report)))
    if any(r.findings for r in reports):
        raise typer.Exit(1)


def _check_arrows(models: Iterable[str], as_json: bool) -> None:
    """Delete, fix and flip each arrow, and say which verdicts and claims notice."""
    found = []
    with waiting() as doing:
        for name in models:
            found.append(h2.arrow_mutations(name, lambda k, n: doing(f"arrow {k + 1} of {n}")))
    if as_json:
        return print_json([f.to_dict() for f in found])
    for f in found:
        echo(str(f))


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
        return f"{entry.written}{'  (default)' if entry.is_default else ''}"
    return f"{m.species[species].initial}" if species in m.inputs else "named only"


def _show_species(m: Model, species: str, as_json: bool) -> None:
    arrows = [i for i in m.interactions.values() if species in (i.source, i.target)]
    if as_json:
        data = m.species[species].model_dump(exclude_defaults=True)
        rows = [i.model_dump(exclude_defaults=True) for i in arrows]
        return print_json({**data, "rule": _rule(m, species), "interactions": rows})
    echo(wrapped(f"{m.species[species].name}: {_rule(m, species)}"))
    for why in m.rules[species].reasons if species in m.rules else ():
        echo(wrapped(f"  because {why}"))
    for i in arrows:
        echo(i.id)
        for e in i.evidence:
            echo(wrapped(f"    {e}{_noted(e)}"))


def _noted(e: Evidence) -> str:
    return f": {e.note}" if e.note else ""


def _show_merge(model: str) -> None:
    merge = h2.merge_report(model)
    if not merge.taken and not merge.refined:
        return
    merged = (
        f"\nMerged: {len(merge.taken)} arrows taken over, {len(merge.refined)} drawn in more "
        f"detail or left out, {len(merge.added)} added."
    )
    echo(wrapped(merged))
    table = Table("arrow of a figure", "stated by", "stands here as", "why")
    for key, names in merge.taken.items():
        table.add_row(key, ", ".join(names), "the same", "")
    for key, (names, arrows, why) in merge.refined.items():
        table.add_row(key, ", ".join(names), ", ".join(arrows) or "nothing", why)
    echo(table)
    for sentence in merge.disagreements:
        echo(wrapped(sentence))
