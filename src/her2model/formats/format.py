"""What a file format is to this library, and saying aloud what it cannot carry.

A :class:`Format` reads, writes or does both. It names the contents of a model that it can carry;
whatever else a model has is told of in one line each, as a :class:`ConversionWarning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from her2model.model.entities import Entities
from her2model.model.model import Model

__all__ = [
    "CONTENTS",
    "NAME_MAP",
    "SPECIES_AND_ARROWS",
    "ConversionWarning",
    "Format",
    "Reading",
    "Written",
    "counted",
    "listed",
    "losses",
]

NAME_MAP = ".names.tsv"
"""What is added to the name of a file for the name map beside it."""


class ConversionWarning(UserWarning):
    """Something that a file format cannot carry, or that reading it had to decide."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A model read from a foreign file, and what was decided on the way, a sentence each."""

    model: Model
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A model in a foreign format, and the losses, a sentence each.

    Parameters
    ----------
    files
        ``""`` is the file itself, :data:`NAME_MAP` the name map beside it (``x.bnet.names.tsv``);
        any other key takes the place of the file's suffix (``.cfg`` beside ``x.bnd``).
    notes
        What the format cannot carry.
    """

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()

    def paths(self, path: Path) -> dict[Path, bytes]:
        """Return the contents by path, where the file itself is to be ``path``."""
        return {
            path.with_name(path.name + key)
            if key in ("", NAME_MAP)
            else path.with_suffix(key): data
            for key, data in self.files.items()
        }


@dataclass(frozen=True)
class Format:
    """A file format.

    Parameters
    ----------
    name, suffixes
        What it is called, and how the names of its files end.
    carries
        Which of :data:`CONTENTS` it can carry.
    reader
        From the text and the path of a file to a :class:`Reading`.
    writer
        From a model and the table of entities to a :class:`Written`; None where it is only read.
    opener
        In place of a reader, from the bytes of a file that is no text. A format that has neither is
        only written.
    about
        What it is for, in a sentence.
    """

    name: str
    suffixes: tuple[str, ...]
    about: str
    carries: frozenset[str]
    reader: Callable[[str, Path], Reading] | None = None
    writer: Callable[[Model, Entities | None], Written] | None = None
    opener: Callable[[bytes, Path], Reading] | None = None

    @property
    def is_read(self) -> bool:
        """Whether files of this format can be read."""
        return bool(self.reader or self.opener)

    def __post_init__(self) -> None:
        unknown = sorted(self.carries - set(CONTENTS))
        if unknown:
            raise ValueError(f"{self.name} carries what no model has: {', '.join(unknown)}")


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: ``1 claim``, ``3 claims``."""
    plural = noun if noun == "species" else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def listed(names: Iterable[str], most: int = 8) -> str:
    """Join names with commas; where there are many, the first few and how many more."""
    names = list(names)
    text = ", ".join(names[:most])
    return f"{text} and {len(names) - most} more" if len(names) > most else text


def _species_with(model: Model, field: str) -> int:
    return sum(bool(getattr(s, field)) for s in model.species.values())


def _labels(model: Model) -> str:
    changed = sum(s.name != s.id for s in model.species.values())
    return f"the printed names of {counted(changed, 'species')}" if changed else ""


def _compartments(model: Model) -> str:
    number = _species_with(model, "compartment")
    return f"the compartments of {counted(number, 'species')}" if number else ""


def _kinds(model: Model) -> str:
    other = sum(s.kind != "protein" for s in model.species.values())
    return f"the kinds (drug, ligand, …) of {counted(other, 'species')}" if other else ""


def _identifiers(model: Model) -> str:
    number = sum(bool(s.entity or s.members) for s in model.species.values())
    return f"the identifiers of {counted(number, 'species')}" if number else ""


def _meanings(model: Model) -> str:
    all_of, number = model.species.values(), _species_with(model, "meaning")
    what = "the levels mean" if any(s.levels != 1 and s.meaning for s in all_of) else "1 means"
    return f"what {what} for {counted(number, 'species')}" if number else ""


def _level_names(model: Model) -> str:
    number = sum(not isinstance(s.levels, int) for s in model.species.values())
    return f"the names of the levels of {counted(number, 'species')}" if number else ""


