"""The TabularQual workbook: sheets Model, Species, Interactions and Transitions, as .xlsx.

Written only, through openpyxl (the extra ``tables``). The layout is that of TabularQual 0.1.6,
whose tool turns such a workbook into SBML-qual. The same model gives the same bytes. No cell is a
formula, whatever its text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from her2model.errors import FormatError, InputError
from her2model.formats.assembly import acting_rules, rule_text, safe_ids
from her2model.formats.format import SPECIES_AND_ARROWS, Format, Written, counted, losses
from her2model.formats.graph_attributes import Cleaner, identifiers
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.parts import Evidence, Interaction

__all__ = ["TABULARQUAL", "write_tabularqual"]

MAX_CELL = 32_767
_SIGNS = {"activation": "positive", "inhibition": "negative", "dual": "dual"}
_OPERATORS = (" & ", " | ", "!")
_WIDTHS = {"Name": 24, "Rule": 60, "Notes1": 60, "Identifier1": 30, "Value": 80}
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can have
_PMC = re.compile(r"(PMC\d+)")
Row = list[Any]


def write_tabularqual(model: Model, entities: Entities | None = None) -> Written:
    """Write the workbook.

    Returns
    -------
    Written
        The file, and what it does not carry.

    Raises
    ------
    InputError
        openpyxl is not installed.
    FormatError
        A rule is longer than a cell of a workbook can be.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        hint = "python -m pip install openpyxl"
        raise InputError("a workbook needs openpyxl", hint=hint) from None
    book = Workbook()
    book.remove(book.active)
    clean = Cleaner()
    cut = 0
    for name, rows in _sheets(model, entities):
        sheet = book.create_sheet(name)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                text = clean(value) if isinstance(value, str) else value
                cut += isinstance(text, str) and len(text) > MAX_CELL
                _put(sheet.cell(r, c), text)
        _dress(sheet, rows)
    notes = [*losses(model, TABULARQUAL.name, TABULARQUAL.carries), *clean.notes()]
    if cut:
        notes.append(f"{counted(cut, 'cell')} cut at {MAX_CELL:,} characters, as .xlsx allows")
    return Written({"": _stable(book)}, tuple(notes))


def _sheets(model: Model, entities: Entities | None) -> Iterator[tuple[str, list[Row]]]:
    yield "Model", list(_model_rows(model))
    yield "Species", _species_rows(model, entities)
    yield "Interactions", _interaction_rows(model)
    yield "Transitions", _transition_rows(model)


# -- the sheets -------------------------------------------------------------------------------


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
                1,
                f"1 means {s.meaning_text}" if s.meaning else None,
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
        rows.append([i.target, i.source, _SIGNS[i.sign], relation, described, *padded, i.mechanism])
    return [header, *rows]


def _transition_rows(model: Model) -> list[Row]:
    rows: list[Row] = []
    for s, rule in acting_rules(model).items():
        if rule is None:
            continue
        constant = rule.constant
        text = rule_text(rule, s, *_OPERATORS) if constant is None else str(bool(constant)).upper()
        if len(text) > MAX_CELL:
            message = f"the rule of {s} has {len(text):,} characters and a cell {MAX_CELL:,}"
            raise FormatError(message, hint="split it with intermediate species")
        entry = model.rules[s]
        evidence = [e for i in model.regulators(s) for e in i.evidence]
        described = ", ".join(_cited(evidence)) or None
        comment = "default rule: any activator and no inhibitor" if entry.is_default else None
        relation = "isDescribedBy" if described else None
        rows.append(
            [f"tr_{s}", model.species[s].name, s, 1, text, relation, described, entry.why, comment]
        )
    header = ["Transitions_ID", "Name", "Target", "Level", "Rule", "Relation1", "Identifier1",
              "Notes1", "Comments"]  # fmt: skip
    return [header, *rows]


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


# -- the workbook -----------------------------------------------------------------------------


def _put(cell: Any, value: Any) -> None:
    """Fill a cell; a text stays text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = value[:MAX_CELL]
        cell.data_type = "s"
    elif value is not None:
        cell.value = value


def _dress(sheet: Any, rows: list[Row]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    header = rows[0] if sheet.title != "Model" else ["Field", "Value"]
    for c, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(c)].width = _WIDTHS.get(name, 16)
    if sheet.title == "Model":
        for cell in sheet["A"]:
            cell.font = Font(bold=True)
        return
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top")
    sheet.freeze_panes = "C2"


def _stable(book: Any) -> bytes:
    """Save a workbook without the moment of saving in it."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, data)
    return out.getvalue()


TABULARQUAL = Format(
    "TabularQual",
    (".xlsx",),
    "the workbook in which curators of logical models review, for spreadsheets and SBML-qual",
    SPECIES_AND_ARROWS | {"publication"},
    writer=write_tabularqual,
)
