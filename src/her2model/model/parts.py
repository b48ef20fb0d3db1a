"""The parts of a model: species, signed interactions with their evidence, alterations, claims.

Each is a frozen value, checked by itself when it is made. Names follow SBML-qual (Chaouiya et al.
2013, doi:10.1186/1752-0509-7-135) and SBGN-AF.
"""

from __future__ import annotations

import re
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from functools import cache
from typing import Annotated, Any, Generic, Literal, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    TypeAdapter,
    model_validator,
)
from pydantic_core import core_schema

from her2model.errors import InputError, ModelError, shown
from her2model.model.rules import Sign
from her2model.verdicts import UNTREATED, StartWord, ValueWord, Verdict

__all__ = [
    "ARROWS",
    "CONTRASTS",
    "Alteration",
    "Claim",
    "Conditions",
    "Evidence",
    "FrozenMap",
    "Interaction",
    "LevelRule",
    "Part",
    "Readouts",
    "RuleEntry",
    "Source",
    "Species",
    "Waiver",
    "WordNote",
    "arrow",
    "parse_arrow",
]

Basis = Literal["stated", "depicted", "inferred", "background"]
Supports = Literal["supports", "partial", "refutes"]
Kind = Literal[
    "receptor",
    "protein",
    "family",
    "complex",
    "variant",
    "lipid",
    "gene",
    "process",
    "drug",
    "ligand",
    "alteration",
    "phenotype",
]
Compartment = Literal["extracellular", "membrane", "cytosol", "nucleus", "outcome"]
MAX_LEVEL = 30
Contrast = Literal["raised", "lowered", "unchanged"]
CONTRASTS: tuple[Contrast, ...] = get_args(Contrast)
Bound = Annotated[str, Field(pattern=r"^(>=|<=|>|<|==)\s*\d{1,2}$")]
Activity = Annotated[int, Field(ge=0, le=MAX_LEVEL)]
"""A level; whether its species has it, the model checks."""

ARROWS: dict[str, Sign] = {"->": "activation", "-|": "inhibition", "-?": "dual"}
_SYMBOL = {sign: symbol for symbol, sign in ARROWS.items()}
_ARROW = re.compile(r"\s*(\S+)\s+(->|-\||-\?)\s+(\S+)\s*\Z")
MAX_ID = 200
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RESERVED = {"and", "or", "not", "true", "false", "none"}  # words of the rule language
_CURIE = re.compile(r"[A-Za-z][\w.]*:\S+\Z")

T = TypeVar("T")


class FrozenMap(Mapping[str, T], Generic[T]):
    """An ordered mapping that cannot be changed, so that it can be hashed and shared."""

    __slots__ = ("_items",)
    _items: dict[str, T]

    def __init__(self, items: Mapping[str, T] | Iterable[tuple[str, T]] = ()) -> None:
        object.__setattr__(self, "_items", dict(items))

    def __getitem__(self, key: str) -> T:
        found: T = self._items[key]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or what is given instead."""
        return self._items.get(key, default)

    def keys(self) -> KeysView[str]:
        """Return its keys, as of a dict."""
        return self._items.keys()

    def values(self) -> ValuesView[T]:
        """Return its values, as of a dict."""
        return self._items.values()

    def items(self) -> ItemsView[str, T]:
        """Return its keys with their values, as of a dict."""
        return self._items.items()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a FrozenMap cannot be changed")

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMap, (self._items,)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        value = handler.generate_schema(getattr(source, "__args__", (Any,))[0])
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.dict_schema(core_schema.str_schema(), value),
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
        )


class Part(BaseModel):
    """A piece of a model file: frozen, and refusing fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def each_of(cls, rows: Sequence[Mapping[str, Any]]) -> list[Self]:
        """Make many at once, each checked as one is.

        Raises
        ------
        ValidationError
            Some are wrong; the place of an error begins with the number of the row.
        """
        found: list[Self] = _many(cls).validate_python(rows)
        return found


