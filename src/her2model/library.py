"""Load and save models: the shipped ones by name, your own by path, in any format by suffix.

A shipped model needs no reader, so readers and writers are imported where they are used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from her2model.errors import InputError, ModelError, Path_, UnknownName, did_you_mean, shown
from her2model.model.arguments import made_by, path_of, text_of
from her2model.model.model import Model
from her2model.model.records import shipped_folder, shipped_models
from her2model.model.resolved import read_resolved, resolved_path, resolved_text

if TYPE_CHECKING:
    from her2model.model.finding import Finding
    from her2model.model.merging import Merge
    from her2model.tumours.cohort import Cohort

__all__ = [
    "convert",
    "find",
    "list_models",
    "load",
    "merge_report",
    "read_tumours",
    "resolved_files",
    "save",
    "source_of",
    "takes_names",
]

P = ParamSpec("P")
R = TypeVar("R")

_OWN = (".yaml", ".yml", "")


def list_models() -> list[str]:
    """Names of the shipped models, the consensus first.

    Examples
    --------
    >>> list_models()[0]
    'her2-resistance'
    """
    return list(shipped_models())


def load(
    model: str | Path | Model | IO[str] | IO[bytes], *, format: str | None = None, **edits: Any
) -> Model:
    r"""Load a model: a shipped one by name, a file by path, a stream, or text.

    Parameters
    ----------
    model
        A name from :func:`list_models`, the id of a figure, a path to a file, or a model, which is
        returned as it is. The suffix names the format: ``.yaml``, or that of another tool
        (``.bnet``, ``.sbml``, ``.bnd``, ``.aeon``, ``.booleannet`` and more). Also a folder that
        Cell Collective exported, a stream to read from, or text of several lines.
    format
        The format of a stream or text, as a suffix: ``bnet``; told from its first lines when None.
    **edits
        ``readouts``, ``drugs``, ``alterations`` and the like, as for
        :meth:`her2model.Model.replace`.

    Raises
    ------
    ModelError
        Everything that is wrong with the file, at once.
    FormatError
        A file of another tool cannot be read.
    UnknownName
        There is neither such a model nor such a file.

    Warns
    -----
    ConversionWarning
        What reading another tool's file had to decide or leave out.

    Examples
    --------
    >>> load("her2-resistance").name
    'her2-resistance'
    >>> load("A, B\nB, !A\n", format="bnet", readouts="A").readouts.growth
    'A'
    """
    found = _loaded_from(model, format)
    try:
        return found.replace(**edits) if edits else found
    except TypeError as reason:
        _tell_a_slip(found.replace, edits, reason, "load")
        raise


def _loaded_from(model: str | Path | Model | IO[str] | IO[bytes], format: str | None) -> Model:
    if isinstance(model, Model):
        return model
    if not isinstance(model, str | Path):
        return _loaded_text(_read(model), format)
    if isinstance(model, str) and (format is not None or "\n" in model.strip()):
        return _loaded_text(model, format)
    path = _locate(str(model))
    return _load_shipped(path) if path.is_relative_to(shipped_folder()) else _load_own(path)


def _loaded_text(text: str, format: str | None) -> Model:
    from her2model.formats.model_text import read_text_of_model

    return read_text_of_model(text, format, _load_own)


def _load_own(path: Path) -> Model:
    return _load(path, (), {})[0]


def _read(stream: Any) -> str:
    if not hasattr(stream, "read"):
        hint = "give a name, a path, a stream, text, or a model"
        raise InputError(f"{shown(stream)} is no model", hint=hint)
    data = stream.read()
    try:
        return data.decode("utf-8-sig") if isinstance(data, bytes) else str(data)
    except UnicodeDecodeError:
        raise InputError("the stream is not text in UTF-8", hint="save it as UTF-8") from None


def find(name: str, model: str | Path | Model = "her2-resistance") -> Finding:
    """Say what a typed name means, and what of that a model has.

    Parameters
    ----------
    name
        A brand, code or generic name of a drug, a class or regimen, a symbol of a gene, old or new,
        a phrase such as ``PTEN null`` or ``PIK3CA p.H1047R``, a word of a report as ``HER2 3+``.
    model
        A name or a path, as for :func:`load`.

    Returns
    -------
    Finding
        What it is (``roles``), or what must be asked, or what the model has in its place; never
        another target because its name is spelled alike.

    Examples
    --------
    >>> find("Kadcyla").roles["drugs"]
    ('TDM1',)
    >>> find("zongertinib").status, find("zongertinib").targets
    ('absent', ('ERBB2',))
    """
    from her2model.model.names import Names

    return Names.of(load(model)).find(text_of(name, "name", "Herceptin"))


def read_tumours(
    source: str | Path,
    model: str | Path | Model = "her2-resistance",
    *,
    conventions: Mapping[str, Any] | str | Path | None = None,
    anonymous: bool = False,
) -> Cohort:
    """Read tumours for a model: what counts, with reasons, and every row accounted for.

    Parameters
    ----------
    source
        A folder of a cBioPortal study; a MAF, plain or packed; a table with commas, semicolons or
        tabs, long (sample, gene, alteration) or wide; a matrix of copy number levels; a VCF that
        VEP or SnpEff annotated; or one line of text: ``HER2 3+, PIK3CA H1047R, PTEN null``.
    model
        A name or a path, as for :func:`load`.
    conventions
        Conventions to change, or a YAML file with them; see
        :func:`~her2model.tumours.conventions.conventions`.
    anonymous
        Whether to leave the names of samples out: they become T001 and so on.

    Returns
    -------
    Cohort
        The tumours, in the order of the file. Nothing leaves the machine.

    Raises
    ------
    FormatError
        The file cannot be read; the message says where and what to do.
    InputError
        The text says nothing, or a convention is none.

    Examples
    --------
    >>> cohort = read_tumours("HER2 3+, PIK3CA H1047R, PTEN D24G")
    >>> cohort[0].alterations, tuple(cohort[0].uncertain)
    (('PIK3CA mutation',), ('PTEN loss',))
    """
    from her2model.tumours.reading import read_tumours as of_a_model  # it draws: not at the start

    return of_a_model(load(model), source, conventions=conventions, anonymous=anonymous)


def takes_names(
    function: Callable[Concatenate[Model, P], R],
) -> Callable[Concatenate[str | Path | Model, P], R]:
    """Let a function of a model take the model's name or path too: the front door.

    Everything behind the door takes a :class:`~her2model.Model`, so that it stands below the
    readers of files. With ``readout=`` a species is taken for the growth readout, for models that
    name none.
    """
    names = signature(function).parameters

    @wraps(function)
    def opened(model: str | Path | Model, *args: Any, **options: Any) -> R:
        found = load(model)
        if "readout" in options and "readout" not in names:
            readout = options.pop("readout")
            found = found if readout is None else found.replace(readouts=readout)
        try:
            return function(found, *args, **options)
        except TypeError as reason:
            _tell_a_slip(function, options, reason)
            raise

    return cast("Callable[Concatenate[str | Path | Model, P], R]", opened)


def _tell_a_slip(
    function: Callable[..., Any], options: Mapping[str, Any], reason: TypeError, called: str = ""
) -> None:
    """Say in a sentence that an argument's name is not known, if that is what went wrong.

    Raises
    ------
    InputError
        It is.
    """
    from her2model.engine.scenario import Scenario

    unknown = re.search(r"unexpected keyword argument '(\w+)'", str(reason))
    if unknown and unknown[1] in options:
        own = signature(function).parameters.values()
        known = dict.fromkeys(p.name for p in own if p.kind != Parameter.VAR_KEYWORD)
        if len(known) < len(own):  # it passes on what makes a scenario
            known |= dict.fromkeys(signature(Scenario.of).parameters)
        known.pop("model", None)
        hint = did_you_mean(unknown[1], known) or f"there are {', '.join(known)}"
        name = called or function.__name__
        raise InputError(f"{name} has no argument {unknown[1]!r}", hint=hint) from None


def source_of(model: str | Path) -> Path:
    """Return the file that a model is read from.

    Examples
    --------
    >>> source_of("her2-resistance").name
    'her2-resistance.yaml'
    """
    return _locate(str(model))


def merge_report(model: str | Path) -> Merge:
    """Say what a model took from the models that it extends.

    Parameters
    ----------
    model
        A name or a path, as for :func:`load`.

    Examples
    --------
    >>> merge_report("her2-resistance").refined["PTEN -| PI3K"][1]
    ('PTEN -| PIP3',)
    """
    return _load(_locate(str(model)), (), {})[1]


def save(model: Model, path: str | Path, *, names: bool = False) -> None:
    """Write a model to a file, in the format that the suffix names.

    As ``.yaml``, or without a suffix, the resolved model is written, and :func:`load` reads the
    same model back. Other formats carry less; beside the file there may be others, such as a name
    map.

    Parameters
    ----------
    model
        The model.
    path
        The file.
    names
        In a file of another tool, whether species are called by their printed names, made safe
        (``HER2:HER3`` is ``HER2_HER3``), in place of their ids; what else names species, such as
        claims, is left out.

    Raises
    ------
    InputError
        The file cannot be written, or is our own, which holds ids and names. An existing file is
        replaced whole or not at all.
    FormatError
        No format that is written has this suffix.

    Warns
    -----
    ConversionWarning
        What the format cannot carry.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save(load("her2-resistance"), f"{folder}/mine.yaml")
    ...     load(f"{folder}/mine.yaml") == load("her2-resistance")
    True
    """
    from her2model.formats.conversion import write_foreign
    from her2model.model import strict_yaml
    from her2model.model.files import write_text
    from her2model.model.model_file import write_model
    from her2model.model.shipped import entities

    model = made_by("load", model, Model)
    if path_of(path, "path").suffix.lower() in _OWN:
        if names:
            hint = "leave names= out: a model file holds ids and printed names"
            raise InputError("names= is for files of other tools", hint=hint)
        return write_text(path, strict_yaml.dump(write_model(model)))
    write_foreign(model, path, entities(), names=names)


def convert(source: str | Path | Model, target: str | Path, *, names: bool = False) -> None:
    r"""Write a model, or what a file holds, in the format that the target's suffix names.

    Parameters
    ----------
    source
        A model, a name or a path, as for :func:`load`.
    target
        The file to write, as for :func:`save`.
    names
        Whether species are called by their printed names, as for :func:`save`.

    Raises
    ------
    InputError
        The source cannot be read, or the target not be written.

    Warns
    -----
    ConversionWarning
        What reading had to decide, and what the target cannot carry.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(f"{folder}/x.bnet").write_text("A, !C\nB, A\nC, B\n")
    ...     model = load(f"{folder}/x.bnet")
    ...     convert(model, f"{folder}/x.aeon")
    ...     Path(f"{folder}/x.aeon").read_text().splitlines()[-1]
    '$C: B'
    """
    save(load(source), target, names=names)


# -- where models are -------------------------------------------------------------------------


def _is_called(path: Path, name: str) -> bool:
    """Whether a shipped model of a figure has a name of its own, as ``PMC7464074__F1``."""
    record = name.partition("__F")[0]
    return record != name and record in path.name and load(path).name == name


def _locate(name: str, beside: Path | None = None) -> Path:
    shipped = shipped_models()
    if name in shipped:
        return shipped[name]
    for known, path in shipped.items():
        short = known.rpartition("/")[2]
        if name in (short, short.partition("__")[0]) or _is_called(path, name):
            return path
    from her2model.formats.cell_collective import expressions_in
    from her2model.formats.registry import SUFFIXES

    path = (beside or Path()) / name
    if "\0" not in name and (
        name.lower().endswith((".yaml", ".yml", *SUFFIXES)) or "/" in name or _exists(path)
    ):
        return expressions_in(path) if _exists(path) and path.is_dir() else path
    first, more = ", ".join([*shipped][:6]), len(shipped) - 6
    there = f"there are {first} and {more} more, which 'her2model list' names, or give a path"
    hint = did_you_mean(name, shipped) or there
    raise UnknownName(f"{shown(name)} is neither a shipped model nor a file", hint=hint)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the name is too long
        return False


@cache
def _load_shipped(path: Path) -> Model:
    return read_resolved(path) or _load(path, (), {})[0]


def resolved_files() -> dict[Path, str]:
    """Return what is to stand beside each shipped model, read from the curated files alone."""
    found = {}
    for path in shipped_models().values():
        loaded: Loaded = {}
        model, _ = _load(path, (), loaded)
        found[resolved_path(path)] = resolved_text(model, [path, *loaded])
    return found


Loaded = dict[Path, tuple[Model, "Merge"]]


def _load(path: Path, chain: tuple[Path, ...], loaded: Loaded) -> tuple[Model, Merge]:
    """Load a file and those that it extends, each once; ``chain`` leads from the first to it."""
    from her2model.formats.conversion import read_foreign
    from her2model.formats.registry import SUFFIXES, format_of
    from her2model.model.merging import Merge
    from her2model.model.model_file import parents_of, read_model
    from her2model.model.shipped import read_document

    if path.name.lower().endswith(SUFFIXES):
        return read_foreign(path), Merge()
    if path.suffix.lower() not in _OWN:
        format_of(path)  # which says what is read
    document = read_document(path)
    chain = (*chain, _real(path))
    parents = []
    for i, name in enumerate(parents_of(document)):
        where: Path_ = ("extends", i)
        try:
            parent = _locate(name, path.parent)
        except UnknownName as reason:
            message = reason.problems[0].message
            raise ModelError(document.problem(where, message, reason.hint)) from None
        if not os.path.isfile(parent):
            hint = "give the path from this file's folder, or the name of a shipped model"
            raise ModelError(document.problem(where, f"{shown(name)} is not a file", hint))
        key = _real(parent)
        if key in chain:
            by_way = "" if key == chain[-1] else f" by way of {parent.name}"
            raise ModelError(
                document.problem(where, f"the model extends itself{by_way}", "drop one of them")
            )
        if key not in loaded:
            loaded[key] = _load(parent, chain, loaded)
        parents.append(loaded[key][0])
    return read_model(document, parents)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
