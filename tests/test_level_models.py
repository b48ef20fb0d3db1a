"""Models with levels: read, checked, written, merged; models without stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

import her2model as h2
from her2model.curating.check import check
from her2model.errors import ModelError
from her2model.model.model import Model
from her2model.model.parts import FrozenMap

GRADED = """\
format: her2model/1
name: graded
species:
  HER2: {kind: receptor, initial: 1}
  lapatinib: {kind: drug, initial: 0}
  pertuzumab: {kind: drug, initial: 0}
  NRG1: {kind: ligand, levels: [none, some, much], initial: 1}
  HER2_HER3: {kind: complex, levels: 2, meaning: {0: silent, 1: residual activity, 2: full}}
  AKT: {kind: protein, levels: 2}
  growth: {kind: phenotype, levels: 2}
interactions:
  HER2 -> HER2_HER3:
  NRG1 -> HER2_HER3:
  lapatinib -| HER2_HER3:
  pertuzumab -| HER2_HER3:
  HER2_HER3 -> AKT:
  AKT -> growth:
rules:
  HER2_HER3:
    1: {rule: HER2 and NRG1 and not pertuzumab, why: the pair needs its ligand}
    2: {rule: not lapatinib, why: a reversible inhibitor leaves a rest of signal}
  AKT: {1: HER2_HER3, 2: HER2_HER3 >= 2}
  growth: {1: AKT, 2: AKT >= 2}
readouts: {growth: growth}
alterations:
  much ligand: {fix: {NRG1: 2}}
  AKT floor: {floor: {AKT: 1}}
  AKT cap: {cap: {AKT: 1}}
claims:
  - id: c1
    status: seed
    drugs: [lapatinib]
    expect: {AKT: lowered}
    evidence: [{reference: "pubmed:1", basis: background}]
