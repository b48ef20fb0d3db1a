"""Read a published pathway figure: a PFOCR record of any schema generation.

A record is YAML front matter with no body. The generations differ in their fields (gene rows with
the word as printed, or one flat keyword list that mixes genes, other organisms' genes, drugs and
diseases) and spell a missing value as ``.na.character``, ``NA``, an empty string, or not at all.
Source: Hanspers et al. 2020, Genome Biol 21:273, doi:10.1186/s13059-020-02181-2.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ConfigDict, ValidationError

from her2model.errors import FigureError, Path_, Problem
from her2model.model import strict_yaml
from her2model.model.files import read_text
from her2model.model.records import record_path, records_folder

__all__ = ["Figure", "FigureWarning", "GeneWord", "Sentence", "Term", "read_figure", "read_figures"]

_REQUIRED = ("figid", "pmcid")
_MISSING = {"", "NA", ".na.character", ".na.character_", "NaN"}
_URL = "https://pfocr.wikipathways.org/figures/{}.html"


class FigureWarning(UserWarning):
    """A record lacks something, or a record of a folder cannot be read."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class GeneWord(_Record):
    """A word in the image that text mining took for a gene, and the gene it was taken for."""

    word: str | None = None
    symbol: str | None = None
    source: str | None = None
    hgnc_symbol: str | None = None
    entrez: str | None = None


class Term(_Record):
    """A chemical or disease that text mining found in the image."""

    word: str | None = None
    symbol: str | None = None
    source: str | None = None
    identifier: str | None = None
    name: str | None = None
    mesh: str | None = None
    chebi: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a caption with its place in it, its panel letter and mechanism numbers."""

    text: str
    start: int
    end: int
    panel: str | None = None
    numbers: tuple[int, ...] = ()


class Figure(_Record):
    """One figure: what was printed under it and what text mining read in it.

    Every text is kept as found; a missing value is None. ``keywords`` are the words of the record's
    own list (genes of several organisms, chemicals and diseases in one); ``author_keywords`` are
    the article's. ``unknown_fields`` names entries that no known schema generation has.
    """

    figid: str
    pmcid: str
    caption: str = ""
    figtitle: str | None = None
    papertitle: str | None = None
    reftext: str | None = None
    year: str | None = None
    number: str | None = None
    doi: str | None = None
    journal: str | None = None
    publisher: str | None = None
    figtype: str | None = None
    filename: str | None = None
    figlink: str | None = None
    alias: str | None = None
    redirect_from: str | None = None
    ndex: str | None = None
    score: float | None = None
    organisms: tuple[str, ...] | None = None
    organisms_found: tuple[str, ...] | None = None
    keywords: tuple[str, ...] = ()
    author_keywords: tuple[str, ...] = ()
    gene_words: tuple[GeneWord, ...] = ()
    chemicals: tuple[Term, ...] = ()
    diseases: tuple[Term, ...] = ()
    description: str | None = None
    license: str | None = None
    unknown_fields: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The figure's page."""
        return _URL.format(self.figid)

    @property
    def genes(self) -> tuple[str, ...]:
        """Each gene that the record lists, once, in its order: keywords, then gene rows."""
        rows = (g.hgnc_symbol or g.symbol or g.word for g in self.gene_words)
        return tuple(dict.fromkeys(name for name in (*self.keywords, *rows) if name))

    def field(self, name: str) -> str | None:
        """Text of a field that evidence may quote: caption, figtitle or papertitle."""
        value = getattr(self, name, None)
        return value if isinstance(value, str) else None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The caption's sentences with their offsets.

        Examples
        --------
        >>> figure = Figure(figid="f", pmcid="p", caption="Title. 2.–3. C blocks D2. b, E does.")
        >>> [(s.text, s.panel, s.numbers) for s in figure.sentences]
        [('Title.', None, ()), ('2.–3. C blocks D2.', None, (2, 3)), ('b, E does.', 'b', ())]
        """
        return tuple(_sentences(self.caption))


def read_figure(path: str | Path) -> Figure:
    """Read one record.

    Parameters
    ----------
    path
        A ``.md`` file: YAML front matter between two ``---`` lines; or the id of a shipped one.

    Raises
    ------
    FigureError
        One sentence for whatever is wrong: no front matter, no closing line, a duplicate key, a
        list where a mapping is due, a missing ``figid`` or ``pmcid``.

    Warns
    -----
    FigureWarning
        The record has no caption.
    """
    path = record_path(path)
    source = path.name
    text = read_text(path, error=FigureError)
    front = _front_matter(text, source)
    figure = _figure(front, source)
    if not figure.caption:
        message = f"{source}: the record has no caption, so nothing can be quoted from it"
        warnings.warn(message, FigureWarning, stacklevel=2)
    return figure


def read_figures(folder: str | Path | None = None) -> dict[str, Figure]:
    """Read every ``.md`` record of a folder, or the shipped ones, by figure id, in order of names.

    Raises
    ------
    FigureError
        There is no such folder, or none of its records can be read: all that is wrong, at once.

    Warns
    -----
    FigureWarning
        A record cannot be read, has no caption, or has the figure id of one before it; the others
        are read.
    """
    folder = records_folder() if folder is None else Path(folder)
    if not folder.is_dir():
        raise FigureError("there is no such folder", where=str(folder))
    figures: dict[str, Figure] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        try:
            figure = read_figure(path)
        except FigureError as reason:
            problems += reason.problems
            continue
        if figure.figid in figures:
            problems.append(Problem(path.name, f"the figure {figure.figid} is here twice"))
        figures.setdefault(figure.figid, figure)
    if problems and not figures:
        raise FigureError(problems)
    for problem in problems:
        warnings.warn(f"{problem}; the record is left out", FigureWarning, stacklevel=2)
    return figures


class _StrictYAML(YAMLHandler):
    """Front matter with this project's strict reader in place of PyYAML's."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = source

    def load(self, fm: str, **_: object) -> Any:
        return strict_yaml.parse(fm, self._source, plain_text=True, error=FigureError)