@cache
def _many(kind: type[Part]) -> TypeAdapter[Any]:
    return TypeAdapter(list[kind])  # type: ignore[valid-type]


_USUAL = ("stated", "background", "supports")


class Evidence(Part):
    """Why something is in the model: a verbatim quote from a figure record, or a reference.

    ``basis`` keeps three things apart: what the figure says (``stated``, ``depicted``), what the
    literature adds (``background``), and what is this project's reading (``inferred``, which needs
    a ``note``). ``of`` names the arrow that the words are about, where a consensus refines it.
    """

    quote: str | None = None
    figure: str | None = None
    field: Literal["caption", "figtitle", "papertitle", "keywords"] = "caption"
    reference: str | None = None
    basis: Basis = "stated"
    supports: Supports = "supports"
    of: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Evidence:
        if (self.quote is None) == (self.reference is None):
            raise ValueError("evidence needs either a 'quote' or a 'reference'")
        if self.reference is not None:
            if not _CURIE.match(self.reference):
                raise ValueError(
                    f"{self.reference!r} is not a reference; write 'pubmed:123' or 'doi:10.…'"
                )
            if self.basis == "stated":
                raise ValueError("a reference is 'background' or 'inferred', never 'stated'")
        elif not self.quote or not self.quote.strip():
            raise ValueError("the quote is empty")
        elif self.basis == "background":
            raise ValueError("a quote is 'stated', 'depicted' or 'inferred', never 'background'")
        if self.basis == "inferred" and not self.note:
            raise ValueError("inferred evidence needs a 'note' that says how it is inferred")
        return self

    @property
    def eco(self) -> str:
        """Evidence and Conclusion Ontology code: author statement, or curator inference."""
        return "ECO:0000305" if self.basis == "inferred" else "ECO:0000304"

    def __str__(self) -> str:
        what = f"«{self.quote}» [{self.figure}]" if self.quote else f"[{self.reference}]"
        extra = [word for word in (self.basis, self.supports) if word not in _USUAL]
        return " ".join([what, f"({', '.join(extra)})" if extra else ""]).strip()


class Source(Part):
    """The publication that a figure model was read from."""

    title: str
    citation: str
    year: int
    pmcid: str
    doi: str | None = None


