"""The sections of an evidence table and their columns, which are the fields of a model's parts."""

from __future__ import annotations

from dataclasses import dataclass

from her2model.model.parts import (
    Alteration,
    Claim,
    Evidence,
    Interaction,
    Part,
    Readouts,
    RuleEntry,
    Source,
    Species,
    Waiver,
    WordNote,
)
from her2model.model.rules import Sign
from her2model.verdicts import UNTREATED

__all__ = [
    "BY_NAME",
    "EVIDENCE_COLUMNS",
    "EVIDENCE_FIELDS",
    "LISTS",
    "MODEL_FIELDS",
    "NESTED",
    "NUMBERS",
    "PAIRS",
    "SECTIONS",
    "SIGNS",
    "WORDS",
    "Section",
]

SIGNS: dict[str, Sign] = {
    "activation": "activation", "activates": "activation", "->": "activation",
    "positive": "activation", "+": "activation", "1": "activation", "+1": "activation",
    "inhibition": "inhibition", "inhibits": "inhibition", "-|": "inhibition",
    "negative": "inhibition", "-": "inhibition", "-1": "inhibition",
    "dual": "dual", "-?": "dual",
}  # fmt: skip
"""Words for a sign that are read."""

EVIDENCE_COLUMNS = {f: f if f != "note" else "evidence_note" for f in Evidence.model_fields}
"""Field of a piece of evidence → its column."""
EVIDENCE_FIELDS = {column: f for f, column in EVIDENCE_COLUMNS.items()}

LISTS = {"members", "aliases", "cut", "drugs", "alterations", "knockouts", "gains", "verdict",
         "seeds", "pathway", "curators"}  # fmt: skip
PAIRS = {"fix", "floor", "cap", "context", "expect", UNTREATED}
NESTED = {"than", "meaning", "higher"}
"""Columns whose cells are JSON."""
NUMBERS = {"initial", "year", "levels"}
WORDS = {"source", "sign", "target", "species", "kind", "compartment", "initial", "field", "basis",
         "supports", "reference", "onset", "start", "status"}  # fmt: skip
"""Columns whose cells are single words, so that blanks around them mean nothing."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, the field of the model, its columns, and those that tell rows apart."""

    name: str
    field: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    has_evidence: bool = False


def _section(name: str, field: str, part: type[Part], *key: str, drop: str = "") -> Section:
    own = [f for f in part.model_fields if f not in ("evidence", drop, *key)]
    evidenced = "evidence" in part.model_fields
    evidence = EVIDENCE_COLUMNS.values() if evidenced else ()
    return Section(name, field, (*key, *own, *evidence), key, evidenced)


_ENDS = ("source", "sign", "target")
_EVIDENCE = tuple(EVIDENCE_COLUMNS.values())

SECTIONS = (
    Section(
        "arrows",
        "interactions",
        (
            *_ENDS,
            *_EVIDENCE,
            *(f for f in Interaction.model_fields if f not in (*_ENDS, "evidence")),
        ),
        _ENDS,
        True,
    ),
    _section("species", "species", Species, "id"),
    _section("rules", "rules", RuleEntry, "species", drop="is_default"),
    _section("alterations", "alterations", Alteration, "name"),
    _section("claims", "claims", Claim, "id"),
    Section("absent", "absent", (*_ENDS, *_EVIDENCE), _ENDS, True),
    _section("waived", "waived", Waiver, "sentence"),
    _section("words", "words", WordNote, "word"),
    Section("model", "model", ("field", "value"), ("field",)),
)
BY_NAME = {s.name: s for s in SECTIONS}

MODEL_FIELDS = (
    "format", "name", "title", "description", "figure", "curators", "date", UNTREATED,
    *(f"source.{f}" for f in Source.model_fields),
    *(f"readouts.{f}" for f in Readouts.model_fields),
)  # fmt: skip
"""What the section ``[model]`` may say."""
