"""Boolean models of HER2 signalling and drug resistance, with a sentence behind every arrow.

This is the front door: functions of a model also take its name or its path. A module is read when
one of its names is first asked for, so that the import is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from her2model.answers.bibliography import references
    from her2model.answers.explanation import explain
    from her2model.answers.regulatory_graph import feedback_loops as _feedback_loops
    from her2model.answers.regulatory_graph import regulatory_graph as _regulatory_graph
    from her2model.answers.resistance import ResistanceMatrix
    from her2model.answers.resistance import bypass as _bypass
    from her2model.answers.resistance import resistance_matrix as _resistance_matrix
    from her2model.archives.running import run_archive
    from her2model.archives.sedml_writing import write_archive
    from her2model.curating.agreement import arrow_table, compare_curations
    from her2model.curating.arrow_mutations import arrow_mutations as _arrow_mutations
    from her2model.curating.check import check
    from her2model.curating.drafting import draft
    from her2model.curating.suggestion import suggest
    from her2model.drawing.animation import animated_svg as _animated_svg
    from her2model.drawing.diagram import draw as _draw
    from her2model.drawing.diagram import to_svg as _to_svg
    from her2model.drawing.dynamics_plots import state_transitions as _state_transitions
    from her2model.drawing.dynamics_plots import trajectory_raster
    from her2model.drawing.matrix_chart import heatmap
    from her2model.drawing.plots import regimen_chart
    from her2model.drawing.sampled_plots import basin_chart, time_course_chart
    from her2model.drawing.set_chart import bypass_lattice, set_chart
    from her2model.engine.asynchronous_attractors import (
        asynchronous_attractors as _asynchronous_attractors,
    )
    from her2model.engine.sampling import Sample, sample
    from her2model.engine.simulation import Simulation
    from her2model.engine.simulation import simulate as _simulate
    from her2model.engine.state_space import fixed_points as _fixed_points
    from her2model.engine.state_space import state_transition_graph as _state_transition_graph
    from her2model.engine.state_space import trajectory as _trajectory
    from her2model.engine.time_courses import TimeCourse, time_course
    from her2model.engine.trap_space_listing import trap_spaces as _trap_spaces
    from her2model.errors import (
        FigureError,
        FormatError,
        Her2ModelError,
        InputError,
        LimitError,
        ModelError,
    )
    from her2model.formats.format import ConversionWarning
    from her2model.formats.networkx_graph import from_networkx, to_networkx
    from her2model.formats.peers import (
        from_aeon,
        from_cmaboss,
        from_minibn,
        from_pyboolnet,
        to_aeon,
        to_cmaboss,
        to_minibn,
        to_mpbn,
        to_pyboolnet,
    )
    from her2model.library import (
        convert,
        find,
        list_models,
        load,
        merge_report,
        read_tumours,
        save,
        takes_names,
    )
    from her2model.model.figures import Figure, FigureWarning, read_figure, read_figures
    from her2model.model.model import Model
    from her2model.screening.combinations import antagonisms as _antagonisms
    from her2model.screening.combinations import minimal_bypasses as _minimal_bypasses
    from her2model.screening.combinations import minimal_combinations as _minimal_combinations
    from her2model.screening.combinations import rescues as _rescues
    from her2model.screening.control import minimal_control as _minimal_control
    from her2model.screening.landscape import Landscape
    from her2model.screening.landscape import landscape as _landscape
    from her2model.screening.regimens import regimens as _regimens
    from her2model.screening.screen import Screen
    from her2model.screening.screen import screen as _screen
    from her2model.screening.trap_space_count import count_trap_spaces as _count_trap_spaces
    from her2model.tumours.clones import stopping as _stopping
    from her2model.tumours.escapes import barrier as _barrier
    from her2model.tumours.escapes import escapes as _escapes
    from her2model.tumours.escapes import next_lines as _next_lines
    from her2model.tumours.sequences import order_of_regimens as _order_of_regimens
    from her2model.uncertainty.matrix import robustness_matrix as _robustness_matrix
    from her2model.uncertainty.robustness import robust_claims as _robust_claims
    from her2model.uncertainty.robustness import robustness as _robustness
    from her2model.validation.charts import forest_plot, ranked_lines
    from her2model.validation.experiments import experiments as _experiments
    from her2model.validation.published import validate_published as _validate_published
    from her2model.validation.report_page import validation_page
    from her2model.validation.validation import Validation
    from her2model.validation.validation import validate as _validate
    from her2model.webpage.page import case_link as _case_link
    from her2model.webpage.page import page as _page

    arrow_mutations = takes_names(_arrow_mutations)
    simulate = takes_names(_simulate)
    fixed_points = takes_names(_fixed_points)
    state_transition_graph = takes_names(_state_transition_graph)
    trajectory = takes_names(_trajectory)
    trap_spaces = takes_names(_trap_spaces)
    asynchronous_attractors = takes_names(_asynchronous_attractors)
    count_trap_spaces = takes_names(_count_trap_spaces)
    feedback_loops = takes_names(_feedback_loops)
    regulatory_graph = takes_names(_regulatory_graph)
    bypass = takes_names(_bypass)
    resistance_matrix = takes_names(_resistance_matrix)
    animated_svg = takes_names(_animated_svg)
    draw = takes_names(_draw)
    to_svg = takes_names(_to_svg)
    state_transitions = takes_names(_state_transitions)
    antagonisms = takes_names(_antagonisms)
    minimal_bypasses = takes_names(_minimal_bypasses)
    minimal_combinations = takes_names(_minimal_combinations)
    minimal_control = takes_names(_minimal_control)
    rescues = takes_names(_rescues)
    landscape = takes_names(_landscape)
    regimens = takes_names(_regimens)
    screen = takes_names(_screen)
    stopping = takes_names(_stopping)
    barrier = takes_names(_barrier)
    escapes = takes_names(_escapes)
    next_lines = takes_names(_next_lines)
    order_of_regimens = takes_names(_order_of_regimens)
    robustness_matrix = takes_names(_robustness_matrix)
    robust_claims = takes_names(_robust_claims)
    robustness = takes_names(_robustness)
    experiments = takes_names(_experiments)
    validate = takes_names(_validate)
    validate_published = takes_names(_validate_published)
    case_link = takes_names(_case_link)
    page = takes_names(_page)

_AS_THEY_ARE = {
    "answers.bibliography": ("references",),
    "answers.explanation": ("explain",),
    "answers.resistance": ("ResistanceMatrix",),
    "archives.running": ("run_archive",),
    "archives.sedml_writing": ("write_archive",),
    "curating.agreement": ("arrow_table", "compare_curations"),
    "curating.check": ("check",),
    "curating.drafting": ("draft",),
    "curating.suggestion": ("suggest",),
    "drawing.dynamics_plots": ("trajectory_raster",),
    "drawing.matrix_chart": ("heatmap",),
    "drawing.sampled_plots": ("basin_chart", "time_course_chart"),
    "drawing.set_chart": ("bypass_lattice", "set_chart"),
    "drawing.plots": ("regimen_chart",),
    "engine.sampling": ("Sample", "sample"),
    "engine.time_courses": ("TimeCourse", "time_course"),
    "engine.simulation": ("Simulation",),
    "errors": (
        "FigureError",
        "FormatError",
        "Her2ModelError",
        "InputError",
        "LimitError",
        "ModelError",
    ),
    "formats.format": ("ConversionWarning",),
    "formats.networkx_graph": ("from_networkx", "to_networkx"),
    "formats.peers": (
        "from_aeon",
        "from_cmaboss",
        "from_minibn",
        "from_pyboolnet",
        "to_aeon",
        "to_cmaboss",
        "to_minibn",
        "to_mpbn",
        "to_pyboolnet",
    ),
    "library": ("convert", "find", "list_models", "load", "merge_report", "read_tumours", "save"),
    "model.figures": ("Figure", "FigureWarning", "read_figure", "read_figures"),
    "model.model": ("Model",),
    "screening.landscape": ("Landscape",),
    "screening.screen": ("Screen",),
    "validation.charts": ("forest_plot", "ranked_lines"),
    "validation.report_page": ("validation_page",),
    "validation.validation": ("Validation",),
}
"""Module → its public names."""
_OF_A_MODEL = {
    "answers.regulatory_graph": ("feedback_loops", "regulatory_graph"),
    "answers.resistance": ("bypass", "resistance_matrix"),
    "curating.arrow_mutations": ("arrow_mutations",),
    "drawing.animation": ("animated_svg",),
    "drawing.diagram": ("draw", "to_svg"),
    "drawing.dynamics_plots": ("state_transitions",),
    "engine.asynchronous_attractors": ("asynchronous_attractors",),
    "engine.simulation": ("simulate",),
    "engine.state_space": ("fixed_points", "state_transition_graph", "trajectory"),
    "engine.trap_space_listing": ("trap_spaces",),
    "screening.trap_space_count": ("count_trap_spaces",),
    "screening.combinations": (
        "antagonisms",
        "minimal_bypasses",
        "minimal_combinations",
        "rescues",
    ),
    "screening.control": ("minimal_control",),
    "screening.landscape": ("landscape",),
    "screening.regimens": ("regimens",),
    "screening.screen": ("screen",),
    "tumours.clones": ("stopping",),
    "tumours.escapes": ("barrier", "escapes", "next_lines"),
    "tumours.sequences": ("order_of_regimens",),
    "uncertainty.matrix": ("robustness_matrix",),
    "uncertainty.robustness": ("robust_claims", "robustness"),
    "validation.experiments": ("experiments",),
    "validation.published": ("validate_published",),
    "validation.validation": ("validate",),
    "webpage.page": ("case_link", "page"),
}
"""Module → its public functions whose first argument is a model."""
_MODULE_OF = {
    name: module
    for table in (_AS_THEY_ARE, _OF_A_MODEL)
    for module, names in table.items()
    for name in names
}

__all__ = [
    "ConversionWarning",
    "Figure",
    "FigureError",
    "FigureWarning",
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
    "TimeCourse",
    "Validation",
    "animated_svg",
    "antagonisms",
    "arrow_mutations",
    "arrow_table",
    "asynchronous_attractors",
    "barrier",
    "basin_chart",
    "bypass",
    "bypass_lattice",
    "case_link",
    "check",
    "compare_curations",
    "convert",
    "count_trap_spaces",
    "draft",
    "draw",
    "escapes",
    "experiments",
    "explain",
    "feedback_loops",
    "find",
    "fixed_points",
    "forest_plot",
    "from_aeon",
    "from_cmaboss",
    "from_minibn",
    "from_networkx",
    "from_pyboolnet",
    "heatmap",
    "landscape",
    "list_models",
    "load",
    "merge_report",
    "minimal_bypasses",
    "minimal_combinations",
    "minimal_control",
    "next_lines",
    "order_of_regimens",
    "page",
    "ranked_lines",
    "read_figure",
    "read_figures",
    "read_tumours",
    "references",
    "regimen_chart",
    "regimens",
    "regulatory_graph",
    "rescues",
    "resistance_matrix",
    "robust_claims",
    "robustness",
    "robustness_matrix",
    "run_archive",
    "sample",
    "save",
    "screen",
    "set_chart",
    "simulate",
    "state_transition_graph",
    "state_transitions",
    "stopping",
    "suggest",
    "time_course",
    "time_course_chart",
    "to_aeon",
    "to_cmaboss",
    "to_minibn",
    "to_mpbn",
    "to_networkx",
    "to_pyboolnet",
    "to_svg",
    "trajectory",
    "trajectory_raster",
    "trap_spaces",
    "validate",
    "validate_published",
    "validation_page",
    "write_archive",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("her2model")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'her2model' has no attribute {name!r}")
    module = _MODULE_OF[name]
    value = getattr(import_module(f"her2model.{module}"), name)
    if name in _OF_A_MODEL.get(module, ()):
        from her2model.library import takes_names

        value = takes_names(value)
    globals()[name] = value  # the next time it is simply there
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