class Species(Part):
    """Something that is active (1) or not (0): its ``meaning`` says what 1 stands for.

    ``levels`` is its highest level where there are more than two, or the names of all its levels
    from 0 up; ``meaning`` then is a mapping of levels to what they stand for. ``initial`` is the
    value that an input has unless a scenario says otherwise. The ``members`` of a drug are others
    that act as it does, by their entities: their names are taken for it.
    """

    id: str
    kind: Kind
    label: str = ""
    compartment: Compartment | None = None
    entity: str | None = None
    members: tuple[str, ...] = ()
    levels: Annotated[int, Field(ge=1, le=MAX_LEVEL)] | tuple[str, ...] = 1
    meaning: str | FrozenMap[str] | None = None
    initial: Activity | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _identifier(self) -> Species:
        if len(self.id) > MAX_ID:
            raise ValueError(
                f"the species id {self.id[:30]!r}... has more than {MAX_ID} characters; shorten "
                "it, and put the printed name in 'label'"
            )
        if not _IDENTIFIER.match(self.id) or self.id.lower() in _RESERVED:
            raise ValueError(
                f"{self.id!r} cannot be a species id; use letters, digits and _, and put the "
                "printed name in 'label'"
            )
        return self

    @model_validator(mode="after")
    def _levels(self) -> Species:
        if self.levels == 1 and self.meaning is None:
            return self
        names = () if isinstance(self.levels, int) else self.levels
        few = not isinstance(self.levels, int) and len(names) < 2
        if names != tuple(dict.fromkeys(n for n in names if n.strip())) or few:
            raise ValueError("the names of the levels differ from each other, and are two or more")
        if len(names) > MAX_LEVEL + 1:
            raise ValueError(f"there are {len(names)} levels; at most {MAX_LEVEL + 1} are read")
        number = next((n for n in names if n.strip().isdecimal()), None)
        if number is not None:
            raise ValueError(f"the level name {number!r} is a number; call it by a word")
        for level in self.meaning if isinstance(self.meaning, FrozenMap) else ():
            if level not in map(str, range(self.top + 1)):
                raise ValueError(f"'meaning' has the level {level!r}; write 0 to {self.top}")
        return self

    @property
    def name(self) -> str:
        """The printed name: the label, or else the id."""
        return self.label or self.id

    @property
    def top(self) -> int:
        """The highest level: 1 unless there are more."""
        return self.levels if isinstance(self.levels, int) else len(self.levels) - 1

    def level_name(self, level: int) -> str:
        """Return what a level is called: its name where it has one, else the number."""
        return f"{level}" if isinstance(self.levels, int) else self.levels[level]

    def level_of(self, value: Any, what: str) -> int:
        """Return the level that a number or a name of this species stands for.

        Raises
        ------
        InputError
            The species has no such level; ``what`` says where it was asked for.
        """
        if isinstance(value, str) and not isinstance(self.levels, int) and value in self.levels:
            return self.levels.index(value)
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        is_word = isinstance(number, bool) and self.top > 1  # True of several levels says nothing
        if not isinstance(number, int) or is_word or not 0 <= number <= self.top:
            names = "" if isinstance(self.levels, int) else f": {', '.join(self.levels)}"
            graded = f"{self.id} has the levels 0 to {self.top}{names}"
            hint = "an activity is 0 or 1" if self.top == 1 else graded
            raise InputError(f"{what}: {self.id} is {shown(value)}", hint=hint)
        return int(number)

    @property
    def meaning_text(self) -> str:
        """What the value 1 stands for, or each level; empty where the file does not say."""
        if not isinstance(self.meaning, FrozenMap):
            return self.meaning or ""
        return "; ".join(f"{level}: {text}" for level, text in self.meaning.items())


class Interaction(Part):
    """A signed arrow: ``source`` activates or inhibits ``target``."""

    source: str
    target: str
    sign: Sign
    evidence: tuple[Evidence, ...] = ()
    mechanism: str | None = None
    note: str | None = None

    @property
    def id(self) -> str:
        """The arrow in words: ``HER2 -> PI3K`` or ``PTEN -| PIP3``."""
        return arrow(self.source, self.sign, self.target)

    @property
    def basis(self) -> Literal["caption", "reference", "inferred", "none"]:
        """The strongest ground of the arrow: a caption's statement, a reference, an inference."""
        grounds = {(e.basis, e.quote is not None) for e in self.evidence}
        if ("stated", True) in grounds:
            return "caption"
        if ("background", False) in grounds:
            return "reference"
        return "inferred" if grounds else "none"


class LevelRule(Part):
    """What a species needs, beside the rules of all lower levels, to reach a level above 1."""

    rule: str
    why: str | None = None


