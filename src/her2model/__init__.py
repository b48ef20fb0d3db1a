"""Boolean models of HER2 signalling and drug resistance, with a sentence behind every arrow."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from her2model.attractors import Simulation, simulate
from her2model.errors import (
    FigureError,
    FormatError,
    Her2ModelError,
    InputError,
    LimitError,
    ModelError,
)
from her2model.figures import Figure, read_figure, read_figures
from her2model.formats.format import ConversionWarning
from her2model.library import convert, list_models, load, merge_report, save
from her2model.model import Model
from her2model.regulatory_graph import feedback_loops, regulatory_graph
from her2model.state_space import fixed_points, state_transition_graph, trajectory

if TYPE_CHECKING:
    from her2model.bibliography import references
    from her2model.curating.agreement import arrow_table, compare_curations
    from her2model.curating.drafting import draft
    from her2model.curating.suggestion import suggest
    from her2model.curation import check
    from her2model.drawing.diagram import draw, to_svg
    from her2model.drawing.dynamics_plots import (
        bypass_lattice,
        state_transitions,
        trajectory_raster,
    )
    from her2model.explanation import explain
    from her2model.formats.networkx_graph import from_networkx, to_networkx
    from her2model.formats.peers import from_aeon, from_minibn, to_aeon, to_minibn, to_mpbn
    from her2model.interactive_page import case_link, page
    from her2model.plots import heatmap, regimen_chart
    from her2model.resistance import ResistanceMatrix, bypass, resistance_matrix
    from her2model.sampling import Sample, sample
    from her2model.screening.combinations import (
        antagonisms,
        minimal_bypasses,
        minimal_combinations,
        rescues,
    )
    from her2model.screening.landscape import Landscape, landscape
    from her2model.screening.regimens import regimens
    from her2model.screening.screen import Screen, screen
    from her2model.uncertainty.matrix import robustness_matrix
    from her2model.uncertainty.robustness import robust_claims, robustness

# Modules that are read when one of their names is first asked for, so that the import is fast.
_LATER = {
    "bibliography": ("references",),
    "curation": ("check",),
    "curating.agreement": ("arrow_table", "compare_curations"),
    "curating.drafting": ("draft",),
    "curating.suggestion": ("suggest",),
    "drawing.diagram": ("draw", "to_svg"),
    "drawing.dynamics_plots": ("bypass_lattice", "state_transitions", "trajectory_raster"),
    "explanation": ("explain",),
    "formats.networkx_graph": ("from_networkx", "to_networkx"),
    "formats.peers": ("from_aeon", "from_minibn", "to_aeon", "to_minibn", "to_mpbn"),
    "interactive_page": ("case_link", "page"),
    "plots": ("heatmap", "regimen_chart"),
    "resistance": ("ResistanceMatrix", "bypass", "resistance_matrix"),
    "sampling": ("Sample", "sample"),
    "screening.combinations": (
        "antagonisms",
        "minimal_bypasses",
        "minimal_combinations",
        "rescues",
    ),
    "screening.landscape": ("Landscape", "landscape"),
    "screening.regimens": ("regimens",),
    "screening.screen": ("Screen", "screen"),
    "uncertainty.matrix": ("robustness_matrix",),
    "uncertainty.robustness": ("robust_claims", "robustness"),
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names}

__all__ = [
    "ConversionWarning",
    "Figure",
    "FigureError",
    "FormatError",
    "Her2ModelError",
    "InputError",
    "Landscape",
    "LimitError",
    "Model",
    "ModelError",
    "ResistanceMatrix",
    "Sample",
    "Screen",
    "Simulation",
    "antagonisms",
    "arrow_table",
    "bypass",
    "bypass_lattice",
    "case_link",
    "check",
    "compare_curations",
    "convert",
    "draft",
    "draw",
    "explain",
    "feedback_loops",
    "fixed_points",
    "from_aeon",
    "from_minibn",
    "from_networkx",
    "heatmap",
    "landscape",
    "list_models",
    "load",
    "merge_report",
    "minimal_bypasses",
    "minimal_combinations",
    "page",
    "read_figure",
    "read_figures",
    "references",
    "regimen_chart",
    "regimens",
    "regulatory_graph",
    "rescues",
    "resistance_matrix",
    "robust_claims",
    "robustness",
    "robustness_matrix",
    "sample",
    "save",
    "screen",
    "simulate",
    "state_transition_graph",
    "state_transitions",
    "suggest",
    "to_aeon",
    "to_minibn",
    "to_mpbn",
    "to_networkx",
    "to_svg",
    "trajectory",
    "trajectory_raster",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("her2model")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'her2model' has no attribute {name!r}")
    value = getattr(import_module(f"her2model.{_MODULE_OF[name]}"), name)
    globals()[name] = value  # the next time it is simply there
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
