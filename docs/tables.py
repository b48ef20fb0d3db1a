"""Write the pages of ``docs/reference/`` that follow from the models and the code.

The stored results of reading the shipped models, ``models/resolved/``, are written too.

    python docs/tables.py

The tests make them anew and find no difference, so that no table goes stale.
"""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import typer
from pydantic import BaseModel
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

import her2model as h2
from her2model.answers.bibliography import short_citation
from her2model.cli import COMMANDS, app, command
from her2model.curating.agreement import arrow_table, compare_curations
from her2model.curating.claims import Answer, evaluate
from her2model.engine.simulation import DISCLAIMER, SEMANTICS
from her2model.library import resolved_files
from her2model.model import parts
from her2model.model.model import Model
from her2model.model.model_file import ModelFile
from her2model.model.parts import Evidence
from her2model.model.shipped import bibliography, entities
from her2model.webpage.data import LINKS

sys.path.insert(0, str(Path(__file__).parent))  # whoever runs this file finds its neighbours

import landscape_tables
import screen_tables
from api_page import api_page
from arrow_page import arrows_page
from benchmark_page import benchmarks_page
from editions_page import editions_page
from formats_page import foreign_models_page, formats_page
from names_page import names_page
from notebooks import notebook_page
from page_parts import table
from validation_page import validation_page
from variants_page import variants_page

FOLDER = Path(__file__).parent / "reference"
SEEDS = Path(__file__).parent.parent / "seeds"
WORDS: dict[object, str] = {0: "off", 1: "on"}
MADE = "<!-- Made by docs/tables.py; change the models or the code, not this page. -->\n"


def main() -> None:
    """Write every page, and the models as they are once resolved."""
    FOLDER.mkdir(exist_ok=True)
    for file, text in resolved_files().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
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
        "five-figures.md": figures_page(),
        "second-curation.md": second_page(),
        "forced-by-the-arrows.md": robustness_page(),
        "python.md": api_page(),
        "names.md": names_page(),
        "colomoto.md": notebook_page("colomoto"),
        "variants.md": variants_page(),
        "benchmarks.md": benchmarks_page(),
        "evidence.md": evidence_index(),
        "formats.md": formats_page(),
        "arrow-mutations.md": arrows_page(),
        "two-editions.md": editions_page(),
        "foreign-models.md": foreign_models_page(),
        "validation.md": validation_page(),
    }
    for name in h2.list_models():
        found[f"evidence-{h2.load(name).name}.md"] = evidence_page(h2.load(name))
    found |= landscape_tables.pages()
    found |= screen_tables.pages()
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
        rows = [(f"`{s}`", f"`{r.written}`", "; ".join(r.reasons)) for s, r in written.items()]
        lines += table(("species", "rule", "why"), rows)
    if model.absent:
        lines += ["", "## Arrows that a source says do not exist", ""]
        rows = [(f"`{k}`", "<br>".join(map(_told, e)), "") for k, e in model.absent.items()]
        lines += table(("arrow", "evidence", ""), rows)
    return "\n".join(lines)


def evidence_index() -> str:
    """Lead to the evidence of each model."""
    lines = ["# Evidence of the models", ""]
    lines += ["Every arrow of every shipped model, with the sentence or reference behind it.", ""]
    models = [h2.load(name) for name in h2.list_models()]
    rows = [
        (
            f"[{m.name}](evidence-{m.name}.md)",
            m.title,
            str(len(m.species)),
            str(len(m.interactions)),
        )
        for m in models
    ]
    lines += table(("model", "what it is of", "species", "arrows"), rows)
    tree = "\n".join(f"evidence-{m.name}" for m in models)
    return "\n".join([*lines, "", "```{toctree}", ":hidden:", "", tree, "```"])


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
    cited = short_citation(key).partition(" [")[0].strip("[]")
    return f"[{cited}]({LINKS[kind].format(number).rstrip('/')})" if kind in LINKS else cited


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


# -- figures side by side, and what the arrows force -------------------------------------------