def _front_matter(text: str, source: str) -> strict_yaml.Document:
    handler = _StrictYAML(source)
    if not text.strip():
        raise FigureError("the file is empty", where=source)
    if not text.startswith("---"):
        raise FigureError(
            "there is no front matter", where=source, hint="a record begins with a line '---'"
        )
    if len(handler.FM_BOUNDARY.findall(text)) < 2:
        raise FigureError(
            "the front matter is not closed", where=source, hint="end it with a line '---'"
        )
    fm, body = handler.split(text)
    if body.strip():
        raise FigureError(
            "text stands behind the front matter, which a record does not have", where=source
        )
    front: strict_yaml.Document = handler.load(fm)
    if not isinstance(front.data, dict):
        found = "a list" if isinstance(front.data, list) else "no mapping"
        found = "empty" if front.data is None else found
        raise FigureError(f"the front matter is {found}", where=source, hint="write 'key: value'")
    return front


_RENAMED = {
    "journal_title": "journal",
    "publisher_name": "publisher",
    "figid_alias": "alias",
    "organisms_ner": "organisms_found",
    "genes": "gene_words",
    "keywords": "author_keywords",
}
_IGNORED = {"seo", "annotations", "journal_nlm_ta", "pmc_ranked_result_index"}
_SCORES = ("automl_pathway", "pathway_score")
_DESCRIBED = ("keywords", "description", "license")
_OURS = {*_RENAMED.values(), *_DESCRIBED[1:], "score", "unknown_fields"}
_LISTS = {"organisms", "organisms_found", "keywords", "author_keywords"}
_WRAPPED = re.compile(r"[ \t]*\n\s*")
_ROWS = {"gene_words", "chemicals", "diseases"}


