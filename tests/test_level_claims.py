"""Claims as contrasts and bounds, and claims that hold without what they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from her2model.curating.check import check
from her2model.curating.claims import Answer, evaluate
from her2model.errors import ModelError
from test_level_models import GRADED, read

EVIDENCE = 'evidence: [{reference: "pubmed:1", basis: background}]'


def answers(tmp_path: Path, *claims: str) -> list[Answer]:
    """The answers to some claims of the small graded model."""
    head, _, _ = GRADED.partition("claims:")
    rows = [f"  - {{id: c{k}, status: seed, {c}, {EVIDENCE}}}" for k, c in enumerate(claims)]
    return evaluate(read(tmp_path, "\n".join([head + "claims:", *rows, ""])))


@pytest.mark.parametrize(
    ("claim", "differences"),
    [
        ("drugs: [lapatinib], expect: {AKT: lowered}", ()),
        ("drugs: [lapatinib], expect: {AKT: 1}", ()),
        ('drugs: [lapatinib], expect: {AKT: ">= 1", growth: "< 2"}', ()),
        ('drugs: [lapatinib], expect: {AKT: ">= 2"}', ("AKT should be >= 2 and is level 1 of 2",)),
        ("drugs: [lapatinib], expect: {AKT: on}", ("AKT should be on and is level 1 of 2",)),
        (
            "drugs: [lapatinib], expect: {HER2: raised}",
            ("HER2 should be raised and is on; it was on without",),
        ),
        ("drugs: [lapatinib], verdict: partial", ()),
        ("drugs: [lapatinib], alterations: [AKT cap], verdict: resistant", ()),
        ("alterations: [AKT cap], expect: {growth: lowered}", ()),
        ("context: {NRG1: 0}, expect: {AKT: lowered}", ()),
        (
            "drugs: [lapatinib, pertuzumab], expect: {growth: lowered}, than: {drugs: [lapatinib]}",
            (),
        ),
        (
            "drugs: [lapatinib, pertuzumab], expect: {growth: unchanged}, "
            "than: {drugs: [pertuzumab]}",
            (),
        ),
    ],
)  # fmt: skip
def test_what_a_claim_expects(tmp_path: Path, claim: str, differences: tuple[str, ...]) -> None:
    (answer,) = answers(tmp_path, claim)
    assert answer.differences == differences


def test_a_claim_that_holds_without_what_it_names_is_told(tmp_path: Path) -> None:
    found = answers(
        tmp_path,
        "drugs: [lapatinib], expect: {HER2: on}",
        "drugs: [lapatinib], alterations: [much ligand], verdict: partial",
        "drugs: [lapatinib], expect: {AKT: lowered}",
        "drugs: [lapatinib], expect: {AKT: on}",
    )
    assert [a.vacuous for a in found] == [
        ("holds just as well without lapatinib",),
        ("holds just as well without much ligand",),
        (),
        (),
    ]
    report = check(tmp_path / "graded.yaml")
    assert len(report.vacuous) == 2
    assert "vacuous    c0 holds just as well without lapatinib" in str(report)
    assert report.to_dict()["claims"][0]["vacuous"]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ('expect: {AKT: ">= 0"}', "every level meets it"),
        ('expect: {AKT: "< 0"}', "no level meets it"),
        ('expect: {AKT: "<= 2"}', "every level meets it"),
        ("gains: {AKT: 0}, expect: {AKT: on}", "list it as a knockout"),
        ("knockouts: [AKT], gains: {AKT: 1}, expect: {AKT: on}", "is a knockout too"),
        ("knockouts: [lapatinib], expect: {AKT: on}", "list it under 'drugs'"),
        ("context: {AKT: 1}, expect: {AKT: on}", "has a rule"),
    ],
)
def test_claims_that_ask_nothing_or_cannot_be_are_refused(
    tmp_path: Path, claim: str, told: str
) -> None:
    with pytest.raises(ModelError, match=told):
        answers(tmp_path, claim)
