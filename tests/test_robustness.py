"""Robustness against brute force over every choice of fitting rules."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from her2model import robust_claims, robustness, robustness_matrix, simulate
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import settle
from her2model.errors import InputError, LimitError, UnknownName
from her2model.library import list_models, load
from her2model.model.model import Model
from her2model.model.model_file import read_model
from her2model.model.parts import FrozenMap, RuleEntry
from her2model.model.rules import Rule
from her2model.model.strict_yaml import parse
from her2model.uncertainty.monotone_rules import (
    Literals,
    Partial,
    all_tables,
    depends_on_all,
    random_table,
)
from her2model.uncertainty.robustness import open_species

# -- the family of rules -----------------------------------------------------------------------


def fits(table: int, size: int) -> bool:
    """Say from the definition whether a table is monotone and depends on every literal."""
    value = [table >> y & 1 for y in range(1 << size)]
    steps = [(y, y | 1 << i, i) for y in range(1 << size) for i in range(size) if not y >> i & 1]
    monotone = all(value[low] <= value[high] for low, high, _ in steps)
    return monotone and len({i for low, high, i in steps if value[low] < value[high]}) == size


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_family_is_what_its_definition_says(size: int) -> None:
    assert sorted(all_tables(size)) == [t for t in range(1 << (1 << size)) if fits(t, size)]


def test_tables_and_rules_say_the_same() -> None:
    literals = Literals((("A", 1), ("B", 0), ("C", 1)))
    for table in all_tables(3):
        rule = literals.rule(table)
        assert literals.table(rule) == table
        assert literals.table(Rule.parse(rule.text)) == table
        assert rule.signs == {"A": "activation", "B": "inhibition", "C": "activation"}


def test_a_partial_table_is_completed_exactly_when_it_can_be() -> None:
    rng = random.Random(3)
    whole = {k: all_tables(k) for k in (2, 3, 4)}
    for _ in range(400):
        size = rng.choice((2, 3, 4))
        partial = Partial.nothing(size)
        for _ in range(rng.randint(0, 5)):
            partial = partial.settling(rng.randrange(1 << size), rng.getrandbits(1))
        fitting = [t for t in whole[size] if partial.agrees(t)]
        found = partial.completed()
        assert (found is None) == (not fitting)
        assert found is None or found in fitting


def test_drawn_tables_fit_and_all_are_drawn() -> None:
    rng = random.Random(1)
    assert {random_table(3, rng) for _ in range(600)} == set(all_tables(3))
    assert depends_on_all(random_table(6, rng), 6)


def test_limits_are_stated() -> None:
    with pytest.raises(LimitError, match="at most 10"):
        Partial.nothing(11)
    with pytest.raises(LimitError, match="up to 4"):
        all_tables(5)


# -- against brute force -----------------------------------------------------------------------


def random_model(seed: int) -> Model:
    """Build a small network with default rules, drugs, and alterations that fix and that cut."""
    rng = random.Random(seed)
    inner = ["P", "Q", "R", "S"]
    drugs, lesions = ["d", "e"], ["m"]
    arrows: dict[tuple[str, str], str] = {}
    for t in inner:
        for s in rng.sample([*inner, "m"], rng.randint(1, 3)):
            arrows[s, t] = rng.choice(["->", "->", "-|"])
        if not any(t == b and a == "->" for (_, b), a in arrows.items()):
            arrows[rng.choice([i for i in inner if i != t]), t] = "->"
    for d in drugs:
        arrows[d, rng.choice(inner)] = "-|"
    arrows.setdefault(("m", rng.choice(inner)), "->")
    cut = rng.choice([f"{s} {a} {t}" for (s, t), a in arrows.items() if s in inner])
    lines = ["format: her2model/1", f"name: random{seed}", "species:"]
    lines += [f"  {s}: {{kind: protein}}" for s in inner]
    lines += [f"  {s}: {{kind: drug, initial: 0}}" for s in drugs]
    lines += [f"  {s}: {{kind: alteration, initial: 0}}" for s in lesions]
    lines += ["interactions:", *(f"  {s} {a} {t}: []" for (s, t), a in arrows.items())]
    lines += ["readouts: {growth: P}", "alterations:"]
    lines += ["  lesion: {fix: {m: 1}}", f"  cut: {{cut: ['{cut}']}}", "  gain: {fix: {Q: 1}}"]
    return read_model(parse("\n".join(lines)))[0]


def choices(model: Model) -> Iterator[Model]:
    """Yield the model with every choice of fitting rules."""
    tables = []
    for s in open_species(model):
        found = tuple((i.source, int(i.sign == "activation")) for i in model.regulators(s))
        literals = Literals(found)
        tables.append([(s, literals.rule(t).text) for t in all_tables(len(found))])
    for chosen in itertools.product(*tables):
        rules = {**model.rules, **{s: RuleEntry(rule=text) for s, text in chosen}}
        yield replace(model, rules=FrozenMap(rules))


def small_enough(model: Model) -> bool:
    sizes = [len(model.regulators(s)) for s in open_species(model)]
    count = 1
    for k in sizes:
        count *= len(all_tables(k)) if k < 4 else 10_000
    return 1 < count <= 400


MODELS = [m for m in map(random_model, range(300)) if small_enough(m)][:12]
SCENARIOS = [
    {"drugs": ["d"]},
    {"drugs": ["d", "e"], "alterations": ["lesion"]},
    {"drugs": ["d"], "alterations": ["cut"], "onset": "acquired"},
    {"drugs": ["e"], "alterations": ["gain"], "start": "any"},
    {"knockouts": ["R"]},
]


def test_there_are_enough_networks() -> None:
    assert len(MODELS) >= 10
    assert len({len(open_species(m)) for m in MODELS}) > 1


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_every_answer_is_found_and_no_other(model: Model) -> None:
    variants = list(choices(model))
    for conditions in SCENARIOS:
        answers = set()
        for variant in variants:
            result = settle(variant, Scenario.of(variant, **conditions))  # type: ignore[arg-type]
            answers.add(result.verdict or result["P"])
        found = robustness(model, every=True, **conditions)  # type: ignore[arg-type]
        assert {found.answer, *found.others} == answers
        assert found.label == ("forced" if len(answers) == 1 else "depends")
        quick = robustness(model, **conditions)  # type: ignore[arg-type]
        assert (quick.label, quick.species) == (found.label, found.species)


@pytest.mark.parametrize("model", MODELS[:5], ids=lambda m: m.name)
def test_the_species_named_can_change_the_answer_alone(model: Model) -> None:
    for conditions in SCENARIOS[:3]:
        found = robustness(model, **conditions)  # type: ignore[arg-type]
        alone = []
        for s in open_species(model):
            one = robustness(model, species=[s], **conditions)  # type: ignore[arg-type]
            if one.label == "depends":
                alone.append(s)
        assert tuple(alone) == found.species or not alone


@pytest.mark.parametrize("model", MODELS[:5], ids=lambda m: m.name)
def test_the_rules_shown_give_the_answer_shown(model: Model) -> None:
    for conditions in SCENARIOS:
        found = robustness(model, every=True, **conditions)  # type: ignore[arg-type]
        for answer, rules in found.others.items():
            changed = {**model.rules, **{s: RuleEntry(rule=r) for s, r in rules.items()}}
            variant = replace(model, rules=FrozenMap(changed))
            result = simulate(variant, **conditions)  # type: ignore[arg-type]
            assert (result.verdict or result["P"]) == answer


# -- the shipped models ------------------------------------------------------------------------


def test_every_cell_of_the_consensus_is_labelled() -> None:
    model = load("her2-resistance")
    drugs = ["trastuzumab", "lapatinib", "palbociclib", "everolimus"]
    cells = robustness_matrix(model, drugs=drugs)
    assert len(cells) == len(drugs) * (len(model.alterations) + 1)
    assert {r.label for r in cells.values()} == {"forced", "depends"}
    assert all(r.species for r in cells.values() if r.label == "depends")
    # a fuller family can only turn forced into depends
    wide = robustness(model, drugs=["trastuzumab"], species=[*open_species(model), "p95HER2"])
    assert wide.label == cells["none", "trastuzumab"].label == "depends"
    assert set(wide.species) > set(cells["none", "trastuzumab"].species)
    with pytest.raises(InputError, match="the rule of GRB2 is one of levels; leave it out"):
        robustness(model, drugs=["trastuzumab"], species=["GRB2", "EGFR", "MET"])


FORCED = {
    "PMC3233287": {"S0.7", "S0.8", "S0.9", "S0.10"},
    "PMC3808214": {"S4.1"},
    "PMC4653963": set(),
    "PMC4681422": {"M3.1"},
    "PMC6726851": set(),
    "PMC7464074": set(),
    "PMC8005514": {"S3.1", "S3.2", "S3.3", "S3.4", "S3.4b", "S3.4c"},
    "PMC9640784": set(),
}


@pytest.mark.parametrize("name", [n for n in list_models() if n.startswith("figures/")])
def test_which_seed_claims_the_arrows_force(name: str) -> None:
    answers = robust_claims(name)
    expected = FORCED[name.split("/")[1].split("__")[0]]
    assert {k for k, r in answers.items() if r.label == "forced"} == expected


def test_no_default_rule_means_nothing_to_choose() -> None:
    model = load("PMC7464074")
    fixed = {s: RuleEntry(rule=e.rule, why="chosen") for s, e in model.rules.items()}
    chosen = replace(model, rules=FrozenMap(fixed))
    assert open_species(chosen) == ()
    assert robustness(chosen, drugs=["trastuzumab"]).text == "forced by the arrows"


def test_drawing_finds_what_the_exact_search_finds() -> None:
    exact = robustness("PMC7464074", drugs=["trastuzumab"], alterations=["p95HER2"])
    drawn = robustness("PMC7464074", drugs=["trastuzumab"], alterations=["p95HER2"], samples=60)
    assert exact.label == drawn.label == "depends"
    sure = robustness("PMC8005514", drugs=["trastuzumab"], samples=30)
    assert (sure.label, sure.error) == ("not refuted", 0.1)
    assert "at most 10.0%" in sure.text
    assert "not for clinical use" in str(sure)
    assert sure.to_dict()["runs"] == 0


def test_limits_and_mistakes_are_said() -> None:
    with pytest.raises(LimitError, match="more than 2 runs"):
        robustness("her2-resistance", drugs=["trastuzumab"], every=True, max_runs=2)
    with pytest.raises(UnknownName, match="has no rule"):
        robustness("PMC7464074", drugs=["trastuzumab"], species=["PTEN"])
    with pytest.raises(InputError, match="declares no readouts"):
        robustness(replace(load("PMC7464074"), readouts=None, claims=()), drugs=["trastuzumab"])


def test_the_matrix_says_what_each_cell_hangs_on() -> None:
    found = robustness_matrix("PMC7464074", drugs=["trastuzumab"], alterations=["p95HER2"])
    assert set(found) == set(found.verdicts.cells)
    assert len(found) == 2
    assert found.forced == 0
    assert found.labels() == {
        "depends on the rule of HER2_HER2 or of Downstream_signalling": (("none", "trastuzumab"),),
        "depends on the rule of Downstream_signalling": (("p95HER2", "trastuzumab"),),
    }
    data = found.to_dict()
    assert data["cells"]["p95HER2"]["trastuzumab"]["species"] == ["Downstream_signalling"]
    assert "not for clinical use" in data["note"]
    text = str(found)
    assert "Open are the default rules of HER2_HER2, Downstream_signalling; others stay." in text
    assert "p95HER2  ▲?" in text


def test_cells_of_several_names_and_conditions() -> None:
    found = robustness_matrix(
        "her2-resistance",
        drugs=[["trastuzumab", "everolimus"]],
        alterations=[["PTEN loss", "p95HER2"]],
        onset="acquired",
    )
    assert set(found) == {(a, "everolimus + trastuzumab") for a in ("none", "PTEN loss + p95HER2")}
    for (row, _), cell in found.items():
        altered = [] if row == "none" else ["PTEN loss", "p95HER2"]
        alone = robustness(
            "her2-resistance",
            drugs=["trastuzumab", "everolimus"],
            alterations=altered,
            onset="acquired",
        )
        assert (cell.text, cell.answer) == (alone.text, alone.answer)


def test_rules_that_change_a_verdict_only_together_are_said_to() -> None:
    """Two redundant routes, each by a species of two regulators: one change is not enough."""
    model = read_model(
        parse(
            "format: her2model/1\nname: twice\nspecies:\n"
            "  a: {kind: drug, initial: 0}\n"
            "  X: {kind: protein, initial: 1}\n  Y: {kind: protein, initial: 0}\n"
            "  P: {kind: protein}\n  Q: {kind: protein}\n  G: {kind: phenotype}\n"
            "interactions:\n  X -> P: []\n  Y -> P: []\n  X -> Q: []\n  Y -> Q: []\n"
            "  P -> G: []\n  Q -> G: []\n  a -| G: []\n"
            "rules: {G: {rule: P or Q or not a, why: x}}\nreadouts: {growth: G}\n"
        )
    )[0]
    found = robustness(model, drugs=["a"])
    assert (found.label, found.species, found.together) == ("depends", ("P", "Q"), True)
    assert found.text == "depends on the rules of P and Q together"
