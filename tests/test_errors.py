"""Errors: what they say, how they are put together, and that they travel."""

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import her2model as h2
from her2model.errors import (
    FigureError,
    FormatError,
    Her2ModelError,
    InputError,
    LimitError,
    ModelError,
    Problem,
    RuleError,
    UnknownName,
    did_you_mean,
    in_our_words,
    shown,
)

INPUT_ERRORS = [FigureError, FormatError, ModelError, RuleError, UnknownName]


@pytest.mark.parametrize("kind", INPUT_ERRORS)
def test_what_was_given_wrong_is_a_value_error(kind: type[InputError]) -> None:
    assert issubclass(kind, InputError)
    assert issubclass(kind, ValueError)
    assert issubclass(kind, Her2ModelError)


def test_a_limit_is_not_the_input_s_fault() -> None:
    assert issubclass(LimitError, RuntimeError)
    assert issubclass(LimitError, Her2ModelError)
    assert not issubclass(LimitError, InputError)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("", "it is empty"), "it is empty"),
        (Problem("a.yaml", "it is empty"), "a.yaml: it is empty"),
        (Problem("a.yaml: b", "it is empty", line=3), "a.yaml: b (line 3): it is empty"),
        (Problem("a.yaml", "it is empty", "fill it"), "a.yaml: it is empty; fill it"),
        (Problem("", "it is empty", "fill it"), "it is empty; fill it"),
    ],
)
def test_sentence_of_a_problem(problem: Problem, sentence: str) -> None:
    assert str(problem) == sentence


def test_one_sentence() -> None:
    error = ModelError("it is empty", where="a.yaml", hint="fill it", line=2)
    assert str(error) == "a.yaml (line 2): it is empty; fill it"
    assert error.problems == (Problem("a.yaml", "it is empty", "fill it", 2),)
    assert (error.where, error.hint) == ("a.yaml", "fill it")


def test_several_sentences_one_on_each_line() -> None:
    error = ModelError(Problem("a.yaml", m) for m in ("this is wrong", "that is wrong"))
    assert str(error).split("\n") == ["a.yaml: this is wrong", "a.yaml: that is wrong"]
    assert error.where == "a.yaml"
    assert error.hint == ""


@pytest.mark.parametrize("kind", [InputError, *INPUT_ERRORS])
def test_errors_travel_between_processes(kind: type[InputError]) -> None:
    error = kind([Problem("a", "b", "c", 4), Problem("d", "e")])
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert again.problems == error.problems
        assert str(again) == str(error)


def test_problems_are_values() -> None:
    problem = Problem("a", "b")
    assert problem == Problem("a", "b")
    assert len({problem, Problem("a", "b"), Problem("a", "c")}) == 2
    with pytest.raises(AttributeError):
        problem.where = "c"  # type: ignore[misc]


def test_unknown_name_offers_the_nearest() -> None:
    error = UnknownName.of("drug", "lapatinb", ["lapatinib", "trastuzumab"], "her2-resistance")
    assert str(error) == "her2-resistance: 'lapatinb' is not a drug; did you mean 'lapatinib'?"


def test_unknown_name_that_is_near_to_none_lists_the_choice() -> None:
    assert str(UnknownName.of("alteration", "xyz", ["PTEN loss"])) == (
        "'xyz' is not an alteration; there are PTEN loss"
    )
    assert UnknownName.of("drug", "xyz", []).hint == "there is none here"
    many = [f"drug{i}" for i in range(20)]
    assert UnknownName.of("drug", "?", many).hint.endswith("drug11 and 8 more")


@pytest.mark.parametrize(
    ("given", "known", "hint"),
    [
        ("PIP33", ["PIP2", "PIP3"], "did you mean 'PIP3'?"),
        ("lapatinib", ["Lapatinib"], "did you mean 'Lapatinib'?"),
        ("akt", ["AKT", "PI3K"], "did you mean 'AKT'?"),
        ("CDK", ["CDK2", "CDK4", "RB"], "did you mean 'CDK4' or 'CDK2'?"),
        ("zzz", ["PIP3"], ""),
        ("", ["PIP3"], ""),
        ("PIP3", [], ""),
    ],
)
def test_did_you_mean(given: str, known: list[str], hint: str) -> None:
    assert did_you_mean(given, known) == hint


@given(st.text(), st.lists(st.text(min_size=1), max_size=8))
def test_suggestions_are_among_the_known(name: str, known: list[str]) -> None:
    hint = did_you_mean(name, known)
    assert hint == "" or any(repr(k) in hint for k in known)


@given(st.sampled_from(["AKT", "PI3K", "trastuzumab", "everolimus"]), st.randoms())
def test_one_slip_of_the_pen_is_understood(name: str, random: Any) -> None:
    letters = list(name)
    i = random.randrange(len(letters))
    letters[i] = random.choice("abcxyz")
    assert did_you_mean("".join(letters), [name, "zzzzzzzz"]) == f"did you mean {name!r}?"


def test_a_very_long_name_is_no_trouble() -> None:
    assert did_you_mean("x" * 10_000_000, ["x" * 190]) != ""


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_values_are_shown_short(value: Any) -> None:
    assert len(shown(value)) <= 60


def test_an_unforeseen_refusal_still_is_a_sentence() -> None:
    error = {"type": "something_new", "loc": ("a",), "msg": "Boo!", "input": {"b": 1}}
    assert in_our_words(error, lambda loc: ()) == (("a",), "{'b': 1} will not do here", "")


def screened() -> h2.Screen:
    found = h2.screen("Sahin2009", max_size=1)
    assert isinstance(found, h2.Screen)
    return found


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (lambda: h2.load("A, B\n", format=3), "format=3 is no text"),  # type: ignore[arg-type]
        (lambda: h2.load("Sahin2009", foo=1), "load has no argument 'foo'; there are"),
        (lambda: h2.save("Sahin2009", "x.bnet"), "'Sahin2009' is not a model; give what load"),  # type: ignore[arg-type]
        (lambda: h2.time_course(h2.simulate("Sahin2009"), "p27"), r"give a list: species=\['p27'"),
        (lambda: screened().word("EGF"), r"give a list: knockouts=\['EGF'"),
        (lambda: h2.screen("Sahin2009", max_seconds=10**400), "is no time; give seconds"),
        (lambda: h2.count_trap_spaces("Sahin2009", seed=1.5), "seed=1.5 is no whole number"),  # type: ignore[arg-type]
    ],
)
def test_arguments_of_the_wrong_kind_are_told_in_a_sentence(question: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        question()


@pytest.mark.parametrize(
    "question",
    [
        lambda: h2.simulate("her2-resistance", drugs=["lapatinb"]),
        lambda: h2.simulate("her2-resistance", alterations=["PTEN los"]),
        lambda: h2.simulate("her2-resistance", knockouts=["PTN"]),
        lambda: h2.simulate("her2-resistence"),
    ],
)
def test_names_in_questions_are_checked(question: Any) -> None:
    with pytest.raises(UnknownName, match=r"did you mean '.+'\?$"):
        question()
