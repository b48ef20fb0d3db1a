"""Do the tools for which BEL scripts and TabularQual workbooks are written read ours?

    python benchmarks/graph_peers.py

Needs pybel (0.15.5) and tabularqual (0.1.6), which are too heavy for the tests. PyBEL parses each
script with an empty cache in memory; TabularQual turns each workbook into SBML-qual, which AEON
reads, and every rule is compared with the model's by its prime implicants.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import her2model as h2
from her2model.formats.bel import write_bel
from her2model.formats.tabularqual import write_tabularqual
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.model.rules import Rule
from her2model.model.shipped import entities

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)


def main() -> None:
    """Print a row for each shipped model."""
    print("| model | BEL: nodes | edges | warnings | workbook: SBML errors | rules that agree |")
    print("|---|---|---|---|---|---|")
    for name in h2.list_models():
        model = h2.load(name)
        with tempfile.TemporaryDirectory() as folder:
            cells = (*bel(model, Path(folder)), *workbook(model, Path(folder)))
        print("|", " | ".join([model.name, *map(str, cells)]), "|", flush=True)


def bel(model: Model, folder: Path) -> tuple[int, int, int]:
    """Return what PyBEL finds: nodes, edges and warnings."""
    from pybel import Manager
    from pybel.io.lines import from_bel_script

    path = folder / "model.bel"
    path.write_bytes(write_bel(model, entities()).files[""])
    graph = from_bel_script(str(path), manager=Manager(connection="sqlite:///:memory:"))
    return graph.number_of_nodes(), graph.number_of_edges(), len(graph.warnings)


def workbook(model: Model, folder: Path) -> tuple[int, str]:
    """Return how many SBML errors TabularQual finds, and how many rules AEON reads as ours."""
    import biodivine_aeon as aeon
    from tabularqual.convert_spreadsheet_to_sbml import convert_spreadsheet_to_sbml

    plain = {s: v.model_copy(update={"label": ""}) for s, v in model.species.items()}
    path, sbml = folder / "model.xlsx", folder / "model.sbml"
    path.write_bytes(write_tabularqual(replace(model, species=FrozenMap(plain))).files[""])
    found = convert_spreadsheet_to_sbml(str(path), str(sbml), print_messages=False)
    network = aeon.BooleanNetwork.from_file(str(sbml))
    agree = sum(
        set(Rule.parse(_words(network.get_update_function(s))).prime_implicants)
        == set(rule.prime_implicants)
        for s, rule in model.functions.items()
    )
    return found["total_validation_errors"], f"{agree} of {len(model.functions)}"


def _words(rule: object) -> str:
    return str(rule).replace("true", "1").replace("false", "0")


if __name__ == "__main__":
    main()
