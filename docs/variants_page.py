"""The page of names, variants and conventions: how what people type and files say is read."""

from __future__ import annotations

from page_parts import table

from her2model.model.name_table import Meaning, name_table
from her2model.model.variants import Variant, variants
from her2model.tumours.conventions import conventions

__all__ = ["variants_page"]

KINDS = {
    "drug": "Drugs",
    "regimen": "Regimens",
    "class": "Classes of drugs",
    "gene": "Genes with other names",
    "family": "Families",
    "ambiguous": "Words that must be asked",
    "status": "Words of a report",
    "event": "Names of events",
    "outside": "What no model here has",
}


def variants_page() -> str:
    """List what changes of genes do, the conventions, and every name with its meaning."""
    lines = [
        "# Variants, conventions and typed names",
        "",
        "How [tumours](../tumours.md) and typed names are read. What is in no row is unknown; of",
        "several alterations the first that a model has counts, and one with ? is run with and",
        "without. The tables are `models/variants.tsv`, `conventions.yaml` and `names.tsv`.",
    ]
    for effect in ("gain", "loss", "contested", "unknown", "neutral"):
        rows = [_variant(v) for v in variants().rows if v.effect == effect]
        lines += ["", f"## Variants: {effect}", ""]
        lines += table(("gene", "change", "counts as", "sure", "read in", "note"), rows)
    lines += ["", "## Conventions", ""]
    rows = [(c.name, c.value, c.says, c.source) for c in conventions()]
    lines += table(("convention", "value", "says", "source"), rows)
    for kind, heading in KINDS.items():
        rows = [_meaning(m) for m in name_table().rows if m.kind == kind and (m.also or m.of)]
        lines += ["", f"## {heading}", ""]
        lines += table(("name", "also", "of", "note"), rows)
    return "\n".join(lines)


def _variant(row: Variant) -> tuple[str, ...]:
    does = " or else ".join(row.does)
    needs = f" with {', '.join(row.needs)}" if row.needs else ""
    return row.gene, row.change, f"{does}{needs}", row.sure, row.source, row.note


def _meaning(row: Meaning) -> tuple[str, ...]:
    note = "; ".join(filter(None, (row.group, row.note)))
    return row.name, ", ".join(row.also), ", ".join(row.of), note
