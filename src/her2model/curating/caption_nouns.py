"""Nouns of captions that say up or down, and the words that never belong to a name."""

from __future__ import annotations

__all__ = ["DOWN_NOUNS", "FUNCTION_WORDS", "UP_NOUNS", "word_set"]


def word_set(text: str) -> frozenset[str]:
    """Make a set of the words of a text: a lexicon that is easy to read and to add to."""
    return frozenset(text.split())


UP_NOUNS = word_set(
    "activation induction increase upregulation up-regulation stimulation overexpression "
    "over-expression expression amplification restoration reactivation production "
    "accumulation release transcription enhancement phosphorylation gain mutation mutations "
    "rise synthesis dimerization dimerisation heterodimerization signaling signalling "
    "activity presence abundance concentration level levels elevation stabilization "
    "stabilisation secretion hyperactivation autophosphorylation transactivation "
    "oligomerization oligomerisation agonist agonists activator activators mimetic mimetics"
)
DOWN_NOUNS = word_set(
    "inhibition loss blockade suppression degradation decrease reduction downregulation "
    "down-regulation arrest silencing knockdown deficiency inactivation absence depletion "
    "deletion attenuation masking inhibitor inhibitors antagonist antagonists repression "
    "destabilization impairment block knockout reversal disruption abrogation deprivation "
    "deactivation dephosphorylation ubiquitination ubiquitylation sequestration ablation "
    "neutralization neutralisation destruction destabilisation blocker blockers"
)
FUNCTION_WORDS = word_set(
    "a an the this that these those its their his her and or nor but of in on at to for from with "
    "without by via through upon under over into onto within between among during after before "
    "as than then thus thereby hence so such which who what where when while whereas both either "
    "neither each all any some many most several various other another more less no not also only "
    "even further can could may might will would should must is are was were be been being has "
    "have had do does did it they we he she one two three first second against along across "
    "around toward towards because due owing despite if whether however although though including "
    "like respectively e g i etc key main major new normal same different specific direct indirect "
    "downstream upstream subsequent consequent overall total such numerous multiple additional "
    "increased decreased enhanced reduced impaired elevated high low higher lower excess "
    "excessive uncontrolled aberrant sustained persistent chronic acute"
)
