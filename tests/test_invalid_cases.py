"""Every invalid file gets its sentences: the error's class, the place, the words, what to do.

The stored cases are in ``cases/invalid``; what is too large, or is no file, is made here.
"""

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import her2model as h2
from her2model.cli import main
from her2model.errors import FigureError, InputError, ModelError
from her2model.library import load
from her2model.model import strict_yaml
from her2model.model.entities import Entities, read_entities
from her2model.model.figures import read_figure
from her2model.model.files import read_text

INVALID = Path(__file__).parent / "cases" / "invalid"
FOREIGN = ("Input should", "pydantic", "type=", "Traceback", "<class", "object at", "boolean.py")


def entities_of(path: Path) -> Entities:
    text = read_text(path, error=ModelError)
    return read_entities(strict_yaml.parse(text, path.name, error=ModelError))


READERS: dict[str, Callable[[Path], Any]] = {
    "models": load,
    "records": read_figure,
    "entities": entities_of,
}
EXPECTED: dict[tuple[str, str], dict[str, Any]] = {
    (kind, name): expected
    for kind in READERS
    for name, expected in yaml.safe_load(
        (INVALID / kind / "expectations.yaml").read_text(encoding="utf-8")
    ).items()
}


def refusal_of(read: Callable[[Path], Any], path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read(path)
    return caught.value


def check_form(error: InputError) -> None:
    """One sentence for each problem, in our own words, and nothing of what happened inside."""
    lines = str(error).split("\n")
    assert len(lines) == len(error.problems)
    assert len(set(lines)) == len(lines)
    for line, problem in zip(lines, error.problems, strict=True):
        assert not any(words in line for words in FOREIGN)
        assert "\r" not in line
        assert len(line) < 500
        assert problem.where
        assert problem.message
        assert not problem.message.endswith((".", ";", " "))
        assert not problem.hint.endswith((".", ";", " "))
    shown = "".join(traceback.format_exception(error))
    assert shown.count("Traceback (most recent call last)") == 1


def test_there_are_cases_for_every_file_and_files_for_every_case() -> None:
    stored = {
        (kind, path.name)
        for kind in READERS
        for path in (INVALID / kind).iterdir()
        if path.name != "expectations.yaml"
    }
    assert stored == set(EXPECTED)
    assert len(stored) >= 60


@pytest.mark.parametrize(("kind", "name"), EXPECTED, ids=lambda value: value)
def test_refusal(kind: str, name: str) -> None:
    path = INVALID / kind / name
    expected = EXPECTED[kind, name]
    error = refusal_of(READERS[kind], path)
    assert type(error).__name__ == expected["error"]
    found = []
    for p in error.problems:
        where = p.where.replace(str(path), name)
        assert where.startswith(name) or name.startswith("extends")
        where = where.removeprefix(name).removeprefix(": ")
        row = {"where": where, "line": p.line, "says": p.message, "hint": p.hint}
        found.append({k: v for k, v in row.items() if v})
    assert found == expected["problems"]
    check_form(error)


@pytest.mark.parametrize("name", [name for kind, name in EXPECTED if kind == "models"])
def test_command_line_ends_with_the_sentences_and_code_2(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = INVALID / "models" / name
    with pytest.raises(SystemExit) as caught:
        main(["show", str(path)])
    out, err = capsys.readouterr()
    assert caught.value.code == 2
    assert out == ""
    assert err == f"{refusal_of(load, path)}\n"


def model_with_rule(rule: str) -> str:
    """A model of A, B and C in which only the rule of C is special."""
    return (
        "format: her2model/1\nname: small\n"
        "species: {A: {kind: gene, initial: 1}, B: {kind: gene, initial: 0}, C: {kind: gene}}\n"
        "interactions: {A -> C: , B -> C: }\n"
        f"rules: {{C: '{rule}'}}\n"
    )


def model_file(folder: Path, text: str) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("around", [("(" * 10_000, ")" * 10_000), ("not not " * 10_000, "")])
def test_signs_that_change_nothing_may_be_many(tmp_path: Path, around: tuple[str, str]) -> None:
    path = model_file(tmp_path, model_with_rule(f"{around[0]}A{around[1]} and B"))
    assert load(path).functions["C"].text == "A and B"


def test_rule_that_is_very_long(tmp_path: Path) -> None:
    path = model_file(tmp_path, model_with_rule("A or " * 100_000 + "B"))
    error = refusal_of(load, path)
    assert "small.yaml: rules.C (line 5): the rule has more than 100,000 literals" in str(error)
    check_form(error)


def test_rule_with_too_many_implicants_names_its_place(tmp_path: Path) -> None:
    names = [f"A{i}" for i in range(26)]
    pairs = [f"({a} or {b})" for a, b in zip(names[::2], names[1::2], strict=True)]
    species = ", ".join(f"{n}: {{kind: gene, initial: 0}}" for n in names)
    arrows = ", ".join(f"{n} -> C: " for n in names)
    path = model_file(
        tmp_path,
        f"format: her2model/1\nname: small\nspecies: {{C: {{kind: gene}}, {species}}}\n"
        f"interactions: {{{arrows}}}\n"
        f"rules: {{C: '{' and '.join(pairs)} or A0 and not A0'}}\n",
    )
    with pytest.raises(h2.LimitError, match=r"small\.yaml: rules\.C: .* 5,000 prime implicants"):
        load(path)


@pytest.mark.parametrize("kind", READERS)
def test_large_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.write(b"format: her2model/1\n")
        file.truncate(100_000_000)  # a hole: nothing is stored for it
    error = refusal_of(READERS[kind], path)
    assert error.problems[0].message == (
        "the file has 100,000,000 bytes and at most 4,000,000 are read"
    )
    check_form(error)


@pytest.mark.parametrize("kind", READERS)
def test_other_encoding(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes("---\ntitle: Ramón\n".encode("latin-1"))
    error = refusal_of(READERS[kind], path)
    assert str(error) == f"{path} (line 2): byte 14 is not UTF-8; save the file as UTF-8"
    check_form(error)


@pytest.mark.parametrize("kind", READERS)
def test_folder_instead_of_a_file(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "model.yaml"
    folder.mkdir()
    error = refusal_of(READERS[kind], folder)
    assert str(error) == f"{folder}: this is a folder; give one of the files in it"
    assert type(error) is (FigureError if kind == "records" else ModelError)


@pytest.mark.parametrize("kind", READERS)
def test_missing_file(tmp_path: Path, kind: str) -> None:
    error = refusal_of(READERS[kind], tmp_path / "none.yaml")
    assert str(error) == f"{tmp_path / 'none.yaml'}: there is no such file"


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("name", ["below.yaml/x.yaml", "x" * 300 + ".yaml"])
def test_path_that_cannot_be(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / "below.yaml").write_text("a file")
    error = refusal_of(READERS[kind], tmp_path / name)
    assert "cannot be read (" in error.problems[0].message
    check_form(error)


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b", "a\0b.yaml", ""])
def test_name_that_cannot_be(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load(name)
    assert len(str(caught.value)) < 500


def test_nul_in_the_path_of_a_record() -> None:
    assert "cannot be read" in str(refusal_of(read_figure, Path("a\0b.md")))


def test_endless_link(tmp_path: Path) -> None:
    path = tmp_path / "round.yaml"
    path.symlink_to(path)
    assert "cannot be read (" in str(refusal_of(load, path))


def test_record_folder_tells_of_all_its_files(tmp_path: Path) -> None:
    for name in ("empty.md", "figid-missing.md", "key-twice.md"):
        (tmp_path / name).write_bytes((INVALID / "records" / name).read_bytes())
    twice = "---\nfigid: f\npmcid: p\ncaption: c\n---\n"
    (tmp_path / "x.md").write_text(twice)
    (tmp_path / "y.md").write_text(twice)
    with pytest.warns(h2.FigureWarning) as told:
        assert list(h2.read_figures(tmp_path)) == ["f"]
    said = [str(w.message) for w in told]
    names = ["empty.md", "figid-missing.md", "key-twice.md", "y.md"]
    assert [text.partition(":")[0].partition(" (")[0] for text in said] == names
    assert said[-1] == "y.md: the figure f is here twice; the record is left out"
    for name in "xy":
        (tmp_path / f"{name}.md").unlink()
    error = refusal_of(h2.read_figures, tmp_path)
    assert [p.where for p in error.problems] == names[:3]
    check_form(error)


def test_record_folder_that_is_none(tmp_path: Path) -> None:
    assert "there is no such folder" in str(refusal_of(h2.read_figures, tmp_path / "none"))


def test_parents_are_read_once_each(tmp_path: Path) -> None:
    """Thirty floors of two models that each extend both below: 2^30 readings, were it naive."""
    model = "species: {A: {kind: gene, initial: 1}, B: {kind: gene}}\ninteractions: {A -> B: }\n"
    for i in range(30):
        for side in "lr":
            below = f"extends: [l{i - 1}.yaml, r{i - 1}.yaml]\n" if i else ""
            text = f"format: her2model/1\nname: {side}{i}\n{below}{model}"
            (tmp_path / f"{side}{i}.yaml").write_text(text)
    assert load(tmp_path / "l29.yaml").parents == ("l28", "r28")


def test_sentences_read_as_sentences() -> None:
    """Words are spelt out: no names of Python's types, and nobody is shouted at."""
    for (kind, name), expected in EXPECTED.items():
        for problem in expected["problems"]:
            said = re.sub("'[^']*'", "", f"{problem['says']}; {problem.get('hint', '')}")
            assert not re.search(r"!|__|\b(dict|str|int|NoneType|tuple)\b", said), (kind, name)


def target_within_a_file(folder: Path) -> Path:
    (folder / "file").write_text("a file")
    return folder / "file" / "model.yaml"


def target_that_is_a_folder(folder: Path) -> Path:
    (folder / "model.yaml").mkdir()
    return folder / "model.yaml"


def target_in_a_missing_folder(folder: Path) -> Path:
    return folder / "none" / "model.yaml"


def target_that_is_read_only(folder: Path) -> Path:
    path = folder / "model.yaml"
    path.write_text("kept")
    path.chmod(0o444)
    return path


def target_with_too_long_a_name(folder: Path) -> Path:
    return folder / ("x" * 300 + ".yaml")


def target_with_a_nul(folder: Path) -> Path:
    return folder / "a\0b.yaml"


@pytest.mark.parametrize(
    "target",
    [
        target_within_a_file,
        target_that_is_a_folder,
        target_in_a_missing_folder,
        target_that_is_read_only,
        target_with_too_long_a_name,
        target_with_a_nul,
    ],
)
def test_target_that_cannot_be_written(tmp_path: Path, target: Callable[[Path], Path]) -> None:
    """None of these can be written to by anyone, root included."""
    path = target(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    model = load("PMC7464074")
    error = refusal_of(lambda p: h2.save(model, p), path)
    assert type(error) is InputError
    assert re.match(r"cannot be written \(.+\)$|this is a folder$", error.problems[0].message)
    assert error.hint
    check_form(error)
    assert sorted(tmp_path.rglob("*")) == before
    if target is target_that_is_read_only:
        assert path.read_text() == "kept"
        assert "the file is read-only" in str(error)
