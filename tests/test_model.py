"""The model as a value: what it offers, what must hold, and that nothing can change it."""

import copy
import dataclasses
import itertools
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import her2model as h2
from her2model.errors import ModelError, UnknownName
from her2model.model.model import Model
from her2model.model.parts import (
    Alteration,
    Claim,
    Evidence,
    FrozenMap,
    Interaction,
    Readouts,
    RuleEntry,
    Source,
    Species,
    Waiver,
    parse_arrow,
)

QUOTE = Evidence(quote="HER2 activates PI3K", figure="PMC1__f1")


def species(*rows: Species) -> FrozenMap[Species]:
    return FrozenMap((s.id, s) for s in rows)


def arrows(*texts: str) -> FrozenMap[Interaction]:
    found = {}
    for text in texts:
        source, sign, target = parse_arrow(text)
        found[text] = Interaction(source=source, sign=sign, target=target)
    return FrozenMap(found)


def small(**changes: Any) -> Model:
    """HER2 and PTEN as inputs, PI3K and AKT with rules, a drug, an alteration, a claim."""
    parts: dict[str, Any] = {
        "name": "small",
        "species": species(
            Species(id="HER2", kind="receptor", label="HER-2", initial=1),
            Species(id="PTEN", kind="protein", initial=1),
            Species(id="PI3K", kind="family"),
            Species(id="AKT", kind="family", label="Akt kinase"),
            Species(id="lapatinib", kind="drug", initial=0),
            Species(id="PIK3CA_mutation", kind="alteration", initial=0),
            Species(id="HER3", kind="receptor", label="ErbB-3"),
            Species(id="afatinib", kind="drug"),
        ),
        "interactions": arrows(
            "HER2 -> PI3K",
            "PIK3CA_mutation -> PI3K",
            "lapatinib -| PI3K",
            "PI3K -> AKT",
            "PTEN -| AKT",
        ),
        "rules": FrozenMap(
            {"PI3K": RuleEntry(rule="HER2 and not lapatinib or PIK3CA_mutation", why="it is so")}
        ),
        "alterations": FrozenMap(
            {
                "PIK3CA mutation": Alteration(
                    name="PIK3CA mutation",
                    fix=FrozenMap({"PIK3CA_mutation": 1}),
                    aliases=("H1047R",),
                )
            }
        ),
        "claims": (
            Claim(
                id="c1",
                drugs=("lapatinib",),
                verdict=("responds",),
                evidence=(QUOTE,),
                status="literature",
            ),
        ),
        "readouts": Readouts(growth="AKT", pathway=("PI3K",)),
        "absent": FrozenMap({"lapatinib -| AKT": (QUOTE,)}),
        "waived": (Waiver(sentence="A title.", reason="a title"),),
        "title": "Small",
        "description": "A small model.",
        "figure": "PMC1__f1",
        "source": Source(title="A", citation="B", year=2020, pmcid="PMC1"),
        "curators": ("Somebody",),
        "date": "2026-11-21",
    }
    return Model(**{**parts, **changes})


# -- what it offers ---------------------------------------------------------------------------


def test_species_by_what_they_do() -> None:
    model = small()
    assert model.inputs == ("HER2", "PTEN", "lapatinib", "PIK3CA_mutation")
    assert model.drugs == ("lapatinib",)
    assert model.named_only == ("HER3", "afatinib")
    assert set(model.rules) == {"PI3K", "AKT"}
    assert dict(model.context) == {"HER2": 1, "PTEN": 1}
    assert [i.id for i in model.regulators("PI3K")] == [
        "HER2 -> PI3K",
        "PIK3CA_mutation -> PI3K",
        "lapatinib -| PI3K",
    ]
    assert model.regulators("HER2") == ()
    assert repr(model) == (
        "<Model small: 2 species with rules, 4 inputs, 5 interactions, 1 drugs, 1 alterations>"
    )


def test_rules_are_parsed_and_say_which_is_the_default() -> None:
    model = small()
    assert model.functions["PI3K"].text == "HER2 and not lapatinib or PIK3CA_mutation"
    assert model.rules["AKT"] == RuleEntry(rule="PI3K and not PTEN", is_default=True)
    assert not model.rules["PI3K"].is_default


@given(st.lists(st.sampled_from(["->", "-|"]), min_size=1, max_size=5))
def test_the_default_rule_is_any_activator_and_no_inhibitor(signs: list[str]) -> None:
    names = [f"S{i}" for i in range(len(signs))]
    parts = species(
        Species(id="T", kind="gene"), *(Species(id=n, kind="gene", initial=0) for n in names)
    )
    texts = [f"{n} {sign} T" for n, sign in zip(names, signs, strict=True)]
    if "->" not in signs:
        with pytest.raises(ModelError, match="only inhibitors act on it, so no default rule fits"):
            Model("m", parts, arrows(*texts))
        return
    model = Model("m", parts, arrows(*texts))
    for values in itertools.product((0, 1), repeat=len(names)):
        active = [s for s, v in zip(signs, values, strict=True) if v]
        expected = int("->" in active and "-|" not in active)
        assert model.functions["T"].evaluate(dict(zip(names, values, strict=True))) == expected


