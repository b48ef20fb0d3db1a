"""The evidence of an arrow in words: what states it, apart from what it was refined from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from her2model.answers.bibliography import short_citation
from her2model.model.parts import Evidence, Interaction

__all__ = ["bases", "cited", "evidence_lines", "refined_from", "states"]

_STRENGTH = {"stated": 0, "background": 1, "depicted": 2, "inferred": 3}


def states(arrow: Interaction) -> tuple[Evidence, ...]:
    """Return the evidence that says this very arrow, the strongest first, refutations last."""
    own = [e for e in arrow.evidence if e.of in (None, arrow.id)]
    return tuple(sorted(own, key=_strength))


def refined_from(arrow: Interaction) -> tuple[Evidence, ...]:
    """Return the words about a coarser arrow that this one was refined from."""
    coarser = [e for e in arrow.evidence if e.of not in (None, arrow.id)]
    return tuple(sorted(coarser, key=_strength))


def _strength(e: Evidence) -> tuple[bool, int]:
    return e.supports == "refutes", _STRENGTH[e.basis]


def cited(e: Evidence) -> str:
    """Return a piece of evidence in words: the quote and its place, or the reference by name."""
    inferred = e.basis in ("depicted", "inferred") and e.note
    how = f" ({e.basis}: {e.note})" if inferred else ""
    against = "against it: " if e.supports == "refutes" else ""
    if e.quote:
        return f"{against}«{e.quote}» [{(e.figure or '').split('__')[0]} {e.field}]{how}"
    return f"{against}{short_citation(e.reference or '')}{how}"


def evidence_lines(arrow: Interaction) -> Iterator[str]:
    """Yield the best that states an arrow; without words of its own, also what it refines."""
    own, coarser = states(arrow), refined_from(arrow)
    if own:
        yield cited(own[0])
    for e in coarser[: not own or not own[0].quote]:
        yield f"refines {e.of}: {cited(e)}"
    if not own and not coarser:
        yield "no evidence"


def bases(arrows: Iterable[Interaction]) -> str:
    """Count what arrows rest on, such as ``15 arrows: 4 rest on captions, 11 on references``.

    An arrow counts by the strongest evidence that states it; where only words about a coarser
    arrow are known, it counts as refined from a caption.
    """
    counts = Counter(map(_basis, arrows))
    words = [
        (counts["caption"], "on captions"),
        (counts["reference"], "on references"),
        (counts["refined"], "on captions about a coarser arrow"),
        (counts["inferred"], "on our inference"),
        (counts["none"], "on no evidence in the model"),
    ]
    total = counts.total()
    said = ", ".join(f"{n} {where}" for n, where in words if n)
    return f"{total} arrow{'s' if total != 1 else ''} rest{'' if total != 1 else 's'}: {said}"


def _basis(arrow: Interaction) -> str:
    own = [e for e in states(arrow) if e.supports != "refutes"]
    if not own:
        return "refined" if refined_from(arrow) else "none"
    best = own[0]
    if best.basis == "inferred":
        return "inferred"
    return "caption" if best.quote else "reference"
