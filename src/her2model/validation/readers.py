"""Panels of others: growth rate tables, GDSC's matrices, and a long table of one's own.

Nothing here decides what a value or an event means for a model; that is the panel file's
(:mod:`her2model.validation.panel_file`).
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from her2model.errors import InputError
from her2model.validation.long_table import read_long_table
from her2model.validation.panel import Line, Measurements, folded_name
from her2model.validation.rows import number_in, rows_of

__all__ = ["READERS", "gdsc_folder", "read_gdsc", "read_growth_rates"]

_SEGMENT = re.compile(r"(gain|loss)_cna\w*?(?:_\((.*)\))?\Z")


def read_growth_rates(folder: Path, options: Mapping[str, Any]) -> Measurements:
    """Read tables of growth-rate inhibition metrics, as the LINCS centres publish them.

    The metrics are those of Hafner et al. 2016 (doi:10.1038/nmeth.3853). Genotypes are not in such
    tables; they are taken from GDSC's genomic features by the folded name of the line.

    Parameters
    ----------
    folder
        Holds the two tables.
    options
        ``metrics`` and ``lines``: their file names; ``value``: the metric's column; ``group``: the
        column of the line table that tells groups; ``features``: as for :func:`read_gdsc`.
    """
    genomes = {k: x.events for k, x in _genomes(gdsc_folder(), options["features"]).items()}
    lines: dict[str, Line] = {}
    for _, row in rows_of(folder / options["lines"], ("cell_line",)):
        key = folded_name(row["cell_line"])
        lines[key] = Line(row["cell_line"], genomes.get(key), row.get(options["group"], ""))
    values: dict[str, dict[str, float]] = {}
    path = folder / options["metrics"]
    for number, row in rows_of(path, ("generic_name", "cell_line", options["value"])):
        amount = number_in(row[options["value"]], path, number)
        key = folded_name(row["cell_line"])
        if amount is None or key not in lines:
            continue
        own = values.setdefault(row["generic_name"], {})
        if key in own:
            told = f"{row['cell_line']} with {row['generic_name']} stands in an earlier row already"
            hint = "give one row for a line and a drug"
            raise InputError(told, where=path.name, line=number, hint=hint)
        own[key] = amount
    return Measurements(lines, values)


def read_gdsc(folder: Path, options: Mapping[str, Any]) -> Measurements:
    """Read the half-maximal inhibitory concentrations and genomic features of GDSC.

    The panel is that of Iorio et al. 2016 (doi:10.1016/j.cell.2016.06.017). A copied segment counts
    as a gain or a loss of each gene that its name lists.

    Parameters
    ----------
    folder
        Holds the files of the package ``gdsctools``.
    options
        ``values``: file of IC50s, agents by their number; ``features``: file of genomic features;
        ``groups``: also tell groups by the subtype in the list of lines.
    """
    lines = _genomes(folder, options["features"])
    by_id = {x.name.rpartition("#")[2]: k for k, x in _identified(folder, lines).items()}
    path = folder / options["values"]
    values: dict[str, dict[str, float]] = {}
    for number, row in rows_of(path, ("COSMIC_ID",)):
        key = by_id.get(row["COSMIC_ID"])
        if key is None:
            continue
        for column, text in row.items():
            agent = column.removeprefix("Drug_").removesuffix("_IC50")
            amount = number_in(text, path, number) if agent != column else None
            if amount is not None:
                values.setdefault(agent, {})[key] = amount
    return Measurements(lines, values)


READERS: Mapping[str, Callable[[Path, Mapping[str, Any]], Measurements]] = {
    "table": read_long_table,
    "growth rates": read_growth_rates,
    "gdsc": read_gdsc,
}
"""Name in a panel file → reader."""


def gdsc_folder() -> Path:
    """Return the folder of GDSC's data inside the package ``gdsctools``, which is not imported.

    Raises
    ------
    InputError
        The package is not installed.
    """
    found = importlib.util.find_spec("gdsctools")
    if found is None or not found.submodule_search_locations:
        raise InputError(
            "GDSC's data come in the package gdsctools, which is not installed",
            hint="pip install --no-deps gdsctools==1.0.1 (the data have GDSC's own terms)",
        )
    return Path(next(iter(found.submodule_search_locations))) / "data"


# -- GDSC's files ------------------------------------------------------------------------------


def _genomes(folder: Path, features: str) -> dict[str, Line]:
    names = _names(folder)
    lines = {}
    for _, row in rows_of(folder / features, ("COSMIC_ID", "TISSUE_FACTOR")):
        name = row.get("Sample Name") or names.get(row["COSMIC_ID"], row["COSMIC_ID"])
        events = frozenset(
            event for column, text in row.items() if text == "1" for event in _events(column)
        )
        lines[folded_name(name)] = Line(name, events, row["TISSUE_FACTOR"])
    return lines


def _identified(folder: Path, lines: Mapping[str, Line]) -> dict[str, Line]:
    """Give each line its COSMIC number behind a ``#``, to look up its values by."""
    names = _names(folder)
    numbers = {folded_name(n): number for number, n in names.items()}
    return {k: Line(f"{x.name}#{numbers.get(k, x.name)}", x.events) for k, x in lines.items()}


def _names(folder: Path) -> dict[str, str]:
    rows = rows_of(folder / "cosmic_info.csv.gz", ("SAMPLE_NAME", "COSMIC_ID"))
    return {row["COSMIC_ID"]: row["SAMPLE_NAME"] for _, row in rows}


def _events(column: str) -> Iterator[str]:
    if column.endswith("_mut"):
        yield f"{column.removesuffix('_mut')} mutation"
    found = _SEGMENT.match(column)
    if found and found[2]:
        for gene in found[2].split(","):
            yield f"{gene.strip()} {found[1]}"