def test_a_rule_written_like_the_default_is_not_one() -> None:
    written = small(rules=FrozenMap({"AKT": RuleEntry(rule="PI3K and not PTEN"),
                                     "PI3K": small().rules["PI3K"]}))  # fmt: skip
    assert not written.rules["AKT"].is_default
    assert written.functions == small().functions
    assert written != small()


def test_default_rules_follow_the_arrows() -> None:
    model = small()
    fewer = FrozenMap((k, i) for k, i in model.interactions.items() if k != "PTEN -| AKT")
    changed = dataclasses.replace(model, interactions=fewer)
    assert changed.rules["AKT"].rule == "PI3K"
    assert changed.named_only == ("PTEN", "HER3", "afatinib")


# -- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("AKT", "AKT"),
        ("akt", "AKT"),
        ("Akt kinase", "AKT"),
        ("akt-kinase", "AKT"),
        ("HER-2", "HER2"),
        ("her2", "HER2"),
        ("HER–2", "HER2"),
        ("H E R 2", "HER2"),
        ("pik3ca mutation", "PIK3CA_mutation"),
        ("PIK3CA_MUTATION", "PIK3CA_mutation"),
        ("erbb3", "HER3"),
    ],
)
def test_species_are_found_by_id_and_label(name: str, found: str) -> None:
    assert small().find_species(name) == found


@pytest.mark.parametrize("name", ["PIK3CA mutation", "pik3ca-mutation", "h1047r", "H1047R"])
def test_alterations_are_found_by_name_and_alias(name: str) -> None:
    assert small().find_alteration(name) == "PIK3CA mutation"


@pytest.mark.parametrize("name", ["lapatinib", "Lapatinib", "LAPATINIB", "lapa tinib"])
def test_drugs_are_found(name: str) -> None:
    assert small().find_species(name, "drug") == "lapatinib"


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("AKTT", "species", "small: 'AKTT' is not a species; did you mean 'AKT'?"),
        ("lapatinb", "drug", "small: 'lapatinb' is not a drug; did you mean 'lapatinib'?"),
        ("AKT", "drug", "small: 'AKT' is not a drug; AKT is a species, and there is no drug at it"),
        ("", "drug", "small: '' is not a drug; there are lapatinib"),
        ("afatinib", "drug", "the source of small names 'afatinib' but says nothing of what it "
         "does, so it cannot be simulated"),
        ("Afatinib", "drug", "the source of small names 'afatinib' but says nothing of what it "
         "does, so it cannot be simulated"),
    ],
)  # fmt: skip
def test_names_that_are_not_there(name: str, kind: str, said: str) -> None:
    with pytest.raises(UnknownName) as caught:
        small().find_species(name, kind)
    assert str(caught.value) == said


def test_alterations_that_are_not_there() -> None:
    with pytest.raises(UnknownName, match=r"did you mean 'PIK3CA mutation'\?"):
        small().find_alteration("PI3KCA mutation")


def test_an_exact_name_goes_before_a_similar_one() -> None:
    model = small(
        species=FrozenMap(
            {**small().species, "Rb": Species(id="Rb", kind="gene", label="AKT"),
             "other": Species(id="other", kind="gene", label="rb")}
        )
    )  # fmt: skip
    assert model.find_species("AKT") == "AKT"
    assert model.find_species("Rb") == "Rb"


# -- a value ----------------------------------------------------------------------------------