"""


def read(tmp_path: Path, text: str) -> Model:
    """Load a text as a model file."""
    path = tmp_path / "graded.yaml"
    path.write_text(text, encoding="utf-8")
    return h2.load(path)


def refused(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    """The problems of a file, each with its line: place, message, hint."""
    with pytest.raises(ModelError) as reason:
        read(tmp_path, text)
    assert all(p.line for p in reason.value.problems)
    return [(p.where.partition(": ")[2], p.message, p.hint) for p in reason.value.problems]


def test_levels_are_read(tmp_path: Path) -> None:
    model = read(tmp_path, GRADED)
    assert dict(model.levels) == {"NRG1": 2, "HER2_HER3": 2, "AKT": 2, "growth": 2}
    assert model.bits("AKT") == ("AKT", "AKT>=2")
    assert model.functions["AKT>=2"].literals == {("HER2_HER3>=2", 1)}
    assert model.thresholds("HER2_HER3", "AKT") == {1: (1,), 2: (2,)}
    assert model.species["NRG1"].level_name(2) == "much"
    assert model.species["HER2_HER3"].meaning_text.startswith("0: silent; 1: residual")
    assert model.rules["HER2_HER3"].written.startswith("1: HER2 and NRG1")
    assert model.rules["HER2_HER3"].reasons[1].startswith("a reversible")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    model = read(tmp_path, GRADED)
    h2.save(model, tmp_path / "again.yaml")
    text = (tmp_path / "again.yaml").read_text(encoding="utf-8")
    assert "1: HER2_HER3" in text
    assert "0: silent" in text
    assert h2.load(tmp_path / "again.yaml") == model


def test_a_model_without_levels_is_what_it_was() -> None:
    data = h2.load("mapk-resistance").to_dict()
    keys = {k for s in data["species"].values() for k in s}
    assert not keys & {"levels"}
    assert not {k for r in data["rules"].values() for k in r} & {"higher"}
    assert not {k for a in data["alterations"].values() for k in a} & {"floor", "cap"}


def test_a_child_takes_levels_over(tmp_path: Path) -> None:
    read(tmp_path, GRADED)
    child = tmp_path / "child.yaml"
    child.write_text(
        "format: her2model/1\nname: child\nextends: [graded.yaml]\n"
        "species:\n  AKT: {kind: protein, levels: 1}\n"
        "rules:\n  AKT: HER2_HER3 >= 2\n  growth: {1: AKT, 2: AKT}\n",
        encoding="utf-8",
    )
    model = h2.load(child)
    assert dict(model.levels) == {"HER2_HER3": 2, "growth": 2, "NRG1": 2}
    assert model.rules["HER2_HER3"].higher


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "2: HER2_HER3 >= 2}",
            "2: HER2_HER3 >= 3}",
            (
                "rules.AKT.2", "'HER2_HER3 >= 3' is above the highest level of HER2_HER3, 2",
                "write a level up to 2, or give HER2_HER3 more 'levels'",
            ),
        ),
        (
            "growth: {1: AKT, 2: AKT >= 2}",
            "growth: {1: AKT, 2: AKT >= 2, 3: AKT}",
            (
                "rules.growth.3",
                "there is a rule for level 3, and the highest level of growth is 2",
                "write 'levels: 3' at species.growth, or drop the rule",
            ),
        ),
        (
            "growth: {1: AKT, 2: AKT >= 2}",
            "growth: AKT",
            (
                "rules.growth", "level 2 has no rule, and the highest level of growth is 2",
                "write {1: …, 2: …}",
            ),
        ),
        (
            "growth: {1: AKT, 2: AKT >= 2}",
            "growth: {1: AKT, 3: AKT >= 2}",
            (
                "rules.growth", "rules by level have the keys 1, 3",
                "write {1: …, 2: …}, each level once, beginning with 1",
            ),
        ),
        (
            "fix: {NRG1: 2}",
            "fix: {NRG1: 3}",
            ("alterations.much ligand.fix.NRG1", "3 is not a level of NRG1", "write 0 to 2"),
        ),
        (
            "fix: {NRG1: 2}",
            "fix: {HER2: 2}",
            ("alterations.much ligand.fix.HER2", "2 is not an activity", "write 0 or 1"),
        ),
        (
            "cap: {AKT: 1}",
            "cap: {AKT: 0}, floor: {AKT: 1}",
            (
                "alterations.AKT cap.floor.AKT", "the floor of AKT is 1 and its cap 0",
                "a floor lies at or below the cap",
            ),
        ),
        (
            "expect: {AKT: lowered}",
            'expect: {AKT: ">= 3"}',
            ("claims.c1.expect.AKT", "3 is not a level of AKT", "write 0 to 2"),
        ),
        (
            "expect: {AKT: lowered}",
            "expect: {AKT: 1}\n    than: {drugs: []}",
            (
                "claims[0]",
                "'than' needs a contrast in 'expect': raised, lowered or unchanged", "",
            ),
        ),
        (
            "AKT: {kind: protein, levels: 2}",
            "AKT: {kind: protein, levels: 0}",
            (
                "species.AKT.levels",
                "0 is no number of levels", "write the highest, or a list of names",
            ),
        ),
        (
            "{0: silent, 1: residual activity, 2: full}",
            "{0: silent, 3: full}",
            ("species.HER2_HER3", "'meaning' has the level '3'", "write 0 to 2"),
        ),
        (
            "HER2_HER3 -> AKT:",
            "HER2_HER3 -| AKT:",
            ("rules.AKT", "'HER2_HER3' acts by activation, and the arrow says inhibition", ""),
        ),
    ],
)  # fmt: skip
def test_bad_levels_are_told(
    tmp_path: Path, before: str, after: str, problem: tuple[str, str, str]
) -> None:
    assert before in GRADED
    assert problem in refused(tmp_path, GRADED.replace(before, after))


def test_an_arrow_has_one_sign_over_all_its_thresholds(tmp_path: Path) -> None:
    text = GRADED.replace("AKT: {1: HER2_HER3,", "AKT: {1: HER2_HER3 == 1,")
    found = refused(tmp_path, text)
    assert found[0][1] == "'HER2_HER3' acts with both signs, and the arrow says activation"
    either = GRADED.replace("AKT: {1: HER2_HER3,", "AKT: {1: HER2_HER3 or HER2_HER3 < 2,")
    assert read(tmp_path, either).functions["AKT"].names == ("HER2_HER3", "HER2_HER3>=2")


def test_check_tells_levels_that_do_not_nest(tmp_path: Path) -> None:
    def told(text: str) -> list[str]:
        read(tmp_path, text)
        findings = check(tmp_path / "graded.yaml").findings
        return [f.message for f in findings if "rules." in f.where and "default" not in f.message]

    assert told(GRADED) == []
    loose = GRADED.replace(
        "{rule: not lapatinib, why: a reversible inhibitor leaves a rest of signal}",
        "not lapatinib",
    )
    assert told(loose) == [
        "'not lapatinib' can hold where the rule of level 1, 'HER2 and NRG1 and not pertuzumab', "
        "does not"
    ]
    same = GRADED.replace("2: AKT >= 2}", "2: AKT}")
    assert told(same) == ["level 1 is never rested at: 'AKT' follows from the rules below it"]
    never = GRADED.replace("2: AKT >= 2}", "2: not AKT}").replace("AKT -> growth", "AKT -? growth")
    assert told(never) == ["level 2 is never reached: 'not AKT' excludes the rules below it"]


def test_alterations_are_values(tmp_path: Path) -> None:
    model = read(tmp_path, GRADED)
    assert model.alterations["AKT floor"].floor == FrozenMap({"AKT": 1})
    assert model.alterations["AKT cap"].forced == ("AKT",)
