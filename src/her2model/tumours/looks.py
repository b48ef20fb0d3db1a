"""How verdicts of tumours are shown, and values where a readout is named."""

from __future__ import annotations

from her2model.drawing.styles import VERDICT_FILLS
from her2model.verdicts import ARREST, DEATH, LOOKS, OFF, ON, RESISTANT, RESPONDS

__all__ = ["DARK", "DEPENDS", "FILLS", "MEANINGS", "SIGNS"]

_OTHERS = {RESPONDS: ARREST, OFF: ARREST, ON: RESISTANT}
"""Words that have no look of their own, and the look that they borrow."""
_ROLES = {(k.word if k.word != RESPONDS else k.role): k.role for k in LOOKS.values()}
FILLS = {word: VERDICT_FILLS[role] for word, role in (_ROLES | _OTHERS).items()}
SIGNS = {word: LOOKS[role].sign for word, role in (_ROLES | _OTHERS).items()}
MEANINGS = {word: LOOKS[role].meaning for word, role in _ROLES.items()}
MEANINGS |= {word: word for word in _OTHERS}
FILLS["no verdict"], SIGNS["no verdict"], MEANINGS["no verdict"] = "#FFFFFF", "", "no verdict"
DARK = (DEATH,)
DEPENDS = "depends on what is uncertain"