def _figure(front: strict_yaml.Document, source: str) -> Figure:
    given: dict[str, Any] = dict(front.data)
    described = given.pop("schema-jsonld", None) or {}
    if not isinstance(described, dict):
        raise FigureError(front.problem(("schema-jsonld",), "this is not a mapping"))
    fields: dict[str, Any] = {
        "keywords": _list(described.get("keywords")) or (),
        "description": _text(described.get("description")),
        "license": _text(described.get("license")),
        "score": next((_text(given[k]) for k in _SCORES if k in given), None),
    }
    unknown = []
    written_as: dict[str, Path_] = {k: ("schema-jsonld", k) for k in _DESCRIBED}
    written_as["score"] = tuple(k for k in _SCORES if k in given)[:1]
    for key, value in given.items():
        name = _RENAMED.get(key, key)
        if name in Figure.model_fields and key not in _OURS:
            fields[name] = _read(name, value)
            written_as[name] = (key,)
        elif key not in _IGNORED and key not in _SCORES:
            unknown.append(key)
    for key in (*_REQUIRED, "caption"):
        if not fields.get(key):
            fields.pop(key, None)
    try:
        return Figure(**fields, unknown_fields=tuple(unknown))
    except ValidationError as reason:
        errors = (
            {**e, "loc": (*written_as.get(str(e["loc"][0]), e["loc"][:1]), *e["loc"][1:])}
            for e in reason.errors()
        )
        raise FigureError(front.refused(errors)) from None


def _read(name: str, value: Any) -> Any:
    if name in _LISTS:
        found = _list(value)
        return found if name.startswith("organisms") else found or ()
    if name in _ROWS:
        rows = value or ()
        return tuple(_row(r) for r in rows) if isinstance(rows, list | tuple) else rows
    return _text(value)


def _row(row: Any) -> Any:
    return {k: _text(v) for k, v in row.items()} if isinstance(row, dict) else row


def _text(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip() in _MISSING else value


def _list(value: Any) -> Any:
    """Read a list that older generations write as one string, ``'a | b'``; None when missing.

    A line break is none of the word: it was put there to keep lines short.
    """
    if isinstance(value, str):
        value = _WRAPPED.sub(" ", value).split(" | ")
    if not isinstance(value, list | tuple):
        return value
    joined = (_WRAPPED.sub(" ", v) if isinstance(v, str) else v for v in value)
    kept = tuple(v for v in map(_text, joined) if v is not None)
    return kept or None


_END = re.compile(r"[.?!](?=\s+(?:[A-Z0-9(]|[a-h],\s)|Abbreviations?\b)")
_NO_END = re.compile(r"(?:\b(?:e\.g|i\.e|vs|Figs?|al|cf|ca|approx|Refs?|Dr|St|No)|\s[A-Z])\Z")
_ENUMERATOR = re.compile(r"(?:\(?\d+\)?[.)]?\s*[–—-]?\s*)+\Z")
_PANEL = re.compile(r"\(?([A-Ha-h])(?:\)|,)\s")
_NUMBERS = re.compile(r"(?:\((\d+)\)|((?:\d+\.\s*[–—-]?\s*)+))")


def _sentences(caption: str) -> Iterator[Sentence]:
    start = 0
    panel: str | None = None
    ends = [m.end() for m in _END.finditer(caption)] + [len(caption)]
    for end in ends:
        text = caption[start:end]
        before = text.rstrip(".?!").rstrip()
        if end < len(caption) and (_NO_END.search(before) or _ENUMERATOR.fullmatch(before.strip())):
            continue
        begin = start + len(text) - len(text.lstrip())
        text = caption[begin:end].rstrip()
        if text:
            letter = _PANEL.match(text)
            panel = letter[1] if letter else panel
            yield Sentence(text, begin, begin + len(text), panel, _mechanism_numbers(text))
        start = end


def _mechanism_numbers(sentence: str) -> tuple[int, ...]:
    found = _NUMBERS.match(sentence)
    return tuple(int(n) for n in re.findall(r"\d+", found[0])) if found else ()
