"""Commands of the curator's bench: suggest, draft, compare, robustness."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import her2model as h2
from her2model.commands.options import (
    DEFAULT,
    Alterations,
    AsJson,
    Context,
    Drugs,
    ModelName,
    Onset,
    Readout,
    Start,
    context_values,
    groups,
    named_set,
    split,
    start_named,
    with_readout,
)
from her2model.commands.output import Table, print_json, wrapped
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.curating.agreement_chart import plot_arrow_table
from her2model.curating.drafting import write_draft
from her2model.curating.review import read_review, write_review
from her2model.curating.suggestion import Suggestions
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError
from her2model.verdicts import UNTREATED

__all__ = ["compare", "draft", "robustness", "suggest"]

Record = Annotated[
    Path, typer.Argument(help="The record of a figure: a file that ends in .md, or a shipped id.")
]
Names = Annotated[
    list[str],
    typer.Option("--name", "-n", help="A further name to look for, as printed; repeat, or a,b."),
]


def suggest(
    record: Record,
    output: Annotated[
        Path | None,
        typer.Option("--file", "-o", help="Write the table for review; verdicts in it are kept."),
    ] = None,
    names: Names = [],
    as_json: AsJson = False,
) -> None:
    """Propose the arrows that a figure's caption states; nothing is accepted by itself."""
    found = h2.suggest(record, names=split(names))
    review = write_review(found, output) if output is not None else None
    if as_json:
        return print_json(found.to_dict())
    _show_suggestions(found)
    if review is not None:
        echo(f"\n{review}\ntable: {output}")
        echo("Next: fill in the column 'verdict' (accept, reject or edit), then 'draft'.")


def _show_suggestions(found: Suggestions) -> None:
    table = Table("kind", "arrow", "pattern", "cue", "words")
    for c in found.candidates:
        cue = " ".join(w for w in (c.hedge, c.negation) if w)
        table.add_row(c.kind, c.arrow, c.pattern, cue, " ".join(c.quote.split()))
    echo(table)
    for s in found.silent:
        echo(wrapped(f"nothing found in: {' '.join(s.text.split())}"))
    if not found.candidates:
        echo("No arrow is proposed; add those that you read to the table by hand.")


def draft(
    record: Record,
    review: Annotated[Path, typer.Argument(help="The table that 'suggest -o' wrote, filled in.")],
    output: Annotated[Path, typer.Option("--file", "-o", help="The model file to write.")],
    model_name: Annotated[
        str | None, typer.Option("--model-name", help="Name of the model.")
    ] = None,
    names: Names = [],
    as_json: AsJson = False,
) -> None:
    """Write a model file from the accepted arrows; a file that is there is not overwritten."""
    found = h2.suggest(record, names=split(names))
    judged = read_review(review, found)
    write_draft(found.figure, judged.accepted, output, name=model_name)
    if as_json:
        rows = {"accepted": [c.to_dict() for c in judged.accepted], "rejected": {**judged.rejected}}
        return print_json({"draft": str(output), **rows, "open": list(judged.open)})
    echo(f"{judged}\ndraft: {output}")
    echo(f"Next: her2model check {output} --figures {record}")


def compare(
    models: Annotated[
        list[str],
        typer.Argument(metavar="MODEL...", help="Two curations of a figure, or several figures."),
    ],
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Draw the table: .png, .pdf or .svg.")
    ] = None,
    same: Annotated[
        list[str],
        typer.Option(
            metavar="SECOND=FIRST", help="A species of the second that is one of the first; repeat."
        ),
    ] = [],
    markdown: Annotated[bool, typer.Option(help="Print the table of figures as Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare two curations of one figure, or say which of several figures states which arrow."""
    if len(models) < 2:
        raise InputError("one model has nothing to be compared with", hint="give two or more")
    loaded = [h2.load(m) for m in models]
    is_pair = len(loaded) == 2 and loaded[0].figure == loaded[1].figure
    if same and not is_pair:
        raise InputError("--same is for two curations of one figure", hint="leave it out")
    result: Any = h2.arrow_table(loaded)
    if is_pair:
        result = h2.compare_curations(loaded[0], loaded[1], dict(map(_pair, split(same))))
    if file is not None:
        plot_arrow_table(h2.arrow_table(loaded), file=file)
    if as_json:
        return print_json(result.to_dict())
    echo(h2.arrow_table(loaded).to_markdown() if markdown else str(result))
    if not is_pair:
        for key, says, denies in result.contradictions:
            echo(f"{says} states {key}; {denies} says otherwise")
    if file is not None:
        echo(f"picture: {file}")


def _pair(text: str) -> tuple[str, str]:
    second, equals, first = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} equates nothing", where="--same", hint="write SECOND=FIRST")
    return second, first


def robustness(
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    readout: Readout = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    species: Annotated[
        list[str], typer.Option(help="Leave the rule of this species open, and of no other.")
    ] = [],
    matrix: Annotated[
        bool, typer.Option(help="Every alteration under every drug, or those that are named.")
    ] = False,
    claims: Annotated[bool, typer.Option(help="Ask it of each claim of the model.")] = False,
    samples: Annotated[
        int | None, typer.Option(min=1, help="Draw so many choices of rules in place of all.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Draw the matrix: .png, .pdf or .svg.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a verdict is forced by the arrows, or depends on the rule of a species."""
    if claims and (matrix or drugs or alterations or file):
        raise InputError("--claims takes no drugs, alterations or matrix", hint="ask one at a time")
    if claims:
        return _show_claims(model, as_json)
    conditions: dict[str, Any] = {
        "context": context_values(context),
        "onset": onset,
        "start": start_named(start),
        "species": split(species) or None,
        "samples": samples,
    }
    if not matrix and file is None:
        asked = h2.robustness(
            with_readout(model, readout),
            drugs=split(drugs),
            alterations=split(alterations, model),
            **conditions,
        )
        return print_json(asked.to_dict()) if as_json else echo(wrapped(str(asked)))
    with waiting(doing="all choices of rules"):
        result = h2.robustness_matrix(
            with_readout(model, readout),
            drugs=[named_set(d) for d in groups(drugs)] or None,
            alterations=[named_set(a, model) for a in groups(alterations)] or None,
            **conditions,
        )
    if file is not None:
        from her2model.drawing.matrix_chart import heatmap

        heatmap(
            result.verdicts, file=file, title="Which verdicts do the arrows force?", robust=result
        )
    if as_json:
        return print_json(result.to_dict())
    echo(result)
    if file is not None:
        echo(f"heat map: {file}")


def _show_claims(model: str, as_json: bool) -> None:
    with waiting(doing="all choices of rules"):
        answers = h2.robust_claims(model)
    if as_json:
        return print_json({claim: r.to_dict() for claim, r in answers.items()})
    table = Table("claim", "asked", "label")
    for claim, r in answers.items():
        table.add_row(claim, str(r.scenario), r.text)
    echo(table)
    forced = sum(r.label == "forced" for r in answers.values())
    echo(f"{forced} of {len(answers)} claims follow from the arrows.\n{DISCLAIMER}")
