"""Words of captions that say up or down: verbs in all their forms, nouns, adjectives."""

from __future__ import annotations

__all__ = ["ADJECTIVES", "FUNCTION_WORDS", "NOUNS", "STATES", "VERBS", "words"]


def words(text: str) -> frozenset[str]:
    """Make a set of the words of a text: a lexicon that is easy to read and to add to."""
    return frozenset(text.split())


_UP = """activation induction increase upregulation up-regulation stimulation overexpression rise
expression amplification restoration reactivation production accumulation release transcription
enhancement phosphorylation gain mutation mutations synthesis dimerization heterodimerization
signaling signalling activity presence abundance level levels elevation stabilization secretion
transactivation agonist agonists activator activators"""
_DOWN = """inhibition loss blockade suppression degradation decrease reduction downregulation
down-regulation arrest silencing knockdown deficiency inactivation absence depletion deletion
attenuation masking inhibitor inhibitors antagonist antagonists repression impairment block knockout
reversal disruption deactivation dephosphorylation ubiquitination sequestration ablation"""
NOUNS = dict.fromkeys(_UP.split(), 1) | dict.fromkeys(_DOWN.split(), -1)
_RAISED = """increased enhanced high elevated amplified activated mutant mutated truncated excess
overexpressed constitutive active upregulated induced"""
_LOWERED = """decreased reduced diminished impaired low lost inactive suppressed downregulated
defective deficient lower inhibited blocked"""
ADJECTIVES = dict.fromkeys(_RAISED.split(), 1) | dict.fromkeys(_LOWERED.split(), -1)
_HOW = "mutated mutation mutations mutant mutated, loss loss deletion, silenced silencing, "
_HOW += "overexpressed overexpression, amplified amplification amplified, truncated truncated, "
_HOW += "inhibited inhibitor inhibitors inhibition blockade, raised high"
STATES = {w: row.split()[0] for row in _HOW.split(",") for w in row.split()[1:]}
FUNCTION_WORDS = words("""a an the this that these those its their and or nor but of in on at to for
from with without by via through upon under into within between among during after before as than
thus so such which who what where when while whereas both each all any some several various other
another more not also only can may might will is are was were be been being has have they we two new
main normal different additional downstream chronic acute increased decreased enhanced reduced
elevated high low excess sustained""")
# Verbs, with the particle that some need, by the way they move their object; 0 says no direction.
_SIGNS = {
    1: """activate induce stimulate increase promote trigger enhance amplify upregulate up-regulate
    elevate drive cause mediate sustain provide produce restore facilitate support potentiate raise
    maintain initiate elicit evoke accelerate favour favor strengthen stabilise stabilize enable
    recruit release secrete unleash confer rescue engage generate execute augment lead+to result+in
    contribute+to give+rise culminate+in switch+on turn+on""",
    -1: """inhibit block suppress reduce decrease downregulate down-regulate prevent abolish repress
    attenuate impair diminish abrogate antagonize antagonise disrupt degrade displace inactivate
    silence neutralize counteract limit lower dampen hinder lessen destabilize sequester eliminate
    halt restrain oppose deplete relieve arrest alleviate ameliorate mitigate deactivate sponge
    blunt dephosphorylate interrupt interfere+with switch+off turn+off shut+down shut+off""",
    0: """modulate regulate affect alter bind interact influence control target associate require
    compensate overexpress express show phosphorylate become remain accumulate compete allow permit
    translocate cooperate act depend keep reverse signal+through signal+via enter cleave""",
}
_IRREGULAR = {"lead": "led", "give": "gave given", "bind": "bound", "drive": "drove driven"}
_IRREGULAR |= {"keep": "kept", "shut": "shut", "confer": "conferred", "permit": "permitted"}


def _forms() -> dict[str, dict[str, tuple[str, int, str]]]:
    """Each form of each verb: particle (or "") → lemma, sign and kind of form."""
    found: dict[str, dict[str, tuple[str, int, str]]] = {}
    for sign, text in _SIGNS.items():
        for lemma, _, particle in (v.partition("+") for v in text.split()):
            stem, third = lemma.removesuffix("e"), lemma + "s"
            if lemma.endswith(("ss", "sh", "ch")):
                third = f"{lemma}es"
            past = _IRREGULAR.get(lemma, f"{stem}ed")
            if lemma.endswith("fy"):
                third, past = f"{lemma[:-1]}ies", f"{lemma[:-1]}ied"
            forms = dict.fromkeys(past.split(), "ed") | {f"{stem}ing": "ing"}
            for form, kind in (forms | {third: "base", lemma: "base"}).items():
                found.setdefault(form, {})[particle] = (lemma, sign, kind)
    return found


VERBS = _forms()