class RuleEntry(Part):
    """The rule of one species, and why it is so where it is not the default.

    The default is: any activator and no inhibitor. A species with more levels has the rule of
    level 1 here and those of level 2 and up in ``higher``: it tends to the highest level up to
    which all rules are true.
    """

    rule: str
    why: str | None = None
    is_default: bool = False
    higher: tuple[LevelRule, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The rule of each level, from 1 up."""
        return (self.rule, *(r.rule for r in self.higher))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the rules are so, as far as it is said, from level 1 up."""
        return tuple(why for why in (self.why, *(r.why for r in self.higher)) if why)

    @property
    def written(self) -> str:
        """The rule as text; where there are more levels, each with its number."""
        if not self.higher:
            return self.rule
        return "; ".join(f"{k}: {text}" for k, text in enumerate(self.texts, 1))


class Alteration(Part):
    """A named cause that a tumour may carry.

    Species are forced to a value (``fix``), or kept at or above a level (``floor``) or at or below
    one (``cap``) while their rules go on; and arrows are cut.
    """

    name: str
    fix: FrozenMap[Activity] = FrozenMap()
    floor: FrozenMap[Activity] = FrozenMap()
    cap: FrozenMap[Activity] = FrozenMap()
    cut: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None

    @property
    def forced(self) -> tuple[str, ...]:
        """Species whose activity it sets or bounds."""
        return tuple(dict.fromkeys((*self.fix, *self.floor, *self.cap)))


class Conditions(Part):
    """What is otherwise in the scenario that a claim is set against; the rest is the claim's."""

    drugs: tuple[str, ...] | None = None
    alterations: tuple[str, ...] | None = None
    knockouts: tuple[str, ...] | None = None
    gains: tuple[str, ...] | FrozenMap[Activity] | None = None
    context: FrozenMap[Activity] | None = None


class Claim(Part):
    """A published observation that the model must answer to.

    ``expect`` gives readout values: a level, a bound such as ``">= 2"``, a word such as ``mixed``,
    or a contrast, ``raised``, ``lowered`` or ``unchanged``. A contrast is against ``than``, which
    names what is otherwise there; without it, against the same tumour untreated, or, where the
    claim has no drugs, against the unaltered one. ``verdict`` gives the verdicts that agree with
    the observation. ``misfit`` says why the model disagrees, where it does.
    ``seeds`` names the figure models' claims that a consensus model's claim stands for.
    """

    id: str
    text: str | None = None
    drugs: tuple[str, ...] = ()
    alterations: tuple[str, ...] = ()
    knockouts: tuple[str, ...] = ()
    gains: tuple[str, ...] | FrozenMap[Activity] = ()
    context: FrozenMap[Activity] = FrozenMap()
    onset: Literal["de novo", "acquired", "together"] = "de novo"
    start: StartWord = UNTREATED
    expect: FrozenMap[Activity | ValueWord | Contrast | Bound] = FrozenMap()
    than: Conditions | None = None
    verdict: tuple[Verdict, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    status: Literal["seed", "literature", "contested"]
    seeds: tuple[str, ...] = ()
    misfit: str | None = None
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_verdict(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("verdict"), str):
            return {**data, "verdict": (data["verdict"],)}
        return data

    @model_validator(mode="after")
    def _says_something(self) -> Claim:
        if not self.expect and not self.verdict and self.status != "contested":
            raise ValueError("a claim needs 'expect' or 'verdict'")
        if not self.evidence:
            raise ValueError("a claim needs evidence")
        if self.than and not set(self.expect.values()) & set(CONTRASTS):
            raise ValueError("'than' needs a contrast in 'expect': raised, lowered or unchanged")
        if self.status == "contested":
            sides = {e.supports for e in self.evidence}
            if not {"supports", "refutes"} <= sides:
                raise ValueError("a contested claim needs evidence that supports and that refutes")
            if self.misfit:
                raise ValueError("a contested claim is not scored, so it cannot be a misfit")
        return self


class Readouts(Part):
    """Which species say how the cell fares: ``growth`` and ``death`` give the verdict."""

    growth: str
    death: str | None = None
    pathway: tuple[str, ...] = ()


class Waiver(Part):
    """A caption sentence that no evidence quotes, and why."""

    sentence: str
    reason: str


class WordNote(Part):
    """What a word of the figure's own list stands for in this model: a species, or nothing.

    It goes before the table of entities, so that a curator needs no table of their own.
    """

    word: str
    species: str | None = None
    why: str = ""


def arrow(source: str, sign: Sign, target: str) -> str:
    """Write an arrow as ``source -> target``, ``source -| target`` or ``source -? target``."""
    return f"{source} {_SYMBOL[sign]} {target}"


def parse_arrow(text: str) -> tuple[str, Sign, str]:
    """Read ``HER2 -> PI3K`` or ``PTEN -| PIP3``.

    Raises
    ------
    ModelError
        The text is not of that form.
    """
    found = _ARROW.match(text)
    if not found:
        raise ModelError(f"{text!r} is not an arrow", hint="write 'HER2 -> PI3K' or 'PTEN -| PIP3'")
    return found[1], ARROWS[found[2]], found[3]
