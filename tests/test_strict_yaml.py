"""YAML in and out: strict, with lines, within limits."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from her2model.errors import FigureError, InputError
from her2model.model import strict_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER_LIKE = st.from_regex(r"\A[-+]?[0-9.eE+_:x-]{1,8}\Z")
PRINTABLE = TEXT.filter(lambda t: not strict_yaml._CONTROL.search(t))


# -- meaning ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1", 1),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.5e3", 1500.0),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        # what YAML 1.1 takes for something else
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("y", "y"),
        ("14:33", "14:33"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("017", "017"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-11-21", "2026-11-21"),
        ("<<", "<<"),
        ("=", "="),
        ("HER2 and not PTEN", "HER2 and not PTEN"),
        ("HER2 & !PTEN", "HER2 & !PTEN"),
        # quoted is text
        ("'1'", "1"),
        ('"true"', "true"),
        ("''", ""),
        ("! 1", 1),
        ("|\n  1\n", "1\n"),
        (">-\n  a\n  b\n", "a b"),
        ("99999999999999999999999", "99999999999999999999999"),
    ],
)
def test_scalars(written: str, meant: Any) -> None:
    found = strict_yaml.parse(f"key: {written}").data["key"]
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize("key", ["NO", "1", "true", "null", "~", "14:33", "<<", "é", "a b"])
def test_keys_are_text(key: str) -> None:
    assert strict_yaml.parse(f"{key}: 1").data == {key: 1}


def test_plain_text_keeps_each_scalar_as_written() -> None:
    found = strict_yaml.parse("[1, 0.50, true, 1e5, NO, '~', ~, ]", plain_text=True).data
    assert found == ["1", "0.50", "true", "1e5", "NO", "~", None]


def test_a_comment_cannot_cut_a_plain_text_short() -> None:
    assert strict_yaml.parse("a: b #1 c").data == {"a": "b"}
    for text in ("a: b #1 c", "a: b\t#", "- b # c", "a: # b"):
        with pytest.raises(InputError, match="a '#' cuts the text short; put the text in quotes"):
            strict_yaml.parse(text, plain_text=True)
    kept = {"a": "b #1", "c": "d#1"}
    assert strict_yaml.parse("# c\na: 'b #1'\nc: d#1\n# d", plain_text=True).data == kept


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    "form", ["a: b{}c", "a: 'b{}c'", 'a: "b{}c"', "a: |-\n  b{}c", "{{a: b{}c}}"]
)
def test_separators_of_lines_are_text(separator: str, form: str) -> None:
    """As in YAML 1.2; PyYAML would end the line there, and fold or drop what it ended."""
    assert strict_yaml.parse(form.format(separator)).data == {"a": f"b{separator}c"}
    assert strict_yaml.parse(form.format(f" {separator} ")).data == {"a": f"b {separator} c"}


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("form", ["a: b{}c", "a: 'b{}c'", 'a: "b{}c"'])
def test_separators_of_lines_in_records(separator: str, form: str) -> None:
    """The writer of the records takes them for ends of lines, and indents what follows."""
    for written in (separator, f"{separator}  ", f" {separator}"):
        found = strict_yaml.parse(form.format(written), plain_text=True).data
        assert found == {"a": f"b{separator}c"}
    if separator != "\x85":  # which PyYAML folds to a blank
        text = form.format(f"{separator}  ")
        assert strict_yaml.parse(text, plain_text=True).data == yaml.safe_load(text)


def test_separators_beside_private_characters() -> None:
    text = "\ue000\u2028\ue001\x85"
    assert strict_yaml.parse(f"a: '{text}'").data == {"a": text}


# -- strictness and lines ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice"),
        ("a: 1\n'a': 3\n", 2, "the key 'a' stands twice"),
        ("1: a\n'1': b\n", 2, "the key '1' stands twice"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", 4, "x.yaml: a (line 4): the key 'b' stands twice"),
        ("- {b: 1, b: 2}\n", 1, "x.yaml: [0] (line 1): the key 'b' stands twice"),
        ("a: &b c\n", 1, "'&b' is an anchor to YAML"),
        ("a: &b\n  - c\n", 1, "'&b' is an anchor to YAML"),
        ("a:\n  - *b\n", 2, "aliases (*name) are not read"),
        ("a: !b c\n", 1, "'!b' is a tag to YAML"),
        ("a: !!int 1\n", 1, "'tag:yaml.org,2002:int' is a tag to YAML"),
        ("a: !!python/name:os.system\n", 1, "'tag:yaml.org,2002:python/name:os.system' is a tag"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins here"),
        ("--- 1\n--- 2\n", 2, "a second document begins here"),
        ("{a: 1}: 2\n", 1, "a key must be plain text"),
        ("a: [1\nb: 2\n", 2, "not valid YAML"),
        ("a:\n\tb: 1\n", 2, "indent with blanks, not with tabs"),
        ("a: b: c\n", 1, "put a text that holds ': ' in quotes"),
        ("a: 1\nb: \x00\n", 2, "the control character U+0000 is not text"),
        ("a: 1\n\n\nb: \x1b[31m\n", 4, "the control character U+001B is not text"),
        ("a: '\ud800'\n", 1, "the control character U+D800 is not text"),
    ],
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_refused(
    text: str, line: int, said: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict_yaml, "_Loader", getattr(yaml, loader))
    with pytest.raises(FigureError) as caught:
        strict_yaml.parse(text, "x.yaml", error=FigureError)
    assert said in str(caught.value)
    assert caught.value.problems[0].line == line
    assert "\n" not in str(caught.value)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(InputError, match=r"\(line 2\): not valid YAML"):
        strict_yaml.parse('a: 1\nb: "\\ud800"\n')


def test_billion_laughs_are_refused_at_the_first_anchor() -> None:
    lines = ["a: &a [lol, lol]"] + [
        f"{y}: &{y} [*{x}, *{x}]" for x, y in zip("abc", "bcd", strict=True)
    ]
    with pytest.raises(InputError, match=r"\(line 1\): '&a' is an anchor"):
        strict_yaml.parse("\n".join(lines))


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "{b: " * 100_000, "- " * 100_000])
def test_depth_is_bounded(text: str) -> None:
    with pytest.raises(InputError, match="nested more than 40 deep"):
        strict_yaml.parse(text)


def test_depth_within_the_bound() -> None:
    data: Any = strict_yaml.parse("[" * 40 + "]" * 40).data
    for _ in range(39):
        (data,) = data
    assert data == []
    with pytest.raises(InputError, match="nested more than 40 deep"):
        strict_yaml.parse("[" * 41 + "]" * 41)


def test_number_of_values_is_bounded() -> None:
    with pytest.raises(InputError, match="more than 400,000 values"):
        strict_yaml.parse("[" + "1," * 400_001 + "]")


@pytest.mark.parametrize("text", ["", "\n", "# a comment\n", "---\n", "~"])
def test_nothing_is_none(text: str) -> None:
    assert strict_yaml.parse(text).data is None


def test_lines_of_paths() -> None:
    document = strict_yaml.parse("a:\n  - b\n  - c: 1\n\n    d: 2\ne: {f: 3}\n", "x.yaml")
    assert document.lines == {
        ("a",): 1,
        ("a", 0): 2,
        ("a", 1): 3,
        ("a", 1, "c"): 3,
        ("a", 1, "d"): 5,
        ("e",): 6,
        ("e", "f"): 6,
    }
    assert document.line(("a", 1, "d", "deeper", 5)) == 5
    assert document.line(("nowhere",)) is None
    assert str(document.problem(("a", 1, "d"), "it is wrong")) == (
        "x.yaml: a[1].d (line 5): it is wrong"
    )


@pytest.mark.parametrize(
    ("source", "path", "words"),
    [
        ("x.yaml", (), "x.yaml"),
        ("x.yaml", ("a", 0, "b"), "x.yaml: a[0].b"),
        ("", ("a", "b"), "a.b"),
        ("x.yaml", (3,), "x.yaml: [3]"),
        ("", (), ""),
    ],
)
def test_place(source: str, path: tuple[str | int, ...], words: str) -> None:
    assert strict_yaml.place(source, path) == words


# -- round trip -------------------------------------------------------------------------------

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | PRINTABLE | NUMBER_LIKE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_what_is_written_is_read_back(data: Any) -> None:
    assert strict_yaml.parse(strict_yaml.dump(data)).data == data


@given(st.lists(PRINTABLE | NUMBER_LIKE, min_size=1, max_size=4))
def test_other_readers_read_the_same_text(texts: list[str]) -> None:
    assert yaml.safe_load(strict_yaml.dump(texts)) == texts


def test_a_list_that_is_there_twice_is_written_twice() -> None:
    shared = ["a"]
    assert strict_yaml.parse(strict_yaml.dump([shared, shared])).data == [["a"], ["a"]]


NUMBERS_OF_YAML_1_2 = (
    r"[-+]?[0-9]{1,5}|0o[0-7]{1,4}|0x[0-9a-fA-F]{1,4}|[-+]?(\.[0-9]{1,3}|[0-9]{1,3}(\.[0-9]{0,3})?)"
    r"([eE][-+]?[0-9]{1,3})?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
WORDS_OF_YAML = (
    "1e3 0o14 0x1F 1_000 0b11 017 12:30:45 1:30 y N yes Off ~ null NULL True = << 2026-11-28 +.5"
)


@given(st.from_regex(NUMBERS_OF_YAML_1_2, fullmatch=True) | st.sampled_from(WORDS_OF_YAML.split()))
def test_text_that_others_read_as_something_else_is_written_in_quotes(text: str) -> None:
    """YAML 1.2, section 10.3.2, and the types of YAML 1.1: quoted, each reads it as text."""
    written = strict_yaml.dump({"label": text, text: "x"})  # a number could look like the text
    scalars = [e for e in yaml.parse(written) if isinstance(e, yaml.ScalarEvent)]
    assert [e.style for e in scalars if e.value == text] == ["'", "'"]
    assert strict_yaml.parse(written).data == {"label": text, text: "x"}
