"""How verdicts of tumours are shown: sign, colour and meaning of each."""

from __future__ import annotations

__all__ = ["DARK", "DEPENDS", "FILLS", "MEANINGS", "SIGNS"]

FILLS = {
    "death": "#0072B2",
    "arrest": "#9CC8E8",
    "responds": "#9CC8E8",
    "partial": "#66C2A5",
    "mixed": "#CC79A7",
    "unsettled": "#F0E442",
    "resistant": "#E69F00",
    "no growth": "#FFFFFF",
    "untreated": "#FFFFFF",
    "off": "#9CC8E8",
    "on": "#E69F00",
    "no verdict": "#FFFFFF",
}
SIGNS = {
    "death": "✕",
    "arrest": "–",
    "responds": "–",
    "partial": "◐",
    "mixed": "±",
    "unsettled": "~",
    "resistant": "▲",
    "no growth": "○",
    "untreated": "",
    "off": "–",
    "on": "▲",
    "no verdict": "",
}
MEANINGS = {
    "death": "responds: cells die",
    "arrest": "responds: growth stops",
    "responds": "responds",
    "partial": "partial: grows less than untreated",
    "mixed": "mixed: timing decides",
    "unsettled": "unsettled: growth comes and goes",
    "resistant": "resistant: grows",
    "no growth": "no growth: does not grow untreated either",
    "untreated": "untreated",
    "off": "off",
    "on": "on",
    "no verdict": "no verdict",
}
DARK = ("death",)
DEPENDS = "depends on what is uncertain"
