"""The sheets of a TabularQual workbook, as rows: Model, Species, Interactions and Transitions.

The layout is that of TabularQual 0.1.6, which leaves further sheets alone. So a sheet of our own,
``her2model``, holds the evidence table, and with it all that the four have no column for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from her2model.errors import FormatError
from her2model.formats.assembly import acting_rules, rule_text, safe_ids
from her2model.formats.evidence_table import write_evidence_table
from her2model.formats.graph_attributes import identifiers
from her2model.formats.levels import terms_by_level
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.parts import Evidence, FrozenMap, Interaction, Species
from her2model.model.rules import Rule

__all__ = ["MAX_CELL", "OWN_SHEET", "SHEETS", "SIGN_WORDS", "own_rows", "sheet_rows"]

MAX_CELL = 32_767
SHEETS = ("Model", "Species", "Interactions", "Transitions")
OWN_SHEET = "her2model"
SIGN_WORDS = {"activation": "positive", "inhibition": "negative", "dual": "dual"}
_OPERATORS = (" & ", " | ", "!")
_PMC = re.compile(r"(PMC\d+)")
Row = list[Any]


def sheet_rows(model: Model, entities: Entities | None) -> dict[str, list[Row]]:
    """Return the rows of the four sheets, the header first where there is one.

    Raises
    ------
    FormatError
        A rule is longer than a cell of a workbook can be.
    """
    return {
        "Model": list(_model_rows(model)),
        "Species": _species_rows(model, entities),
        "Interactions": _interaction_rows(model),
        "Transitions": _transition_rows(model),
    }


def own_rows(model: Model) -> list[Row]:
    """Return the rows of the evidence table of a model.

    Raises
    ------
    FormatError
        The evidence table cannot hold the model.
    """
    text = write_evidence_table(model).files[""].decode("utf-8")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))


def _model_rows(model: Model) -> Iterator[Row]:
    source = model.source
    published = [f"doi:{source.doi}" if source.doi else f"pmc:{source.pmcid}"] if source else []
    day = model.date if model.date and re.fullmatch(r"\d{4}-\d\d-\d\d", model.date) else None
    yield ["Model_ID", safe_ids([model.name])[model.name]]
    yield ["Name", model.title or model.name]
    yield ["Publication", ", ".join(published) or None]
    yield ["Taxon", "ncbitaxon:9606"]
    yield ["Created", f"{day}T00:00:00Z" if day else None]
    yield ["Modified", f"{day}T00:00:00Z" if day else None]
    for k, person in enumerate(model.curators, 1):
        yield [f"Creator{k}", person]
    yield ["Notes1", model.description or None]
    yield ["Notes2", "A qualitative model of published statements; not for clinical use."]


def _species_rows(model: Model, entities: Entities | None) -> list[Row]:
    sources = {i.source for i in model.interactions.values()}
    rows: list[Row] = []
    for s in model.species.values():
        relation = "is" if s.entity else "hasPart"
        is_input = s.id in model.inputs
        place = "Input" if is_input else "Internal" if s.id in sources else "Output"
        known = ", ".join(identifiers(model, s.id, entities))
        rows.append(
            [
                s.id,
                s.name,
                relation if known else None,
                known or None,
                s.compartment,
                None if s.id in model.named_only else place,
                str(is_input),
                s.initial,
                s.top,
                _meaning(s),
                s.note,
                s.kind,
            ]
        )
    header = ["Species_ID", "Name", "Relation1", "Identifier1", "Compartment", "Type", "Constant",
              "InitialLevel", "MaxLevel", "Notes1", "Notes2", "Comments"]  # fmt: skip
    return [header, *rows]


def _interaction_rows(model: Model) -> list[Row]:
    arrows = list(model.interactions.values())
    most = max([1, *(len(_notes(i)) for i in arrows)])
    header = ["Target", "Source", "Sign", "Relation1", "Identifier1"]
    header += [*(f"Notes{k + 1}" for k in range(most)), "Comments"]
    rows: list[Row] = []
    for i in arrows:
        described = ", ".join(_cited(i.evidence)) or None
        relation = "isDescribedBy" if described else None
        notes = _notes(i)
        padded = [*notes, *[None] * (most - len(notes))]
        rows.append(
            [i.target, i.source, SIGN_WORDS[i.sign], relation, described, *padded, i.mechanism]
        )
    return [header, *rows]


def _meaning(s: Species) -> str | None:
    text = s.meaning_text
    return text if isinstance(s.meaning, FrozenMap) or not text else f"1 means {text}"


def _transition_rows(model: Model) -> list[Row]:
    rows: list[Row] = []
    for s, rule in acting_rules(model).items():
        if rule is None:
            continue
        entry = model.rules[s]
        evidence = [e for i in model.regulators(s) for e in i.evidence]
        described = ", ".join(_cited(evidence)) or None
        comment = "default rule: any activator and no inhibitor" if entry.is_default else None
        relation = "isDescribedBy" if described else None
        about = (relation, described, "; ".join(entry.reasons) or None, comment)
        name = model.species[s].name
        for level, text in _terms(model, s, rule):
            key = f"tr_{s}_{level}" if s in model.levels else f"tr_{s}"
            rows.append([key, name, s, level, text, *about])
    header = ["Transitions_ID", "Name", "Target", "Level", "Rule", "Relation1", "Identifier1",
              "Notes1", "Comments"]  # fmt: skip
    return [header, *rows]


def _terms(model: Model, s: str, rule: Rule) -> Iterator[tuple[int, str]]:
    """Yield each level above 0 with its condition, the highest first; no two hold at once."""
    bits = [model.functions[bit] for bit in model.bits(s)]
    for level, term in terms_by_level(bits) if len(bits) > 1 else [(1, rule)]:
        if term.constant is not None:
            text = str(bool(term.constant)).upper()
        elif len(bits) > 1:
            text = term.written(*_OPERATORS)
        else:
            text = rule_text(term, s, *_OPERATORS)
        if len(text) > MAX_CELL:
            message = f"the rule of {s} has {len(text):,} characters and a cell {MAX_CELL:,}"
            raise FormatError(message, hint="split it with intermediate species")
        yield level, text


def _cited(evidence: Iterable[Evidence]) -> list[str]:
    """Return the identifiers of the publications behind some evidence, each once."""
    found: dict[str, None] = {}
    for e in evidence:
        article = _PMC.match(e.figure or "")
        if e.reference:
            found[e.reference] = None
        elif article:
            found[f"pmc:{article[1]}"] = None
    return list(found)


def _notes(i: Interaction) -> list[str]:
    notes = [f"{e}{f': {e.note}' if e.note else ''}" for e in i.evidence]
    return [*notes, i.note] if i.note else notes
