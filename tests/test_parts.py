"""Parts of a model: arrows, evidence, ids, frozen maps."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from her2model.errors import ModelError
from her2model.model.parts import (
    Evidence,
    FrozenMap,
    Interaction,
    Species,
    arrow,
    parse_arrow,
)

QUOTE = Evidence(quote="HER2 activates PI3K", figure="PMC1__f1")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A -> B", ("A", "activation", "B")),
        ("A -| B", ("A", "inhibition", "B")),
        ("A -? B", ("A", "dual", "B")),
        ("  A   ->  B ", ("A", "activation", "B")),
        ("A -> A", ("A", "activation", "A")),
    ],
)
def test_arrows(text: str, parts: tuple[str, Any, str]) -> None:
    assert parse_arrow(text) == parts
    assert parse_arrow(arrow(*parts)) == parts


@pytest.mark.parametrize("text", ["", "A", "A B", "A->B", "A -> ", "-> B", "A => B", "A -> B C"])
def test_not_arrows(text: str) -> None:
    with pytest.raises(ModelError, match="is not an arrow; write 'HER2 -> PI3K'"):
        parse_arrow(text)


@pytest.mark.parametrize(
    ("evidence", "ground"),
    [
        ([], "none"),
        ([Evidence(quote="a")], "caption"),
        ([Evidence(quote="a", basis="depicted")], "inferred"),
        ([Evidence(quote="a", basis="inferred", note="n")], "inferred"),
        ([Evidence(reference="pubmed:1", basis="background")], "reference"),
        ([Evidence(reference="pubmed:1", basis="inferred", note="n")], "inferred"),
        ([Evidence(reference="pubmed:1", basis="background"), Evidence(quote="a")], "caption"),
    ],
)
def test_strongest_ground_of_an_arrow(evidence: list[Evidence], ground: str) -> None:
    i = Interaction(source="A", target="B", sign="activation", evidence=tuple(evidence))
    assert i.basis == ground


def test_evidence_in_words() -> None:
    assert str(QUOTE) == "«HER2 activates PI3K» [PMC1__f1]"
    reference = Evidence(reference="pubmed:1", basis="background", supports="refutes")
    assert str(reference) == "[pubmed:1] (refutes)"
    assert QUOTE.eco == "ECO:0000304"
    assert Evidence(quote="a", basis="inferred", note="n").eco == "ECO:0000305"


@pytest.mark.parametrize("name", ["A", "_a", "A1", "HER2_HER3"])
def test_ids(name: str) -> None:
    assert Species(id=name, kind="gene").name == name


@pytest.mark.parametrize(
    "name", ["", "1A", "A-B", "A B", "A.B", "A:B", "é", "and", "AND", "Or", "not", "TRUE", "none"]
)
def test_ids_that_some_format_could_not_carry(name: str) -> None:
    with pytest.raises(ValidationError, match="cannot be a species id"):
        Species(id=name, kind="gene")


@given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=5))
def test_frozen_map_is_a_mapping(rows: dict[str, int]) -> None:
    frozen = FrozenMap(rows)
    assert dict(frozen) == rows
    assert frozen == rows
    assert list(frozen) == list(rows)
    assert len(frozen) == len(rows)
    turned = FrozenMap(reversed(list(rows.items())))
    assert frozen == turned
    assert hash(frozen) == hash(turned)
    assert pickle.loads(pickle.dumps(frozen)) == frozen
    assert repr(frozen) == repr(rows)
    assert "no such key" not in frozen
    with pytest.raises(KeyError):
        frozen["no such key"]
