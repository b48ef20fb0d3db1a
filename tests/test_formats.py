"""Round trips, and other tools as oracles: they read what is written and find the same."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import biodivine_aeon as aeon
import cmaboss
import libsbml
import pytest
from pyboolnet.file_exchange import bnet2primes

import her2model as h2
from her2model.formats.aeon import aeon_text
from her2model.formats.bnet import bnet_rules
from her2model.formats.format import CONTENTS, NAME_MAP, ConversionWarning, losses
from her2model.formats.maboss import maboss_texts
from her2model.formats.registry import all_formats, find_format
from her2model.formats.sbml_writing import sbml_text
from her2model.model.model import Model
from her2model.model.shipped import entities
from peer_readers import (
    acting,
    primes_of,
    random_model,
    settings_of,
    spaces_by_aeon,
    spaces_by_mpbn,
    spaces_of,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore::her2model.formats.format.ConversionWarning",
    "ignore::ResourceWarning",  # pyboolnet leaves pipes open
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
SHIPPED = h2.list_models()
FIRST = Path(__file__).parent.parent / "benchmarks" / "models" / "her2-first-edition.yaml"
SEEDS = range(0, 200, int(os.environ.get("HER2MODEL_EVERY", "8")))  # 1 for all 200 networks
BOTH_WAYS = [f.suffixes[0] for f in all_formats() if f.is_read and f.writer]
RULES = [s for s in BOTH_WAYS if "rules" in (find_format("x" + s) or all_formats()[0]).carries]
WHOLE = [f.suffixes[0] for f in all_formats() if f.carries == set(CONTENTS)]


def models() -> Iterator[Model]:
    yield from map(h2.load, SHIPPED)
    yield from map(random_model, SEEDS)


def two_valued() -> Iterator[Model]:
    """The models for peers that know no levels, the consensus in its first edition."""
    yield h2.load(FIRST)
    yield from (m for m in models() if not m.levels)


def bnet_text(model: Model) -> str:
    return "targets, factors\n" + "".join(f"{s}, {r}\n" for s, r in bnet_rules(model).items())


def moving_arrows(model: Model) -> set[str]:
    """All arrows but those of species that only keep their value, which files give as inputs."""
    rules = model.functions
    return {
        key
        for key, i in model.interactions.items()
        if i.source != i.target or rules[i.target].prime_implicants != (((i.target, 1),),)
    }


# -- round trips ------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [s for s in RULES if s not in WHOLE])
def test_reading_what_was_written_gives_the_same_network(suffix: str, tmp_path: Path) -> None:
    for model in models():
        path = tmp_path / f"{model.name}{suffix}"
        h2.save(model, path)
        back = h2.load(path)
        assert set(acting(back)) == set(acting(model)), model.name
        assert moving_arrows(back) == moving_arrows(model), model.name
        assert primes_of(back) == primes_of(model), model.name
        for s in acting(model):
            assert back.species[s].name == model.species[s].name


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_format_that_carries_everything_gives_the_same_model_back(
    suffix: str, tmp_path: Path
) -> None:
    for model in models():
        h2.save(model, tmp_path / f"x{suffix}")
        assert h2.load(tmp_path / f"x{suffix}") == model, model.name


@pytest.mark.parametrize("name", SHIPPED)
def test_sbml_gives_nearly_everything_back(name: str, tmp_path: Path) -> None:
    model = h2.load(name)
    h2.save(model, tmp_path / "x.sbml")
    back = h2.load(tmp_path / "x.sbml")
    assert back.interactions == model.interactions
    assert list(back.species) == list(model.species)
    for s, species in model.species.items():
        same = species.model_copy(update={"label": back.species[s].label})
        assert back.species[s] == same
    for key in ("name", "title", "description", "figure", "source", "curators", "date"):
        assert getattr(back, key) == getattr(model, key)
    assert {s: r.why for s, r in back.rules.items()} == {
        s: "; ".join(r.reasons) or None for s, r in model.rules.items()
    }


def test_claims_hold_in_the_model_that_comes_back(tmp_path: Path) -> None:
    model = h2.load("published/Sahin2009")
    h2.save(model, tmp_path / "x.bnet")
    back = h2.load(tmp_path / "x.bnet")
    for claim in model.claims:
        given = {"knockouts": claim.knockouts, "gains": claim.gains, "context": claim.context}
        theirs = h2.simulate(model, **given)  # type: ignore[arg-type]
        ours = h2.simulate(back, **{**given, "context": {**model.context, **claim.context}})  # type: ignore[arg-type]
        assert {s: ours[s] for s in acting(model)} == {s: theirs[s] for s in acting(model)}


# -- other tools ------------------------------------------------------------------------------


def test_mpbn_reads_our_bnet_and_finds_the_same_minimal_trap_spaces(tmp_path: Path) -> None:
    for n, model in enumerate(two_valued()):
        for fixed in settings_of(model, n, most=2):
            theirs = spaces_by_mpbn(bnet_text(model), fixed, tmp_path)
            assert theirs == spaces_of(model, fixed), (model.name, fixed)


def test_aeon_reads_our_bnet_and_finds_the_same_minimal_trap_spaces() -> None:
    for n, model in enumerate(two_valued()):
        network = aeon.BooleanNetwork.from_bnet(bnet_text(model))
        fixed = settings_of(model, n)[-1]
        assert spaces_by_aeon(network, fixed) == spaces_of(model, fixed), model.name


def test_aeon_reads_our_aeon_and_sbml_and_accepts_every_sign() -> None:
    """AEON refuses a sign that contradicts the rule; it names species of SBML by their labels."""
    for n, model in enumerate(two_valued()):
        fixed = settings_of(model, n)[0]
        direct = aeon.BooleanNetwork.from_aeon(aeon_text(model))
        assert spaces_by_aeon(direct, fixed, infer=False) == spaces_of(model, fixed), model.name

        if not all(set(r.essential) == set(r.names) for r in model.functions.values()):
            continue  # an arrow without influence, which SBML cannot mark as such
        ids = {re.sub(r"\W", "_", s.name, flags=re.A): s.id for s in model.species.values()}
        label = {id: name for name, id in ids.items()}
        held = {label[s]: v for s, v in {**dict.fromkeys(model.named_only, 0), **fixed}.items()}
        by_label = aeon.BooleanNetwork.from_sbml(sbml_text(model, entities()))
        spaces = spaces_by_aeon(by_label, held, infer=False)
        named = ({(ids[name], v) for name, v in space} for space in spaces)
        idle = set(model.named_only)
        found = frozenset(frozenset((s, v) for s, v in x if s not in idle) for x in named)
        assert found == spaces_of(model, fixed), model.name


def test_pyboolnet_reads_our_bnet_and_finds_the_same_prime_implicants() -> None:
    small = [m for m in map(h2.load, SHIPPED) if len(m.species) < 40]
    for model in [*small, *map(random_model, range(0, 200, 25))]:
        theirs = {
            s: frozenset(frozenset(p.items()) for p in on)
            for s, (_, on) in bnet2primes(bnet_text(model)).items()
        }
        assert theirs == primes_of(model), model.name


def test_libsbml_finds_no_error_and_no_warning() -> None:
    for model in models():
        document = libsbml.readSBMLFromString(sbml_text(model, entities()))
        document.checkConsistency()
        found = [document.getError(i).getMessage() for i in range(document.getNumErrors())]
        assert found == [], model.name
        qual = document.getModel().getPlugin("qual")
        assert qual.getNumQualitativeSpecies() == len(model.species)
        assert qual.getNumTransitions() == len(model.rules)


def test_libsbml_sees_identifiers_references_and_quotes() -> None:
    model = h2.load("PMC7464074")
    document = libsbml.readSBMLFromString(sbml_text(model, entities()))
    qual = document.getModel().getPlugin("qual")
    species = qual.getQualitativeSpecies("HER2")
    resources = [species.getCVTerm(i).getResourceURI(0) for i in range(species.getNumCVTerms())]
    assert "https://identifiers.org/hgnc:3430" in resources
    inputs = [
        t.getInput(i)
        for t in (qual.getTransition(n) for n in range(qual.getNumTransitions()))
        for i in range(t.getNumInputs())
    ]
    assert len(inputs) == len(model.interactions)
    for one in inputs:
        assert one.getCVTerm(0).getBiologicalQualifierType() == libsbml.BQB_IS_DESCRIBED_BY
        assert "PMC7464074" in one.getCVTerm(0).getResourceURI(0) or one.getNumCVTerms()
    told = " ".join(i.getNotesString() for i in inputs)
    assert "Mutations or loss of PTEN constitutively activates" in told


def end_states(model: Model, folder: Path) -> set[frozenset[str]]:
    """States in which MaBoSS ends, as the species that are on."""
    bnd, cfg = maboss_texts(model)
    (folder / "x.bnd").write_text(bnd)
    (folder / "x.cfg").write_text(cfg.replace("sample_count = 1000", "sample_count = 200"))
    found = cmaboss.MaBoSSSim(str(folder / "x.bnd"), str(folder / "x.cfg")).run(
        only_last_state=True
    )
    _, _, states = found.get_last_probtraj()
    return {frozenset(state.split(" -- ")) - {"<nil>"} for state in states}


def test_maboss_ends_where_we_say(tmp_path: Path) -> None:
    """Where every minimal trap space is one state, long runs end in those states and no other."""
    compared = 0
    for model in two_valued():
        fixed = {s: model.species[s].initial or 0 for s in model.inputs}
        ours = spaces_of(model, fixed)
        if len(acting(model)) > 40 or any(v == "*" for space in ours for _, v in space):
            continue
        states = {frozenset(s for s, v in space if v) for space in ours}
        assert end_states(model, tmp_path) <= states, model.name
        compared += 1
    assert compared > 12


# -- networks in memory -----------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_networks_of_other_packages_come_back(name: str) -> None:
    model = h2.load(name)
    for back in (
        h2.from_minibn(h2.to_minibn(model), model.name),
        h2.from_minibn(h2.to_mpbn(model), model.name),
        h2.from_aeon(h2.to_aeon(model), model.name),
    ):
        assert back.name == model.name
        assert set(back.interactions) == set(model.interactions)
        assert primes_of(back) == primes_of(model)


def test_a_peer_answers_in_one_line() -> None:
    network = h2.to_mpbn(h2.load("published/Sahin2009"))
    network["EGF"] = 1
    assert [a["pRB1"] for a in network.attractors()] == [1]


def test_a_network_with_open_rules_is_refused() -> None:
    with pytest.raises(h2.FormatError, match="has regulators and no rule"):
        h2.from_aeon(aeon.BooleanNetwork.from_aeon("A -> B\nC -| B"))


# -- losses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("suffix", [f.suffixes[0] for f in all_formats() if f.writer])
def test_each_loss_is_a_warning(name: str, suffix: str, tmp_path: Path) -> None:
    model = h2.load(name)
    found = find_format("x" + suffix)
    assert found
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        h2.save(model, tmp_path / f"x{suffix}")
    messages = [str(w.message) for w in told if issubclass(w.category, ConversionWarning)]
    for lost in losses(model, found.name, found.carries):
        assert f"x{suffix}: {lost}" in messages
    assert sum("claim" in m for m in messages) == ("claims" not in found.carries)


def test_a_format_says_only_what_it_can_carry() -> None:
    for found in all_formats():
        assert found.carries <= set(CONTENTS)
        assert found.is_read or found.writer
        assert len(found.about) > 20


def test_names_are_safe_unique_and_come_back(tmp_path: Path) -> None:
    odd = ["IGF-1R", "4EBP1", "HER2:HER3", "T DM1", "NFκB", "and", "akt", "AKT", "p53@x"]
    rows = [f'    S_{i}: {{kind: protein, initial: 0, label: "{n}"}}' for i, n in enumerate(odd)]
    arrows = [f"    S_{i} -> out: []" for i in range(len(odd))]
    head = ["format: her2model/1", "name: odd", "species:", *rows, "    out: {kind: protein}"]
    text = "\n".join([*head, "interactions:", *arrows, ""])
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    model = h2.load(tmp_path / "odd.yaml")
    for suffix in RULES:
        h2.save(model, tmp_path / f"odd{suffix}")
        back = h2.load(tmp_path / f"odd{suffix}")
        assert [s.name for s in back.species.values()] == [*odd, "out"]
    assert (tmp_path / f"odd.bnet{NAME_MAP}").is_file()


@pytest.mark.parametrize("suffix", [f.suffixes[0] for f in all_formats() if f.writer])
def test_printed_names_are_written_in_place_of_ids(suffix: str, tmp_path: Path) -> None:
    """The same network under other names, levels included; what is left out is told."""
    for model in (h2.load("her2-resistance"), h2.load("PMC7464074")):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            h2.save(model, tmp_path / f"x{suffix}", names=True)
        assert any("claim" in str(w.message) for w in told)
        found = find_format(f"x{suffix}")
        if not (found and found.is_read and "rules" in found.carries):
            continue
        back = h2.load(tmp_path / f"x{suffix}")
        id_of = {s.name: s.id for s in model.species.values()}
        now = {s.id: id_of[s.name] for s in back.species.values()}
        assert any(id != before for id, before in now.items())
        assert set(now.values()) >= set(acting(model))

        def called(bit: str, now: dict[str, str] = now) -> str:
            species, mark, level = bit.partition(">=")
            return now[species] + mark + level

        found_primes = {
            called(bit): frozenset(frozenset((called(n), v) for n, v in i) for i in primes)
            for bit, primes in primes_of(back).items()
        }
        assert found_primes == primes_of(model)


def test_a_model_file_holds_ids_and_names(tmp_path: Path) -> None:
    with pytest.raises(h2.InputError, match="names= is for files of other tools"):
        h2.save(h2.load("PMC7464074"), tmp_path / "x.yaml", names=True)


def test_species_of_one_printed_name_keep_apart(tmp_path: Path) -> None:
    rows = (
        "[species]\nid\tkind\tlabel\tinitial\nA\tgene\tRAS\t0\nB\tgene\tRAS\t0\nC\tgene\tp38-α\t\n"
    )
    (tmp_path / "x.tsv").write_text(f"source\tsign\ttarget\nA\t->\tC\nB\t->\tC\n{rows}")
    h2.save(h2.load(tmp_path / "x.tsv"), tmp_path / "x.bnet", names=True)
    lines = (tmp_path / "x.bnet").read_text().splitlines()
    assert lines[1:] == ["RAS_A, RAS_A", "RAS_B, RAS_B", "p38_alpha, RAS_A | RAS_B"]


def test_a_foreign_file_can_be_extended(tmp_path: Path) -> None:
    (tmp_path / "base.bnet").write_text("A, A\nB, A\n")
    (tmp_path / "mine.yaml").write_text(
        "format: her2model/1\nname: mine\nextends: [base.bnet]\n"
        "species: {C: {kind: phenotype}}\ninteractions:\n  B -> C: []\n"
    )
    model = h2.load(tmp_path / "mine.yaml")
    assert set(model.interactions) == {"A -> B", "B -> C"}


@pytest.mark.filterwarnings("ignore::her2model.formats.format.ConversionWarning")
@pytest.mark.parametrize("suffix", [".bnet", ".aeon", ".sbml", ".bnd"])
def test_names_that_a_format_would_read_otherwise_are_changed(suffix: str, tmp_path: Path) -> None:
    rows = f"xor\tactivation\tB\n{'N' * 199}\tinhibition\tB\n"
    table = tmp_path / "odd.tsv"
    table.write_text(f"source\tsign\ttarget\n{rows}", encoding="utf-8")
    h2.save(h2.load(table), tmp_path / f"odd{suffix}")
    back = h2.load(tmp_path / f"odd{suffix}")
    assert len(back.inputs) == 2
    assert sorted(back.functions["B"].signs.values()) == ["activation", "inhibition"]


def test_a_warning_points_at_the_line_that_asked(tmp_path: Path) -> None:
    """Through the front door or not, to a file or to another tool's object."""
    model = h2.load("her2-resistance")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        h2.convert("her2-resistance", tmp_path / "n.bnet")
        h2.save(model, tmp_path / "n.sif")
    assert {w.filename for w in told} == {__file__}
    assert len({w.lineno for w in told}) >= 2
