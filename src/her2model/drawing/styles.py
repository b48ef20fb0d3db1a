"""How drawings look: the colours and line widths of each style.

Hues are those of Okabe & Ito, which people with colour-blindness tell apart; every role also
differs by outline, weight or arrowhead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from her2model.errors import UnknownName
from her2model.model.parts import Species
from her2model.verdicts import (
    ARREST,
    DEATH,
    INERT,
    LOOKS,
    MIXED,
    NO_GROWTH,
    PARTIAL,
    RESISTANT,
    UNSETTLED,
    look_of,
)

__all__ = [
    "DARK_VERDICTS",
    "OKABE_ITO",
    "SIGNALS",
    "STYLES",
    "VERDICT_FILLS",
    "VERDICT_PILLS",
    "BoxColours",
    "Role",
    "Signals",
    "Style",
    "style_named",
]

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "reddish purple": "#CC79A7",
}

Role = Literal["drug", "mechanism", "outcome", "receptor", "input", "output", "plain"]


@dataclass(frozen=True, slots=True)
class BoxColours:
    """Colours of a box: fill, outline, text, and the outline's width."""

    fill: str
    line: str
    text: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """Colours of a drawing.

    Attributes
    ----------
    looks
        By role, when no state is shown.
    on, off, given
        Looks of a species that is on or off, and of a drug that is given.
    wires, pale
        Colours of wires, and of those that carry nothing in the state shown.
    inhibits
        Colour of inhibition where no curator says what is a drug or a mechanism.
    """

    name: str
    looks: dict[Role, BoxColours]
    on: BoxColours
    off: BoxColours
    given: BoxColours
    wires: dict[Role, str]
    inhibits: str
    pale: str
    bands: dict[str, str]
    lipid: str
    nucleus_line: str
    ink: str = "#1F2A33"
    quiet: str = "#5B6770"
    cross: str = OKABE_ITO["vermilion"]
    af: bool = False

    def role(self, species: Species, is_mechanism: bool) -> Role:
        """Return the role that a species plays in the drawing."""
        if species.kind == "drug":
            return "drug"
        if species.kind == "phenotype":
            return "outcome"
        if is_mechanism:
            return "mechanism"
        return "receptor" if species.kind == "receptor" else "plain"


@dataclass(frozen=True, slots=True)
class Signals:
    """Colours of a picture that tells a reason or a difference.

    Attributes
    ----------
    halo, step
        Of the causal chain: what shines round its lines, and the lines.
    decisive
        The decisive arrow, and what is lost or forced on.
    drug, tinted
        A drug's effect, and the fill of what it has bound.
    acts, silent
        Lines that act without being a step, and those that do not act.
    on, on_line, off_line, faint
        Boxes off the chain: fill and outline where on, outline where off, and their text.
    stops, starts
        Lines, and signs, of what goes off and of what comes on.
    """

    halo: str
    step: str
    decisive: str
    drug: str
    tinted: str
    acts: str
    silent: str
    on: str
    on_line: str
    off_line: str
    faint: str
    stops: str
    starts: str
    panel: str = "#F3F4F6"


SIGNALS = {
    "textbook": Signals(
        halo="#FCE2A6",
        step="#1F2A33",
        decisive="#C24A00",
        drug=OKABE_ITO["blue"],
        tinted="#DCEBF7",
        acts="#8D98A2",
        silent="#C3CAD2",
        on="#FDF1D8",
        on_line="#B9A36C",
        off_line="#C3CAD2",
        faint="#5B6770",
        stops="#B45309",
        starts=OKABE_ITO["blue"],
    ),
    "mono": Signals(
        halo="#DADADA",
        step="#1A1A1A",
        decisive="#1A1A1A",
        drug="#1A1A1A",
        tinted="#EDEDED",
        acts="#8C8C8C",
        silent="#C8C8C8",
        on="#EFEFEF",
        on_line="#9A9A9A",
        off_line="#C8C8C8",
        faint="#5E5E5E",
        stops="#1A1A1A",
        starts="#1A1A1A",
    ),
}
SIGNALS["sbgn-af"] = SIGNALS["mono"]

VERDICT_PILLS = {
    DEATH: OKABE_ITO["blue"],
    ARREST: "#2F6F9F",
    PARTIAL: "#1B6E62",
    MIXED: "#8A3F70",
    UNSETTLED: "#6B6200",
    RESISTANT: "#C24A00",
    INERT: "#5B6770",
    look_of(NO_GROWTH).role: "#5B6770",
}
"""Fill of the verdict's label, by its role; its text is white."""

_SLATE = "#46535E"
_ROLES: tuple[Role, ...] = (
    "drug",
    "mechanism",
    "outcome",
    "receptor",
    "input",
    "output",
    "plain",
)