def test_nothing_of_a_model_can_be_changed() -> None:
    model = small()
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.name = "other"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del model.species
    mappings: list[Any] = [
        model.species,
        model.rules,
        model.functions,
        model.context,
        model.absent,
        model.alterations["PIK3CA mutation"].fix,
    ]
    for mapping in mappings:
        with pytest.raises(TypeError):
            mapping["AKT"] = None
        with pytest.raises(TypeError):
            del mapping["AKT"]
    with pytest.raises(AttributeError, match="a FrozenMap cannot be changed"):
        model.species._items = {}
    parts: list[Any] = [
        model.species["AKT"],
        model.interactions["PI3K -> AKT"],
        model.rules["AKT"],
        model.alterations["PIK3CA mutation"],
        model.claims[0],
        model.claims[0].evidence[0],
        model.readouts,
        model.source,
        model.waived[0],
    ]
    for part in parts:
        field = next(iter(type(part).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, field, "changed")


def test_the_given_mappings_are_copied() -> None:
    rows = {"A": Species(id="A", kind="gene", initial=0), "B": Species(id="B", kind="gene")}
    model = Model("m", FrozenMap(rows), arrows("A -> B"))
    rows["C"] = Species(id="C", kind="gene")
    assert list(model.species) == ["A", "B"]


CHANGES: dict[str, Any] = {
    "name": "other",
    "title": "Other",
    "description": "Another.",
    "figure": "PMC2__f2",
    "date": None,
    "curators": (),
    "source": None,
    "waived": (),
    "absent": FrozenMap(),
    "claims": (),
    "readouts": Readouts(growth="PI3K"),
    "alterations": FrozenMap(),
    "rules": FrozenMap({"PI3K": RuleEntry(rule="HER2 and not lapatinib or PIK3CA_mutation")}),
}


@pytest.mark.parametrize("field", CHANGES)
def test_models_differ_where_a_field_differs(field: str) -> None:
    changes = {field: CHANGES[field]}
    if field == "readouts":
        changes["claims"] = ()
    other = small(**changes)
    assert other != small()
    assert hash(other) != hash(small())


def test_equal_models_are_equal() -> None:
    assert small() == small()
    assert len({small(), small(), small(name="other")}) == 2
    assert small(origin="elsewhere.yaml", parents=("a",)) == small()
    assert small() != "small"
    assert small().digest == small().digest
    assert len(small().digest) == 64


def test_the_order_of_species_is_no_difference() -> None:
    turned = FrozenMap(reversed(list(small().species.items())))
    assert small(species=turned) == small()
    assert list(small(species=turned).species) != list(small().species)


@pytest.mark.parametrize(
    "through",
    [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m)), dataclasses.replace],
)
def test_copies_are_equal(through: Any) -> None:
    for model in (small(), h2.load("her2-resistance")):
        again = through(model)
        assert again == model
        assert hash(again) == hash(model)
        assert again.inputs == model.inputs
        assert again.functions == model.functions
        assert h2.simulate(again) == h2.simulate(model)


# -- what must hold ---------------------------------------------------------------------------


def problems(**changes: Any) -> list[str]:
    with pytest.raises(ModelError) as caught:
        small(**changes)
    return [str(p) for p in caught.value.problems]


def test_all_problems_at_once() -> None:
    more = arrows("PIK3CA_mutation -> PI3K", "lapatinb -| PI3K", "PI3K -> AKT", "PTEN -| AKT")
    found = problems(
        interactions=more,
        rules=FrozenMap(
            {
                "PI3K": RuleEntry(rule="HER2 or not PIK3CA_mutation"),
                "AKTT": RuleEntry(rule="PI3K"),
                "AKT": RuleEntry(rule="PI3K and ("),
            }
        ),
        readouts=None,
        origin="small.yaml",
    )
    assert found == [
        "small.yaml: interactions.lapatinb -| PI3K: 'lapatinb' is not a species; "
        "did you mean 'lapatinib'?",
        "small.yaml: rules.AKTT: 'AKTT' is not a species; did you mean 'AKT'?",
        "small.yaml: rules.PI3K: 'HER2' has no arrow to PI3K; add 'HER2 -> PI3K' with its evidence",
        "small.yaml: rules.PI3K: 'PIK3CA_mutation' acts by inhibition, "
        "and the arrow says activation",
        "small.yaml: rules.AKT: the parentheses do not match",
        "small.yaml: claims.c1.drugs: 'lapatinib' is not a drug",
        "small.yaml: claims.c1: a verdict needs 'readouts.growth'",
    ]


def test_places_begin_with_the_name_where_there_is_no_file() -> None:
    found = problems(readouts=Readouts(growth="AKTT"))
    assert found == ["small: readouts.growth: 'AKTT' is not a species; did you mean 'AKT'?"]


def test_a_rule_may_use_a_dual_arrow_with_any_sign() -> None:
    parts = species(
        Species(id="A", kind="gene", initial=0),
        Species(id="B", kind="gene", initial=0),
        Species(id="C", kind="gene"),
    )
    for rule in ("A or B", "A and not B", "A and not B or B and not A"):
        model = Model(
            "m", parts, arrows("A -? C", "B -? C"), FrozenMap({"C": RuleEntry(rule=rule)})
        )
        assert model.functions["C"].text == rule


def test_an_arrow_without_effect_is_seen_through() -> None:
    """B is written in the rule but never matters, in a rule that is not unate."""
    parts = species(
        *(Species(id=n, kind="gene", initial=0) for n in "AB"), Species(id="C", kind="gene")
    )
    rule = RuleEntry(rule="A and B or A and not B")
    with pytest.raises(ModelError, match="B -> C: the rule of C does not use it"):
        Model("m", parts, arrows("A -> C", "B -> C"), FrozenMap({"C": rule}))