def _initial(model: Model) -> str:
    return f"the initial values of {counted(len(model.inputs), 'input')}" if model.inputs else ""


def _named(model: Model) -> str:
    names = model.named_only
    if not names:
        return ""
    return f"{counted(len(names), 'species')} without arrows ({listed(names)})"


def _rules(model: Model) -> str:
    return f"the rules of {counted(len(model.rules), 'species')}" if model.rules else ""


def _reasons(model: Model) -> str:
    number = sum(bool(r.why) for r in model.rules.values())
    return f"the reasons of {counted(number, 'rule')}" if number else ""


def _evidence(model: Model) -> str:
    number = sum(bool(i.evidence) for i in model.interactions.values())
    return f"the evidence of {counted(number, 'arrow')}" if number else ""


def _mechanisms(model: Model) -> str:
    number = sum(bool(i.mechanism) for i in model.interactions.values())
    return f"the mechanisms of {counted(number, 'arrow')}" if number else ""


def _notes(model: Model) -> str:
    noted = [s.note for s in model.species.values()] + [i.note for i in model.interactions.values()]
    number = sum(bool(n) for n in noted)
    return f"the notes on {number} species and arrows" if number else ""


def _readouts(model: Model) -> str:
    return "the readouts" if model.readouts else ""


def _publication(model: Model) -> str:
    has = {
        "title": model.title,
        "description": model.description,
        "figure": model.figure,
        "source": model.source,
        "curators": model.curators,
        "date": model.date,
    }
    given = [name for name, value in has.items() if value]
    return f"the {listed(given)} of the model" if given else ""


_COUNTS: dict[str, Callable[[Model], str]] = {
    "rules": _rules,
    "levels": lambda m: f"the levels of {counted(len(m.levels), 'species')}" if m.levels else "",
    "level names": _level_names,
    "signs": lambda m: f"the signs of {counted(len(m.interactions), 'arrow')}",
    "initial values": _initial,
    "labels": _labels,
    "kinds": _kinds,
    "compartments": _compartments,
    "identifiers": _identifiers,
    "meanings": _meanings,
    "species without arrows": _named,
    "evidence": _evidence,
    "mechanisms": _mechanisms,
    "notes": _notes,
    "reasons of rules": _reasons,
    "alterations": lambda m: counted(len(m.alterations), "alteration") if m.alterations else "",
    "claims": lambda m: counted(len(m.claims), "claim") if m.claims else "",
    "readouts": _readouts,
    "untreated state": lambda m: "which attractor is the untreated tumour's" if m.untreated else "",
    "absent arrows": lambda m: counted(len(m.absent), "absent arrow") if m.absent else "",
    "words": lambda m: (
        f"what {counted(len(m.words), 'word')} of the figure mean" if m.words else ""
    ),
    "waived sentences": lambda m: counted(len(m.waived), "waived sentence") if m.waived else "",
    "publication": _publication,
}
CONTENTS = tuple(_COUNTS)
"""What a model can hold, in the order in which losses are told."""
SPECIES_AND_ARROWS = frozenset(
    {
        "rules",
        "signs",
        "initial values",
        "labels",
        "kinds",
        "compartments",
        "identifiers",
        "meanings",
        "species without arrows",
        "evidence",
        "mechanisms",
        "notes",
        "reasons of rules",
    }
)
"""What a format can carry that keeps attributes of species and arrows."""


def losses(model: Model, name: str, carries: Iterable[str]) -> tuple[str, ...]:
    """Say what of a model a format cannot carry, one sentence for each kind of content.

    Parameters
    ----------
    model
        The model that is written.
    name
        The format's name.
    carries
        Which of :data:`CONTENTS` the format carries.

    Examples
    --------
    >>> from her2model.formats.assembly import assemble
    >>> from her2model.formats.draft import Draft
    >>> from her2model.model.rules import Rule
    >>> model = assemble(Draft("tiny", {"B": Rule.parse("A")})).model
    >>> losses(model, "SIF", {"signs"})[0]
    'SIF does not carry the rules of 1 species'
    """
    return tuple(_losses(model, name, set(carries)))


def _losses(model: Model, name: str, carries: set[str]) -> Iterator[str]:
    for content, count in _COUNTS.items():
        what = "" if content in carries else count(model)
        if what:
            yield f"{name} does not carry {what}"
