"""All perturbations at once with AEON: its coloured minimal trap spaces, perturbations as colours.

    python benchmarks/aeon_coloured.py MODEL.bnet READOUT MOST

Prints seconds of the processor and the number of (perturbation, trap space) pairs. A program of its
own, because it may have to be stopped.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import biodivine_aeon as ba


def main() -> None:
    text, readout, most = Path(sys.argv[1]).read_text(), sys.argv[2], int(sys.argv[3])
    network = ba.BooleanNetwork.from_aeon(perturbable(text, readout))
    context = ba.SymbolicSpaceContext(network)
    graph = ba.AsynchronousGraph(network, context)
    began = time.process_time()
    variables = context.explicit_functions_bdd_variables_list()
    few = context.bdd_variable_set().mk_sat_up_to_k(most, variables)
    within = context.mk_unit_colored_spaces(graph).intersect_colors(ba.ColorSet(context, few))
    spaces = ba.TrapSpaces.minimal_symbolic(context, graph, within)
    print("MEASURED", time.process_time() - began, spaces.cardinality())


def perturbable(text: str, readout: str) -> str:
    """Give each species but the readout a parameter for its knockout and one for its gain."""
    lines = []
    network = ba.BooleanNetwork.from_bnet(text)
    names = {v: network.get_variable_name(v) for v in network.variables()}
    for v, name in names.items():
        rule = str(network.get_update_function(v))
        for regulator in network.predecessors(v):
            lines.append(f"{names[regulator]} -?? {name}")
        free = "" if name == readout else " & !off_" + name
        more = "" if name == readout else " | on_" + name
        lines.append(f"${name}: ({rule}){free}{more}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