_TEXTBOOK = Style(
    name="textbook",
    looks={
        "drug": BoxColours(OKABE_ITO["blue"], OKABE_ITO["blue"], "#FFFFFF"),
        "mechanism": BoxColours("#FCE8DC", OKABE_ITO["vermilion"], "#1F2A33", 1.8),
        "outcome": BoxColours("#DDF1EA", OKABE_ITO["bluish green"], "#1F2A33", 1.6),
        "receptor": BoxColours("#F5E6BE", "#1F2A33", "#1F2A33"),
        "plain": BoxColours("#FFFFFF", "#1F2A33", "#1F2A33"),
        "input": BoxColours("#DCEBF7", OKABE_ITO["blue"], "#1F2A33", 1.6),
        "output": BoxColours("#F2B544", "#1F2A33", "#1F2A33", 1.8),
    },
    on=BoxColours("#F0B94D", "#1F2A33", "#1F2A33", 1.4),
    off=BoxColours("#FFFFFF", "#98A2AA", "#626D76"),
    given=BoxColours(OKABE_ITO["blue"], OKABE_ITO["blue"], "#FFFFFF"),
    wires={
        "drug": OKABE_ITO["blue"],
        "mechanism": OKABE_ITO["vermilion"],
        "outcome": _SLATE,
        "receptor": _SLATE,
        "plain": _SLATE,
        "input": _SLATE,
        "output": _SLATE,
    },
    inhibits="#C24A00",
    pale="#C9CFD4",
    bands={
        "extracellular": "#F1F7FB",
        "membrane": "#FCF6E6",
        "cytosol": "#FDFDFC",
        "": "#FFFFFF",
        "nucleus": "#EEF1FA",
        "outcome": "#FFFFFF",
    },
    lipid="#D9B65A",
    nucleus_line="#8A97C4",
)

_GREY = {
    "extracellular": "#F7F7F7",
    "membrane": "#EDEDED",
    "cytosol": "#FFFFFF",
    "": "#FFFFFF",
    "nucleus": "#F4F4F4",
    "outcome": "#FFFFFF",
}

_MONO = Style(
    name="mono",
    looks={
        "drug": BoxColours("#1A1A1A", "#1A1A1A", "#FFFFFF"),
        "mechanism": BoxColours("#E2E2E2", "#1A1A1A", "#1A1A1A", 2.2),
        "outcome": BoxColours("#FFFFFF", "#1A1A1A", "#1A1A1A", 1.6),
        "receptor": BoxColours("#FFFFFF", "#1A1A1A", "#1A1A1A"),
        "plain": BoxColours("#FFFFFF", "#1A1A1A", "#1A1A1A"),
        "input": BoxColours("#EDEDED", "#1A1A1A", "#1A1A1A", 1.6),
        "output": BoxColours("#C4C4C4", "#1A1A1A", "#1A1A1A", 1.8),
    },
    on=BoxColours("#C4C4C4", "#1A1A1A", "#1A1A1A", 1.8),
    off=BoxColours("#FFFFFF", "#969696", "#5E5E5E"),
    given=BoxColours("#1A1A1A", "#1A1A1A", "#FFFFFF"),
    wires=dict.fromkeys(_ROLES, "#333333"),
    inhibits="#333333",
    pale="#CDCDCD",
    bands=_GREY,
    lipid="#B5B5B5",
    nucleus_line="#8C8C8C",
    ink="#1A1A1A",
    quiet="#5E5E5E",
    cross="#1A1A1A",
)

_SBGN = replace(
    _MONO,
    name="sbgn-af",
    looks={
        "drug": BoxColours("#FFFFFF", "#000000", "#000000"),
        "mechanism": BoxColours("#FFFFFF", "#000000", "#000000"),
        "outcome": BoxColours("#FFFFFF", "#000000", "#000000"),
        "receptor": BoxColours("#FFFFFF", "#000000", "#000000"),
        "plain": BoxColours("#FFFFFF", "#000000", "#000000"),
        "input": BoxColours("#FFFFFF", "#000000", "#000000"),
        "output": BoxColours("#FFFFFF", "#000000", "#000000"),
    },
    wires=dict.fromkeys(_ROLES, "#000000"),
    inhibits="#000000",
    given=BoxColours("#C4C4C4", "#000000", "#000000", 1.8),
    af=True,
)

STYLES = {s.name: s for s in (_TEXTBOOK, _SBGN, _MONO)}


def style_named(name: str) -> Style:
    """Return a style by its name.

    Raises
    ------
    UnknownName
        There is no such style.
    """
    if name not in STYLES:
        raise UnknownName.of("style", str(name), STYLES)
    return STYLES[name]


_FILLS = ("#0072B2", "#9CC8E8", "#66C2A5", "#CC79A7", "#F0E442", "#E69F00", "#E6E6E6", "#FFFFFF")
VERDICT_FILLS: Mapping[str, str] = MappingProxyType(
    dict(zip(LOOKS, (*_FILLS, "#FFFFFF"), strict=True))
)
"""Colour role of a verdict → fill; after Okabe & Ito, each with a sign of its own too."""
DARK_VERDICTS = frozenset({DEATH})
"""Roles whose fill wants white text."""
