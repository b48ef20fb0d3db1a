"""What happened to a gene, as one value: a protein change, or a class of events.

Protein changes are read as HGVS writes them (den Dunnen et al. 2016, Hum Mutat 37:564,
doi:10.1002/humu.22981), with one or three letters, with or without ``p.``, and as portals shorten
them (``R130X``, ``E545fs``, ``X212_splice``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["MUTATIONS", "Event", "protein_change"]

MUTATIONS = ("mutation", "missense", "truncating", "splice", "in-frame")
"""Classes of events that change the protein's sequence."""
_THREE = """
Ala A Arg R Asn N Asp D Cys C Gln Q Glu E Gly G His H Ile I Leu L Lys K Met M Phe F Pro P Ser S
Thr T Trp W Tyr Y Val V Ter * Sec U
"""
_ONE_OF_THREE = dict(zip(_THREE.split()[::2], _THREE.split()[1::2], strict=True))
_LONG = re.compile("|".join(_ONE_OF_THREE))
_AA = "[ACDEFGHIKLMNPQRSTVWYUX*]"
_FORMS = (
    (re.compile(rf"{_AA}(\d+)="), "silent"),
    (re.compile(rf"[MX]1(\?|_?start.*|{_AA})", re.I), "truncating"),
    (re.compile(rf"{_AA}?(\d+)_splice", re.I), "splice"),
    (re.compile(rf"{_AA}(\d+)(_{_AA}\d+)?[A-Z*]*fs.*", re.I), "truncating"),
    (re.compile(rf"{_AA}(\d+)(\*|X|Ter)"), "truncating"),
    (re.compile(r"\*(\d+).+"), "mutation"),
    (
        re.compile(rf"{_AA}(\d+)(_{_AA}\d+)?(del|dup|ins|delins|>){_AA}*\d*(?<!\*)", re.I),
        "in-frame",
    ),
    (re.compile(rf"{_AA}(\d+)(_{_AA}\d+)?(del|ins|delins){_AA}*\*.*", re.I), "truncating"),
    (re.compile(rf"{_AA}(\d+){_AA}"), "missense"),
)
_SMALL = re.compile(r"[a-z]\d+[a-z*]")
_RESIDUES = re.compile(r"[A-Z*](\d+)")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a gene.

    Attributes
    ----------
    gene
        Its HGNC symbol.
    kind
        A class: one of :data:`MUTATIONS`, or ``amplification``, ``gain``, ``shallow deletion``,
        ``deep deletion``, ``overexpression``, ``loss``, ``fusion`` and the like.
    change
        The protein change in one-letter code, without ``p.``; empty where none is known.
    """

    gene: str
    kind: str
    change: str = ""

    @property
    def residues(self) -> tuple[int, ...]:
        """Numbers of the residues that the change names."""
        return tuple(int(n) for n in _RESIDUES.findall(self.change))

    def __str__(self) -> str:
        return f"{self.gene} {self.change or self.kind}"


@lru_cache(maxsize=65_536)
def protein_change(text: str) -> tuple[str, str] | None:
    """Read a protein change: its one-letter form and its class, or None where it is none.

    Examples
    --------
    >>> protein_change("p.His1047Arg"), protein_change("R130X")
    (('H1047R', 'missense'), ('R130*', 'truncating'))
    >>> protein_change("p.E545fs*12"), protein_change("X212_splice")
    (('E545fs*12', 'truncating'), ('X212_splice', 'splice'))
    >>> protein_change("amplification") is None
    True
    """
    short = text.strip().removeprefix("p.").strip("()[]")
    if not any(c.isdigit() for c in short):
        return None
    short = _LONG.sub(lambda m: _ONE_OF_THREE[m[0]], short)
    if _SMALL.fullmatch(short):
        short = short.upper()
    for form, kind in _FORMS:
        if form.fullmatch(short):
            if kind == "truncating" and short.endswith("X") and "fs" not in short:
                short = short[:-1] + "*"
            return short, kind
    return None
