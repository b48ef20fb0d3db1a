"""The model: species, signed interactions with their evidence, rules, alterations, claims.

A :class:`Model` is a value: frozen, hashable, picklable, checked when it is made. Names follow
SBML-qual (Chaouiya et al. 2013, doi:10.1186/1752-0509-7-135) and SBGN-AF.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import core_schema

from her2model.errors import ModelError, Problem, RuleError, UnknownName, did_you_mean
from her2model.logic import Rule, Sign

__all__ = [
    "Alteration",
    "Claim",
    "Evidence",
    "FrozenMap",
    "Interaction",
    "Model",
    "Part",
    "Readouts",
    "RuleEntry",
    "Source",
    "Species",
    "Waiver",
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
Value = Literal["on", "off", "mixed", "unsettled"]
Verdict = Literal["responds", "resistant", "mixed", "unsettled"]
Activity = Annotated[int, Field(ge=0, le=1)]

ARROWS: dict[str, Sign] = {"->": "activation", "-|": "inhibition", "-?": "dual"}
_SYMBOL = {sign: symbol for symbol, sign in ARROWS.items()}
_ARROW = re.compile(r"\s*(\S+)\s+(->|-\||-\?)\s+(\S+)\s*\Z")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RESERVED = {"and", "or", "not", "true", "false"}
_CURIE = re.compile(r"[A-Za-z][\w.]*:\S+\Z")

T = TypeVar("T")


class FrozenMap(Mapping[str, T], Generic[T]):
    """An ordered mapping that cannot be changed, so that it can be hashed and shared."""

    __slots__ = ("_items",)

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

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Part):
    """Why something is in the model: a verbatim quote from a figure record, or a reference.

    ``basis`` keeps three things apart: what the figure says (``stated``, ``depicted``), what the
    literature adds (``background``), and what is this project's reading (``inferred``, which needs
    a ``note``). ``of`` names the arrow that the words are about, where a consensus model refines it.
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
        extra = [self.basis] if self.basis not in ("stated", "background") else []
        extra += [self.supports] if self.supports != "supports" else []
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

    ``initial`` is the value that an input has unless a scenario says otherwise.
    """

    id: str
    kind: Kind
    label: str = ""
    compartment: Compartment | None = None
    entity: str | None = None
    members: tuple[str, ...] = ()
    meaning: str | None = None
    initial: Activity | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _identifier(self) -> Species:
        if not _IDENTIFIER.match(self.id) or self.id.lower() in _RESERVED:
            raise ValueError(
                f"{self.id!r} cannot be a species id; use letters, digits and _, and put the "
                "printed name in 'label'"
            )
        return self

    @property
    def name(self) -> str:
        """The printed name: the label, or else the id."""
        return self.label or self.id


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


class RuleEntry(Part):
    """The rule of one species, and why it is so where it is not the default.

    The default is: any activator and no inhibitor.
    """

    rule: str
    why: str | None = None
    is_default: bool = False


class Alteration(Part):
    """A named cause that a tumour may carry: species forced to a value, and arrows cut."""

    name: str
    fix: FrozenMap[Activity] = FrozenMap()
    cut: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None


class Claim(Part):
    """A published observation that the model must answer to.

    ``expect`` gives readout values (0, 1, or a word such as ``mixed``), ``verdict`` the verdicts
    that agree with the observation. ``misfit`` says why the model disagrees, where it does.
    ``seeds`` names the figure models' claims that a consensus model's claim stands for.
    """

    id: str
    text: str | None = None
    drugs: tuple[str, ...] = ()
    alterations: tuple[str, ...] = ()
    knockouts: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    context: FrozenMap[Activity] = FrozenMap()
    onset: Literal["de novo", "acquired", "together"] = "de novo"
    start: Literal["untreated", "any"] = "untreated"
    expect: FrozenMap[Activity | Value] = FrozenMap()
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
        if self.status == "contested":
            sides = {e.supports for e in self.evidence}
            if not sides >= {"supports", "refutes"}:
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
        raise ModelError(
            f"{text!r} is not an arrow", hint="write 'HER2 -> PI3K' or 'PTEN -| PIP3'"
        )
    return found[1], ARROWS[found[2]], found[3]


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """A signed, evidenced Boolean model.

    Parameters
    ----------
    name
        Short name, used in messages.
    species, interactions, rules, alterations
        By id; interactions by their arrow, such as ``PTEN -| PIP3``. A species with arrows into it
        and no entry in ``rules`` has the default rule: any activator and no inhibitor.
    claims
        Published observations, in file order.
    readouts
        Which species give the verdict; None where no verdict can be given.
    absent
        Arrows that a source says do *not* exist, with the evidence.

    Raises
    ------
    ModelError
        Everything that is wrong with it, at once.
    """

    name: str
    species: FrozenMap[Species]
    interactions: FrozenMap[Interaction]
    rules: FrozenMap[RuleEntry] = FrozenMap()
    alterations: FrozenMap[Alteration] = FrozenMap()
    claims: tuple[Claim, ...] = ()
    readouts: Readouts | None = None
    absent: FrozenMap[tuple[Evidence, ...]] = FrozenMap()
    waived: tuple[Waiver, ...] = ()
    title: str = ""
    description: str = ""
    figure: str | None = None
    source: Source | None = None
    parents: tuple[str, ...] = ()
    curators: tuple[str, ...] = ()
    date: str | None = None
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        problems = [] if self._structure_is_sound() else list(self._structural_problems())
        if not problems:
            object.__setattr__(self, "rules", FrozenMap(self._with_default_rules()))
            problems = list(self._rule_problems())
        problems += self._reference_problems()
        if problems:
            raise ModelError(problems)

    # -- what it offers -------------------------------------------------------------------------

    @cached_property
    def functions(self) -> dict[str, Rule]:
        """Parsed rule of each species that has one."""
        return {}  # filled once, while the rules are checked

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Species without a rule that act on others: drugs, alterations, context."""
        sources = {i.source for i in self.interactions.values()}
        return tuple(s for s in self.species if s in sources and s not in self.rules)

    @cached_property
    def named_only(self) -> tuple[str, ...]:
        """Species that the source names without saying what they do."""
        return tuple(s for s in self.species if s not in self.rules and s not in self.inputs)

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Drugs that act on something."""
        return tuple(s for s in self.inputs if self.species[s].kind == "drug")

    @cached_property
    def context(self) -> Mapping[str, int | None]:
        """Value of each input that is neither a drug nor switched by an alteration."""
        switched = {s for a in self.alterations.values() for s in a.fix}
        return {
            s: self.species[s].initial
            for s in self.inputs
            if self.species[s].kind != "drug" and s not in switched
        }

    def regulators(self, species: str) -> tuple[Interaction, ...]:
        """Arrows into a species, in file order."""
        return self._incoming.get(species, ())

    @cached_property
    def _incoming(self) -> dict[str, tuple[Interaction, ...]]:
        incoming: dict[str, list[Interaction]] = {}
        for i in self.interactions.values():
            incoming.setdefault(i.target, []).append(i)
        return {k: tuple(v) for k, v in incoming.items()}

    def find_species(self, name: str, kind: str = "species") -> str:
        """Return the id of a species given by id or label, in any case of letters.

        Raises
        ------
        UnknownName
            No species, or no drug when ``kind`` is ``"drug"``, is called so.
        """
        among = self.drugs if kind == "drug" else tuple(self.species)
        return self._find(name, {s: (self.species[s].label,) for s in among}, kind)

    def find_alteration(self, name: str) -> str:
        """Return the name of an alteration given by name or alias, in any case of letters."""
        return self._find(name, {n: a.aliases for n, a in self.alterations.items()}, "alteration")

    def _find(self, name: str, among: Mapping[str, Iterable[str]], kind: str) -> str:
        if name in among:
            return name
        folded = _fold(name)
        for known, others in among.items():
            if folded in {_fold(n) for n in (known, *others) if n}:
                return known
        named = [s for s in self.named_only if _fold(s) == folded]
        if named:
            raise UnknownName(
                f"the source of {self.name} names {named[0]!r} but says nothing of what it does, "
                "so it cannot be simulated"
            )
        raise UnknownName.of(kind, name, among, self.name)

    def to_dict(self) -> dict[str, Any]:
        """Return the resolved model as plain data: nothing defaulted, nothing merged left to do."""
        data: dict[str, Any] = {}
        for f in fields(self):
            if f.compare:
                data[f.name] = _plain(getattr(self, f.name))
        return data

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved model: equal models have equal digests."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return (
            f"<Model {self.name}: {len(self.rules)} species with rules, {len(self.inputs)} inputs, "
            f"{len(self.interactions)} interactions, {len(self.drugs)} drugs, "
            f"{len(self.alterations)} alterations>"
        )

    # -- what must hold -------------------------------------------------------------------------

    def _problem(self, where: str, message: str, hint: str = "") -> Problem:
        source = self.origin or self.name
        return Problem(f"{source}: {where}", message, hint)

    def _structure_is_sound(self) -> bool:
        return not any(True for _ in self._structural_problems())

    def _structural_problems(self) -> Iterator[Problem]:
        if not self.species:
            yield self._problem("species", "there is none")
        lower: dict[str, str] = {}
        for s in self.species:
            if lower.setdefault(s.lower(), s) != s:
                yield self._problem(f"species.{s}", f"differs from {lower[s.lower()]!r} by case")
        pairs: dict[tuple[str, str], str] = {}
        for key, i in self.interactions.items():
            where = f"interactions.{key}"
            for end in dict.fromkeys((i.source, i.target)):
                if end not in self.species:
                    hint = did_you_mean(end, self.species)
                    yield self._problem(where, f"{end!r} is not a species", hint)
            other = pairs.setdefault((i.source, i.target), key)
            if other != key:
                yield self._problem(where, f"the arrow also stands with the other sign: {other}")

    def _with_default_rules(self) -> Iterator[tuple[str, RuleEntry]]:
        for s in self.species:
            if s in self.rules:
                yield s, self.rules[s]
            elif self.regulators(s):
                signs = {i.source: i.sign for i in self.regulators(s)}
                text = Rule.default(
                    [n for n, sign in signs.items() if sign == "activation"],
                    [n for n, sign in signs.items() if sign == "inhibition"],
                ).text
                yield s, RuleEntry(rule=text, is_default=True)

    def _rule_problems(self) -> Iterator[Problem]:
        for s, entry in self.rules.items():
            yield from self._problems_of_rule(s, entry)
        for s in self.inputs:
            if self.species[s].initial is None:
                hint = "give 'initial: 0' or 'initial: 1'"
                yield self._problem(f"species.{s}", "this input has no 'initial' value", hint)
        for s, species in self.species.items():
            if species.initial is not None and s in self.rules:
                hint = "drop 'initial', or the arrows into it"
                yield self._problem(f"species.{s}.initial", "only an input has one", hint)

    def _problems_of_rule(self, s: str, entry: RuleEntry) -> Iterator[Problem]:
        where = f"rules.{s}"
        arrows = {i.source: i.sign for i in self.regulators(s)}
        if entry.is_default and "dual" in arrows.values():
            yield self._problem(where, "arrows without one sign have no default rule")
            return
        if entry.is_default and "activation" not in arrows.values():
            hint = "write the rule, or add what activates it"
            yield self._problem(where, "only inhibitors act on it, so no default rule fits", hint)
            return
        try:
            rule = Rule.parse(entry.rule, f"{self.origin or self.name}: {where}")
        except RuleError as reason:
            yield from reason.problems
            return
        self.functions[s] = rule
        for name, sign in rule.signs.items():
            if name not in self.species:
                yield self._problem(
                    where, f"{name!r} is not a species", did_you_mean(name, self.species)
                )
            elif name not in arrows:
                hint = f"add '{arrow(name, sign, s)}' with its evidence"
                yield self._problem(where, f"{name!r} has no arrow to {s}", hint)
            elif arrows[name] not in (sign, "dual"):
                yield self._problem(
                    where, f"{name!r} acts by {sign}, and the arrow says {arrows[name]}"
                )
        for name, sign in arrows.items():
            if name not in rule.signs:
                hint = "use it in the rule, or drop the arrow"
                yield self._problem(
                    f"interactions.{arrow(name, sign, s)}", f"the rule of {s} does not use it", hint
                )

    def _reference_problems(self) -> list[Problem]:
        """Names used by readouts, alterations and claims."""
        problems: list[Problem] = []
        if self.readouts:
            named = {"growth": self.readouts.growth, "death": self.readouts.death}
            named |= {f"pathway[{i}]": s for i, s in enumerate(self.readouts.pathway)}
            problems += self._unknown_species("readouts", named)
        for name, a in self.alterations.items():
            where = f"alterations.{name}"
            problems += self._unknown_species(f"{where}.fix", {s: s for s in a.fix})
            if not a.fix and not a.cut:
                problems.append(self._problem(where, "it changes nothing", "give 'fix' or 'cut'"))
            for i, cut in enumerate(a.cut):
                if cut not in self.interactions:
                    hint = did_you_mean(cut, self.interactions)
                    problems.append(
                        self._problem(f"{where}.cut[{i}]", f"{cut!r} is not an arrow here", hint)
                    )
        for claim in self.claims:
            problems += self._problems_of_claim(claim)
        return problems

    def _unknown_species(self, where: str, named: Mapping[str, str | None]) -> Iterator[Problem]:
        for key, s in named.items():
            if s is not None and s not in self.species:
                hint = did_you_mean(s, self.species)
                yield self._problem(f"{where}.{key}", f"{s!r} is not a species", hint)

    def _problems_of_claim(self, claim: Claim) -> Iterator[Problem]:
        where = f"claims.{claim.id}"
        if sum(c.id == claim.id for c in self.claims) > 1:
            yield self._problem(where, "two claims have this id")
        for d in claim.drugs:
            if d not in self.drugs:
                hint = did_you_mean(d, self.drugs)
                yield self._problem(f"{where}.drugs", f"{d!r} is not a drug", hint)
        for a in claim.alterations:
            if a not in self.alterations:
                hint = did_you_mean(a, self.alterations)
                yield self._problem(f"{where}.alterations", f"{a!r} is not an alteration", hint)
        for part in ("knockouts", "gains", "context", "expect"):
            yield from self._unknown_species(f"{where}.{part}", {s: s for s in getattr(claim, part)})
        if claim.verdict and not self.readouts:
            yield self._problem(where, "a verdict needs 'readouts.growth'")


def _fold(name: str) -> str:
    """Fold case, dashes and blanks, which people write as they like."""
    return re.sub(r"[\s_\-‐-―−]+", "", name).casefold()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value
