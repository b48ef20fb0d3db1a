"""Boolean models of HER2 signalling and drug resistance, with a sentence behind every arrow."""

from importlib.metadata import version

from her2model.attractors import (
    Simulation,
    fixed_points,
    simulate,
    state_transition_graph,
    trajectory,
)
from her2model.bibliography import references
from her2model.curation import check
from her2model.errors import FigureError, Her2ModelError, InputError, LimitError, ModelError
from her2model.explanation import explain
from her2model.figures import Figure, read_figure, read_figures
from her2model.library import list_models, load, merge_report, save
from her2model.model import Model
from her2model.plots import heatmap
from her2model.regulatory_graph import feedback_loops, regulatory_graph
from her2model.resistance import ResistanceMatrix, bypass, resistance_matrix

__all__ = [
    "Figure",
    "FigureError",
    "Her2ModelError",
    "InputError",
    "LimitError",
    "Model",
    "ModelError",
    "ResistanceMatrix",
    "Simulation",
    "bypass",
    "check",
    "explain",
    "feedback_loops",
    "fixed_points",
    "heatmap",
    "list_models",
    "load",
    "merge_report",
    "read_figure",
    "read_figures",
    "references",
    "regulatory_graph",
    "resistance_matrix",
    "save",
    "simulate",
    "state_transition_graph",
    "trajectory",
]

__version__ = version("her2model")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
