"""Boolean models of HER2 signalling and drug resistance, with a sentence behind every arrow."""

from her2model.attractors import (
    Simulation,
    TrapSpace,
    fixed_points,
    simulate,
    state_transition_graph,
    trajectory,
)
from her2model.explanation import bibtex, explain
from her2model.library import list_models, load, merge_report, save
from her2model.model import Model
from her2model.resistance import bypass, resistance_matrix

__all__ = ["simulate"]
