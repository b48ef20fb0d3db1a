"""Words of captions that say up or down: verbs in all their forms, nouns, adjectives."""

from __future__ import annotations

__all__ = ["ADJECTIVES", "DOWN_NOUNS", "FUNCTION_WORDS", "NOUNS", "STATES", "VERBS", "Verb", "words"]

Verb = tuple[str, int, str]


def words(text: str) -> frozenset[str]:
    """Make a set of the words of a text: a lexicon that is easy to read and to add to."""
    return frozenset(text.split())


_UP = """activation induction increase upregulation up-regulation stimulation overexpression
over-expression expression amplification restoration reactivation production accumulation release
transcription enhancement phosphorylation gain mutation mutations rise synthesis dimerization
dimerisation heterodimerization signaling signalling activity presence abundance level levels
elevation stabilization stabilisation secretion hyperactivation translation formation recruitment
autophosphorylation transactivation agonist agonists activator activators mimetic mimetics"""
DOWN_NOUNS = words("""inhibition loss blockade suppression degradation decrease reduction
downregulation down-regulation arrest silencing knockdown deficiency inactivation absence depletion
deletion attenuation masking inhibitor inhibitors antagonist antagonists repression blocker
destabilization impairment block knockout reversal disruption abrogation deprivation deactivation
dephosphorylation ubiquitination ubiquitylation sequestration ablation destruction blockers""")
NOUNS = dict.fromkeys(_UP.split(), 1) | dict.fromkeys(DOWN_NOUNS, -1)
_RAISED = """increased enhanced high elevated amplified activated mutant mutated truncated excess
overexpressed constitutive constitutively active upregulated up-regulated induced"""
_LOWERED = """decreased reduced diminished impaired low lost inactive suppressed downregulated
down-regulated defective deficient lower inhibited blocked attenuated"""
ADJECTIVES = dict.fromkeys(_RAISED.split(), 1) | dict.fromkeys(_LOWERED.split(), -1)
_HOW = {
    "mutated": "mutation mutations mutant mutated",
    "loss": "loss deletion",
    "overexpressed": "overexpression",
    "amplified": "amplification amplified",
    "truncated": "truncated",
    "inhibited": "inhibitor inhibitors inhibition blockade",
    "silenced": "silencing",
    "raised": "high",
}
STATES = {word: state for state, text in _HOW.items() for word in text.split()}
FUNCTION_WORDS = words("""a an the this that these those its their and or nor but of in on at to for
from with without by via through upon under over into within between among during after before as
than then thus thereby hence so such which who what where when while whereas both either neither
each all any some many most several various other another more less no not also only even further
can could may might will would should must is are was were be been being has have had do does did it
they we two three first second against along across because due despite if whether however although
including like respectively key main major new normal same different direct indirect downstream
upstream subsequent multiple additional increased decreased enhanced reduced impaired elevated high
low higher lower excess uncontrolled aberrant sustained persistent chronic acute""")
# Verbs, and the particle that some need, by the way they move their object; 0 says no direction.
_SIGNS = {
    1: """activate induce stimulate increase promote trigger enhance amplify upregulate up-regulate
    elevate drive cause mediate sustain provide produce restore reactivate facilitate support
    potentiate augment raise maintain initiate elicit evoke accelerate boost favour favor foster
    strengthen stabilise stabilize prolong enable recruit release secrete unleash fuel transactivate
    exacerbate aggravate intensify confer improve rescue engage reinforce generate yield execute
    assist catalyze catalyse lead+to result+in contribute+to give+rise culminate+in bring+about
    switch+on turn+on set+off""",
    -1: """inhibit block suppress reduce decrease downregulate down-regulate prevent abolish repress
    attenuate impair diminish abrogate antagonize antagonise disrupt degrade displace inactivate
    silence mask neutralize neutralise counteract limit lower dampen hinder hamper curb ablate
    lessen weaken destabilise destabilize sequester eliminate halt restrain quench oppose delay
    retard constrain blunt deplete relieve reverse arrest alleviate ameliorate mitigate impede
    deactivate dephosphorylate sponge interrupt terminate restrict restrain interfere+with switch+off
    turn+off shut+down shut+off slow+down protect+against protect+from""",
    0: """modulate regulate affect alter bind interact influence control target relate associate
    require compensate overexpress express show indicate phosphorylate become remain accumulate
    compete allow permit translocate cooperate act localise localize depend keep mark trap link
    signal+through signal+via enter cleave""",
}
_IRREGULAR = {"lead": "led", "give": "gave given", "bind": "bound", "bring": "brought"}
_IRREGULAR |= {"drive": "drove driven", "keep": "kept", "shut": "shut", "set": "set"}
_DOUBLED = words("confer permit spur shut set trap")


def _forms() -> dict[str, dict[str, Verb]]:
    """Each form of each verb: particle (or "") → lemma, sign and kind of form."""
    found: dict[str, dict[str, Verb]] = {}
    for sign, text in _SIGNS.items():
        for lemma, _, particle in (v.partition("+") for v in text.split()):
            stem = lemma.removesuffix("e") + (lemma[-1] if lemma in _DOUBLED else "")
            past = _IRREGULAR.get(lemma, f"{stem}ed")
            third = f"{lemma}es" if lemma.endswith(("ss", "sh", "ch")) else f"{lemma}s"
            if lemma.endswith("fy"):
                third, past = f"{lemma[:-1]}ies", f"{lemma[:-1]}ied"
            forms = [(w, "ed") for w in past.split()] + [(f"{stem}ing", "ing")]
            for form, kind in [*forms, (third, "base"), (lemma, "base")]:
                found.setdefault(form, {})[particle] = (lemma, sign, kind)
    return found


VERBS = _forms()