def figures_page() -> str:
    """Say which of the five figures states which arrow."""
    found = arrow_table(sorted(n.partition("__")[0] for n in h2.load("her2-resistance").parents))
    lines = ["# The five figures side by side", ""]
    lines += [
        "*Stated*: the caption says so. *Inferred*: the curator drew it, and says why. *Absent*:",
        "it says that there is no such arrow. *Opposite*: it has it with the other sign.",
        f"{len(found.shared)} of {len(found.cells)} arrows are in more than one figure; "
        f"{len(found.contradictions)} are contradicted.",
        "",
        "![The same table as a picture](../images/five-figures.svg)",
        "",
    ]
    rows = [(f"`{k}`", *(row[f] for f in found.figures)) for k, row in found.cells.items()]
    return "\n".join([*lines, *table(("arrow", *found.figures), rows)])


SECOND = {
    "HER_homodimers": "HER_dimers",
    "HER_heterodimers": "HER_dimers",
    "ligand": "HER_ligands",
}


def second_page() -> str:
    """Compare the curation of one figure with a second one, made without sight of it."""
    second = SEEDS.parent / "benchmarks" / "gold" / "second_PMC3808214.yaml"
    alone = compare_curations("PMC3808214", second)
    found = compare_curations("PMC3808214", second, SECOND)
    same = ", ".join(f"`{b}` is `{a}`" for b, a in SECOND.items())
    lines = ["# A blind second curation", ""]
    lines += [
        "The caption of PMC3808214 was curated a second time without sight of the first curation",
        "(`benchmarks/gold/second_PMC3808214.yaml`). It was not strictly blind: whoever made it",
        "had read a page that lists arrows shared by the five figures, two of them on the dimer of",
        "HER2. Matched by entity and printed name alone,",
        f"Cohen's kappa is {alone.kappa:.2f} over {alone.pairs} ordered pairs, with "
        f"{len(alone.both)} arrows in both.",
        "",
        f"The second keeps apart what the first took together. Where a person says so ({same}),",
        f"kappa is **{found.kappa:.2f}** over {found.pairs} pairs, with {len(found.both)} arrows",
        f"in both and {len(found.other_sign)} with different signs:",
        "",
    ]
    rows = [(f"`{a}`", "both", "both") for a in found.both]
    rows += [(f"`{a}`", "yes", "") for a in found.only_first]
    rows += [(f"`{a}`", "", "yes") for a in found.only_second]
    return "\n".join([*lines, *table(("arrow", "first", "second"), rows)])


def robustness_page() -> str:
    """Say of each claim of the figures whether it follows from the arrows."""
    lines = ["# Claims that the arrows force", ""]
    lines += [
        "A claim is *forced by the arrows* if it holds for every rule that fits the arrows of the",
        "species whose rule is the default. See [what the arrows alone decide](../robustness.md).",
        f"{DISCLAIMER}",
        "",
    ]
    for name in (n for n in h2.list_models() if n.startswith("figures/")):
        answers = h2.robust_claims(name)
        forced = sum(r.label == "forced" for r in answers.values())
        lines += [f"## {h2.load(name).name}: {forced} of {len(answers)}", ""]
        rows = [(k, str(r.scenario), r.text) for k, r in answers.items()]
        lines += [*table(("claim", "asked", "label"), rows), ""]
    return "\n".join(lines)


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
    for name in ("Readouts", "Source", "Waiver", "WordNote"):
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
    lines += [
        "Exit code 0: fine; 1: `check` has findings; 2: your input; 3: a stated limit; 4: the "
        "output could not be written.",
        "",
    ]
    for name in COMMANDS:
        lines += [*_command(name, command(name)), ""]
    return "\n".join(lines)


def _command(name: str, told: TyperCommand) -> Iterator[str]:
    arguments = [p for p in told.params if isinstance(p, TyperArgument)]
    usage = [
        f"[{a.name.upper()}]" if not a.required else a.name.upper() for a in arguments if a.name
    ]
    yield f"## {name}"
    yield ""
    yield told.help or ""
    yield ""
    yield f"```text\nher2model {name} {' '.join(['[OPTIONS]', *usage])}\n```"
    yield ""
    rows = [(f"`{(a.name or '').upper()}`", a.help or "") for a in arguments]
    rows += [
        (", ".join(f"`{o}`" for o in p.opts), p.help or "")
        for p in told.params
        if isinstance(p, TyperOption)
    ]
    if rows:
        yield from table(("argument or option", "what it says"), rows)


if __name__ == "__main__":
    main()
