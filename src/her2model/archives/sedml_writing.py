"""A simulation described in SED-ML: the curated model, what is changed in it, what is asked.

The model is SBML-qual as it was curated, at the levels where the last stage starts. Knockouts,
gains, drugs, alterations and the context are changes of it: a forced species loses its transition
and gets its level, an input gets its level, a rule with a cut arrow or a limit is replaced. Asked
are the trap spaces, KiSAO 0000661. Not carried are the names of drugs and alterations as such, the
verdict with its comparison, evidence of what is changed, and what is certified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from her2model.archives.omex import SBML, SEDML, write_omex
from her2model.engine.simulation import DISCLAIMER, SEMANTICS, Simulation
from her2model.engine.tumour_model import forced_levels
from her2model.errors import InputError
from her2model.formats.sbml_writing import sbml_text, transition_text
from her2model.formats.xml_tree import element, parse_xml, text_element
from her2model.model.shipped import entities

__all__ = ["TRAP_SPACES", "sedml_text", "write_archive"]

TRAP_SPACES = "KISAO:0000661"
"""Logical model trap space identification method."""
_SEDML = "http://sed-ml.org/sed-ml/level1/version3"
_CORE = "http://www.sbml.org/sbml/level3/version1/core"
_QUAL = "http://www.sbml.org/sbml/level3/version1/qual/version1"
_MODEL = "/sbml:sbml/sbml:model"
_SPECIES = _MODEL + "/qual:listOfQualitativeSpecies/qual:qualitativeSpecies[@qual:id='{}']"
_TRANSITION = _MODEL + "/qual:listOfTransitions/qual:transition[@qual:id='{}']"
_XHTML = "http://www.w3.org/1999/xhtml"


def write_archive(result: Simulation, file: str | Path) -> None:
    """Write a simulation as a COMBINE archive that other programs can run.

    It holds the curated model as SBML-qual and a description in SED-ML: what of the model is
    changed, and that its trap spaces are asked. What it cannot carry is said in the archive: the
    names of drugs and alterations, the verdict, what is certified.

    Parameters
    ----------
    result
        What :func:`~her2model.simulate` returned.
    file
        Where to, ``.omex``.

    Raises
    ------
    InputError
        The file cannot be written.

    Notes
    -----
    COMBINE archives: doi:10.1186/s12859-014-0369-z. SED-ML: doi:10.1515/jib-2021-0021.

    Examples
    --------
    >>> import her2model as h2
    >>> tumour = h2.simulate("PMC7464074", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> h2.write_archive(tumour, "tumour.omex")  # doctest: +SKIP
    """
    file = Path(file)
    if file.suffix != ".omex":
        raise InputError("an archive ends in .omex", where=str(file), hint="write run.omex")
    texts = {
        _file_of(k): sbml_text(result.model, entities(), start)
        for k, start in enumerate(_starts(result), 1)
    }
    parts = {name: (SBML, text) for name, text in texts.items()}
    parts["simulation.sedml"] = (SEDML, sedml_text(result, texts))
    write_omex(file, parts)


def _file_of(number: int) -> str:
    return "model.xml" if number == 1 else f"model_{number}.xml"


def _starts(result: Simulation) -> list[dict[str, int]]:
    """Return the levels before the last change, one for each start; those that move are not known.

    A forced species always has one, so that its change points at something.
    """
    model = result.model
    start = result.scenario.start
    given = [{} if isinstance(start, str) else dict(start)]
    settled = [{s: int(v) for s, v in a.items() if v != "*"} for a in result.before]
    known = dict.fromkeys(forced_levels(model, result.network), 0)
    inputs = {s: model.species[s].initial or 0 for s in model.inputs}
    return [{**known, **inputs, **levels} for levels in settled or given]


def sedml_text(result: Simulation, models: Mapping[str, str]) -> str:
    """Write the description; ``models`` are the texts of the SBML files, one for each start."""
    kinds: dict[str, list[str]] = {
        "listOfModels": [],
        "listOfTasks": [],
        "listOfDataGenerators": [],
        "listOfOutputs": [],
    }
    for k, ((file, text), start) in enumerate(zip(models.items(), _starts(result), strict=True), 1):
        changes = list(_changes(result, text, start, result.starts[k - 1]))
        for kind, parts in zip(kinds, _task(result, k, file, changes), strict=True):
            kinds[kind] += parts
    algorithm = element("algorithm", {"kisaoID": TRAP_SPACES})
    simulations = element("steadyState", {"id": "trap_spaces"}, algorithm)
    lists = {kind: "".join(f"\n{p}" for p in parts) for kind, parts in kinds.items()}
    first = element("listOfModels", {}, lists.pop("listOfModels"))
    body = [
        element("notes", {}, _paragraph(_told(result))),
        first,
        element("listOfSimulations", {}, simulations),
        *(element(kind, {}, parts) for kind, parts in lists.items()),
    ]
    spaces = {"xmlns": _SEDML, "xmlns:sbml": _CORE, "xmlns:qual": _QUAL, "level": 1, "version": 3}
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + element("sedML", spaces, *(f"\n{part}" for part in body)) + "\n"


def _paragraph(text: str) -> str:
    return element("p", {"xmlns": _XHTML}, text_element("span", text))


def _told(result: Simulation) -> str:
    return (
        f"{result.model.name}: {result.scenario}. Asked are the {SEMANTICS}: from the levels that "
        f"the model gives. Not carried: verdicts, and drugs and alterations by name. {DISCLAIMER}"
    )


def _changes(
    result: Simulation, text: str, start: Mapping[str, int], entered: Mapping[str, int]
) -> Iterator[str]:
    """Write what is changed in the model when the last stage begins."""
    model = result.model
    ids = _transitions(text)
    forced = forced_levels(model, result.network)
    for s, level in entered.items():
        if level != start[s]:
            target = _SPECIES.format(s) + "/@qual:initialLevel"
            yield element("changeAttribute", {"target": target, "newValue": level})
    alone = result.as_model()
    for s in model.rules:
        target = _TRANSITION.format(ids[s])
        if s in forced:
            yield element("removeXML", {"target": target})
        elif [alone.functions[b] for b in model.bits(s)] != [
            model.functions[b] for b in model.bits(s)
        ]:
            new = transition_text(alone, s, ids[s])
            yield element("changeXML", {"target": target}, element("newXML", {}, new))


def _transitions(text: str) -> dict[str, str]:
    """Return species → id of its transition in a written model."""
    root = parse_xml(text, "model.xml")
    found = {}
    for e in root.all("model", "listOfTransitions", "transition"):
        output = e.first("listOfOutputs", "output")
        assert output is not None  # we wrote it
        found[output.get("qualitativeSpecies")] = e.get("id")
    return found


def _task(
    result: Simulation, k: int, file: str, changes: list[str]
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Write models, task, data generators and report of one start."""
    base, tumour, task = f"model_{k}", f"tumour_{k}", f"task_{k}"
    language = "urn:sedml:language:sbml.level-3.version-1"
    models = [element("model", {"id": base, "language": language, "source": file})]
    models.append(
        element(
            "model",
            {
                "id": tumour,
                "name": str(result.scenario),
                "language": language,
                "source": f"#{base}",
            },
            element("listOfChanges", {}, *changes) if changes else "",
        )
    )
    given = {"id": task, "modelReference": tumour, "simulationReference": "trap_spaces"}
    generators, sets = [], []
    for s in result.readouts:
        name = result.model.species[s].name
        variable, made = f"variable_{k}_{s}", f"values_{k}_{s}"
        where = {"id": variable, "name": name, "target": _SPECIES.format(s), "taskReference": task}
        math = element("math", {"xmlns": _MATHML}, text_element("ci", variable))
        variables = element("listOfVariables", {}, element("variable", where))
        generators.append(element("dataGenerator", {"id": made, "name": name}, variables, math))
        row = {"id": f"row_{k}_{s}", "label": name, "dataReference": made}
        sets.append(element("dataSet", row))
    report = element("report", {"id": f"report_{k}"}, element("listOfDataSets", {}, *sets))
    return models, [element("task", given)], generators, [report]


_MATHML = "http://www.w3.org/1998/Math/MathML"
