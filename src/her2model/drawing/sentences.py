"""The words round a picture: its answer as a title, the mechanism, and what the answer hangs on."""

from __future__ import annotations

from her2model.answers.arrow_evidence import bases, cited, refined_from, states
from her2model.answers.reason import Reason
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.model.model import Model
from her2model.model.parts import Interaction
from her2model.verdicts import DEATH, MIXED, UNSETTLED, UNTREATED, Value, look_of

__all__ = ["answer", "arrow_text", "caption", "mechanism", "pill", "scenario_names"]


def pill(result: Simulation) -> tuple[str, str]:
    """Return the text of the verdict's label and its role; both empty without a verdict."""
    look = look_of(result.verdict, result.response)
    if look.role == UNTREATED:
        return "", ""
    return f"{look.sign} {look.meaning.split(', ')[0]}", look.role


def scenario_names(result: Simulation) -> tuple[str, str]:
    """Return what a tumour carries and the drugs that it gets, as printed names."""
    model, scenario = result.model, result.scenario
    carried = [
        *scenario.alterations,
        *(f"loss of {model.species[s].name}" for s in scenario.knockouts),
        *(f"gain of {model.species[s].name}" for s in scenario.gains),
    ]
    return _joined(carried), _joined([model.species[d].name for d in scenario.drugs])


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def answer(why: Reason) -> str:
    """Return the answer as a title."""
    result, readout = why.simulation, why.explanation.readout
    carried, drugs = scenario_names(result)
    growth = result.model.readouts.growth if result.model.readouts else None
    value, name = why.explanation.value, result.model.species[readout].name
    if readout != growth or value in (MIXED, UNSETTLED):
        given = ", ".join(t for t in (carried, f"under {drugs}" if drugs else "") if t)
        return _capital(f"{name} {_state(value)}" + (f": {given}" if given else ""))
    several = " and " in carried
    if value == "on":
        under = f" under {drugs}" if drugs else ""
        if carried and (why.explanation.decisive is None or _is_carried(why)):
            return _capital(f"{carried} let{'' if several else 's'} this tumour grow{under}")
        return f"This tumour grows{under}" + (f" despite {carried}" if carried else "")
    despite = f" despite {carried}" if carried else ""
    if not drugs:
        return "This tumour does not grow" + (f" with {carried}" if carried else "")
    verb = "kill" if result.response == DEATH else "stop"
    return _capital(f"{drugs} {verb}{'' if ' and ' in drugs else 's'} this tumour{despite}")


def _is_carried(why: Reason) -> bool:
    """Whether the chain begins with what the tumour carries."""
    return any(s.cause.startswith(("alteration", "knocked", "forced")) for s in why.steps)


def _state(value: Value) -> str:
    return {MIXED: "is on or off, as timing decides", UNSETTLED: "comes and goes"}.get(
        value, f"is {value}"
    )


def _capital(text: str) -> str:
    """Begin with a capital, unless the first word is a name with capitals or digits of its own."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.islower() else text


def mechanism(why: Reason) -> str:
    """Return the mechanism in a sentence: where the signal enters, and how far it goes."""
    model, steps = why.model, why.steps
    goal = model.species[why.explanation.readout].name
    count = len(steps)
    arrow = why.explanation.decisive
    if count < 2:
        return f"{goal} has this value by itself."
    reach = f"{count} steps lead to {goal}."
    if why.explanation.value == UNSETTLED:
        return f"A negative feedback among {count} steps keeps {goal} from settling."
    if arrow is None:
        return f"No single arrow decides: more than one way leads to {goal}."
    where = model.species[arrow.target].name
    if why.blocked and why.explanation.value == "on":
        blocked = _joined([model.species[b].name for b in why.blocked[:2]])
        return (
            f"The signal enters at {where}, past {blocked} that the treatment blocks, "
            f"and reaches {goal} in {count} steps."
        )
    return f"The answer turns at {where}; {reach}"


def arrow_text(model: Model, arrow: Interaction) -> str:
    """Return an arrow with printed names and its sign."""
    sign = {"activation": "→", "inhibition": "⊣", "dual": "⊸"}[arrow.sign]
    return f"{model.species[arrow.source].name} {sign} {model.species[arrow.target].name}"


def caption(why: Reason) -> tuple[str, list[str]]:
    """Return what the answer hangs on, and the lines of evidence below it."""
    model, arrow = why.model, why.explanation.decisive
    goal = model.species[why.explanation.readout].name
    used = [model.interactions[a] for a in sorted(why.arrows)]
    count = f"{bases(used)}. {DISCLAIMER}"
    if why.explanation.value == UNSETTLED:
        return f"{goal} does not settle: what switches it on ends by switching it off.", [count]
    if arrow is None:
        return f"No single arrow decides: {goal} is held by more than one way.", [count]
    source, target = model.species[arrow.source].name, model.species[arrow.target].name
    does = {
        ("inhibition", "off"): f"{source} is off and does not hold {target} down",
        ("inhibition", "on"): f"{source} holds {target} down",
        ("activation", "on"): f"{source} keeps {target} on",
        ("activation", "off"): f"{source} is off and does not switch {target} on",
    }.get((arrow.sign, why.value(arrow.source)), f"{source} acts on {target}")
    lines = []
    own, coarser = states(arrow), refined_from(arrow)
    if own:
        lines.append(cited(own[0]))
    if coarser:
        lines.append(f"{cited(coarser[0])}, said of {coarser[0].of}")
    told = (
        f"{arrow_text(model, arrow)} is the decisive arrow: {does}; "
        f"otherwise {goal} would not be {why.explanation.value}."
    )
    return told, [*lines, count]
