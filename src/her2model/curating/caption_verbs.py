"""Verbs of captions: which way each moves its object, and all of its forms.

A sign of 0 is a verb that says no direction: it ends a phrase, and gives no arrow by itself.
"""

from __future__ import annotations

from her2model.curating.caption_nouns import word_set

__all__ = ["PARTICLES", "VERBS", "particle_sign"]

_SIGNS = {
    1: "activate induce stimulate increase promote trigger enhance amplify upregulate up-regulate "
    "elevate drive cause mediate sustain provide produce restore reactivate facilitate support "
    "potentiate augment raise maintain initiate elicit evoke accelerate boost favour favor foster "
    "strengthen stabilise stabilize prolong enable heighten recruit release secrete unleash "
    "liberate fuel transactivate exacerbate aggravate intensify confer improve rescue spur "
    "engage upmodulate reinforce launch propagate generate yield execute orchestrate",
    -1: "inhibit block suppress reduce decrease downregulate down-regulate prevent abolish repress "
    "attenuate impair diminish abrogate antagonize antagonise disrupt degrade displace inactivate "
    "silence mask neutralize neutralise counteract limit lower dampen hinder hamper curb ablate "
    "lessen weaken destabilise destabilize sequester eliminate halt restrain quench oppose delay "
    "retard constrain blunt deplete relieve arrest alleviate ameliorate mitigate impede obstruct "
    "deactivate dephosphorylate ubiquitinate ubiquitylate sponge desensitise desensitize "
    "compromise interrupt terminate extinguish negate disassemble preclude restrict",
    0: "modulate regulate affect alter bind interact influence control target relate associate "
    "circumvent reverse require compensate overexpress express show indicate "
    "phosphorylate become remain accumulate compete allow permit translocate cooperate "
    "synergise synergize assemble enter migrate recognise recognize sense detect cleave act "
    "localise localize depend keep lock render hold mark dimerise dimerize heterodimerise "
    "heterodimerize undergo trap link connect convert",
}
PARTICLES = {
    ("lead", "to"): 1,
    ("result", "in"): 1,
    ("contribute", "to"): 1,
    ("interfere", "with"): -1,
    ("give", "rise"): 1,
    ("culminate", "in"): 1,
    ("bring", "about"): 1,
    ("switch", "on"): 1,
    ("switch", "off"): -1,
    ("turn", "on"): 1,
    ("turn", "off"): -1,
    ("shut", "down"): -1,
    ("shut", "off"): -1,
    ("set", "off"): 1,
    ("slow", "down"): -1,
    ("protect", "against"): -1,
    ("protect", "from"): -1,
    ("signal", "through"): 0,
    ("signal", "via"): 0,
}
_PAST = {"lead": "led", "give": "gave", "bind": "bound", "bring": "brought", "shut": "shut"}
_PAST |= {
    "set": "set",
    "keep": "kept",
    "hold": "held",
    "confer": "conferred",
    "permit": "permitted",
}
_PARTICIPLE = {"give": "given", "drive": "driven"}
_DOUBLED = word_set("confer permit spur shut set")


def particle_sign(lemma: str, particle: str) -> int | None:
    """Return the sign of a verb with its particle, or None if they do not belong together."""
    return PARTICLES.get((lemma, particle))


def _forms() -> dict[str, tuple[str, int, str]]:
    """Every form of every verb, with its lemma, its sign and the kind of form."""
    found = {}
    rows = [(v, sign) for sign, verbs in _SIGNS.items() for v in verbs.split()]
    for lemma, sign in [*rows, *((v, 1) for v, _ in PARTICLES)]:
        for form, kind in _forms_of(lemma):
            found[form] = (lemma, sign, kind)
    found["drove"] = ("drive", 1, "ed")
    return found


def _forms_of(lemma: str) -> list[tuple[str, str]]:
    stem = lemma.removesuffix("e")
    stem += stem[-1] if lemma in _DOUBLED else ""
    past = _PAST.get(lemma, f"{stem}ed")
    third = f"{lemma}es" if lemma.endswith(("ss", "sh", "ch")) else f"{lemma}s"
    if lemma.endswith("fy"):
        third, past = f"{lemma[:-1]}ies", f"{lemma[:-1]}ied"
    forms = [(_PARTICIPLE.get(lemma, past), "ed"), (past, "ed"), (f"{stem}ing", "ing")]
    return [*forms, (third, "base"), (lemma, "base")]


VERBS = _forms()
