"""Shipped models as they are once read, merged and checked, so that nobody has to wait for that.

Beside the curated files stand such results, as JSON with the SHA-256 of every file that went into
them. Where one of those has changed, the result is passed over and the curated files are read.
``docs/tables.py`` writes them, and a test makes them anew. Only parts of a model are built from
them: nothing in them is executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from her2model.model import parts
from her2model.model.expressions import And, Atom, Expression, Or
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Part
from her2model.model.records import shipped_folder
from her2model.model.rules import Rule

__all__ = ["read_resolved", "resolved_path", "resolved_text"]

_PARTS: Mapping[str, type[Part]] = {
    name: kind
    for name, kind in vars(parts).items()
    if isinstance(kind, type) and issubclass(kind, Part)
}


def resolved_path(path: Path) -> Path:
    """Return where the result of a shipped model stands."""
    folder = shipped_folder()
    return (folder / "resolved" / path.relative_to(folder)).with_suffix(".json")


def read_resolved(path: Path) -> Model | None:
    """Return a shipped model from its stored result; None where that is missing or out of date."""
    try:
        data = json.loads(resolved_path(path).read_bytes(), object_hook=_built)
        files = data.pop("files")
        if any(_digest_of(shipped_folder() / file) != digest for file, digest in files.items()):
            return None
    except (OSError, ValueError, LookupError, TypeError):
        return None
    model = object.__new__(Model)
    vars(model).update({k: _frozen(v) for k, v in data.items()})
    return model


def resolved_text(model: Model, files: Iterable[Path]) -> str:
    """Write a model, and what was read for it, as the text of its stored result.

    Parameters
    ----------
    model
        A shipped model.
    files
        The model's own file and those that it extends.
    """
    folder = shipped_folder()
    digests = {str(f.relative_to(folder).as_posix()): _digest_of(f) for f in sorted(files)}
    data = {"files": digests, "digest": model.digest}
    data |= {f.name: _plain(getattr(model, f.name)) for f in fields(model)}
    data["functions"] = _plain(model.functions)
    return "{\n" + ",\n".join(f"{json.dumps(k)}: {_lines(v)}" for k, v in data.items()) + "\n}\n"


def _lines(value: Any) -> str:
    """Write a value; of a long one each entry on a line of its own, for who compares versions."""
    if isinstance(value, dict) and value.keys() == {"map"}:
        return f'{{"map": {_lines(value["map"])}}}'
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_written, value)) + "\n]"
    return _written(value)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return {"part": type(value).__name__, **{k: _plain(v) for k, v in _set(value)}}
    if isinstance(value, FrozenMap):
        return {"map": [[k, _plain(v)] for k, v in value.items()]}
    if isinstance(value, Rule):
        return {"rule": _told(value.expression)}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


def _set(part: Part) -> Iterator[tuple[str, Any]]:
    """Yield the fields that are not what they are by default."""
    for name, about in type(part).model_fields.items():
        value = getattr(part, name)
        if about.is_required() or value != about.default:
            yield name, value


def _told(e: Expression) -> list[Any]:
    if isinstance(e, Atom):
        return [e.name, e.value]
    return ["&" if isinstance(e, And) else "|", *map(_told, e.terms)]


def _built(row: dict[str, Any]) -> Any:
    """Make a part, a mapping or a rule of one object of the file."""
    if "part" in row:
        kind = _PARTS[row.pop("part")]
        return kind.model_construct(**{k: _frozen(v) for k, v in row.items()})
    if "map" in row:
        return FrozenMap((k, _frozen(v)) for k, v in row["map"])
    if "rule" in row:
        return Rule(_expression(row["rule"]))
    return row


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _expression(row: list[Any]) -> Expression:
    first, *rest = row
    if first not in ("&", "|"):
        return Atom(first, rest[0])
    return (And if first == "&" else Or)(tuple(map(_expression, rest)))
