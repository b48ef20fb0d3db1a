"""The command that lets an assistant ask: a server of the Model Context Protocol.

It answers, and changes nothing: no tool writes a file, and a model of one's own is read only from
the folders that were named when the server was started.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import her2model as h2
from her2model.commands.options import DEFAULT
from her2model.engine.simulation import DISCLAIMER, SEMANTICS
from her2model.errors import Her2ModelError, InputError, LimitError, shown
from her2model.model.files import read_text
from her2model.model.model import Model
from her2model.model.records import shipped_models
from her2model.model.strict_yaml import parse
from her2model.model.track_record import track_record

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

__all__ = ["Answers", "serve", "server"]

MAX_NAMES = 40
MAX_TEXT = 2_000
MAX_SETS = 200
Answer = dict[str, Any]
Names = list[str]


def serve(
    folders: Annotated[
        list[Path] | None,
        typer.Option("--folder", help="Folder whose model files may be read; repeat."),
    ] = None,
    seconds: Annotated[float, typer.Option(help="Most seconds for an answer.")] = 60,
) -> None:
    """Answer an assistant's questions over standard input and output (Model Context Protocol)."""
    server(Answers(folders or (), seconds)).run("stdio")


def server(answers: Answers) -> MCPServer:
    """Make the server of some answers.

    Raises
    ------
    InputError
        The package ``mcp`` is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError:
        hint = "python -m pip install 'mcp>=2'"
        raise InputError("a server for assistants needs the package mcp", hint=hint) from None
    told = MCPServer(
        "her2model",
        version=h2.__version__,
        log_level="WARNING",  # a refusal is an answer, and no news for the terminal
        instructions=f"Boolean models of HER2 signalling and drug resistance. {DISCLAIMER} Pass an "
        "answer on with its sentences, its semantics and its track record.",
    )
    for name in TOOLS:
        tool = _limited(getattr(answers, name), answers.seconds)
        told.tool(annotations=ToolAnnotations(read_only_hint=True))(tool)
    return told


class Answers:
    """What may be asked; each method is a tool.

    Parameters
    ----------
    folders
        Folders whose model files may be read; none but the shipped models otherwise.
    seconds
        Most seconds for an answer.
    """

    def __init__(self, folders: Sequence[Path] = (), seconds: float = 60) -> None:
        self.folders = tuple(f.resolve() for f in folders)
        self.seconds = seconds

    def list_models(self) -> Answer:
        """List the shipped models, with what each is about."""
        return _answer([f"{name}: {h2.load(name).title}" for name in h2.list_models()])

    def list_drugs(self, model: str = DEFAULT) -> Answer:
        """List the drugs of a model, with their targets in it."""
        m = self._model(model)
        rows = [f"{m.species[d].name}: {', '.join(_arrows_of(m, d))}" for d in m.drugs]
        return _answer(rows)

    def list_alterations(self, model: str = DEFAULT) -> Answer:
        """List the alterations of a model that a tumour may carry."""
        return _answer([a.name for a in self._model(model).alterations.values()])

    def find(self, name: str, model: str = DEFAULT) -> Answer:
        """Say what a name means (a brand, code, gene, event), and what a model has for it."""
        return _answer([str(h2.find(_text(name), self._model(model)))])

    def simulate(
        self,
        drugs: Names = [],
        alterations: Names = [],
        knockouts: Names = [],
        model: str = DEFAULT,
    ) -> Answer:
        """Say what becomes of a tumour under drugs: its verdict, its readouts, how sure."""
        m = self._model(model)
        result = h2.simulate(
            m, drugs=_names(drugs), alterations=_names(alterations), knockouts=_names(knockouts)
        )
        return _answer([result.summary()], _record(m, result.scenario.drugs), result.to_dict())

    def explain(
        self,
        readout: str | None = None,
        drugs: Names = [],
        alterations: Names = [],
        model: str = DEFAULT,
    ) -> Answer:
        """Say why a readout has its value, with the quoted sentence behind each arrow."""
        m = self._model(model)
        result = h2.simulate(m, drugs=_names(drugs), alterations=_names(alterations))
        told = h2.explain(result, readout)
        return _answer(told.text().split("\n"), _record(m, result.scenario.drugs))

    def matrix(
        self,
        drugs: Names = [],
        alterations: Names = [],
        model: str = DEFAULT,
    ) -> Answer:
        """Judge every alteration under every drug, or those that are named."""
        m = self._model(model)
        rows = h2.resistance_matrix(
            m, drugs=_names(drugs) or None, alterations=_names(alterations) or None
        )
        return _answer(list(rows.legend().values()), data=rows.to_dict())

    def minimal_bypasses(self, drugs: Names, model: str = DEFAULT) -> Answer:
        """List the smallest sets of alterations that defeat some drugs given together."""
        m = self._model(model)
        given = [m.find_species(d, "drug") for d in _names(drugs)]
        if not given:
            raise InputError("no drug is named", hint="name one")
        land = h2.landscape(m, None, (), background=given, max_seconds=self.seconds)
        sets = land.minimal_bypasses(())
        data = {"found": len(sets), "sets": [list(s) for s in islice(sets, MAX_SETS)]}
        return _answer([f"The unaltered tumour: {land.verdict()}."], _record(m, given), data)

    def regimens(self, alterations: Names = [], model: str = DEFAULT) -> Answer:
        """Rank the smallest sets of drugs that stop the growth of one tumour."""
        found = h2.regimens(self._model(model), _names(alterations))
        rows = [f"{r}: {r.outcome}" for r in islice(found, MAX_SETS)]
        return _answer([found.headline(), *rows], data={"found": len(found)})

    def tumour(self, text: str, regimens: Names, model: str = DEFAULT) -> Answer:
        """Judge a tumour told in a line, such as "HER2 3+, PIK3CA H1047R", under regimens (a+b)."""
        line = _text(text)
        if "\n" in line or Path(line).suffix or Path(line).exists():
            raise InputError("a tumour is told in one line of text, and no file is read")
        cohort = h2.read_tumours(line, self._model(model))
        return _answer(str(cohort.verdicts(_names(regimens))).split("\n"))

    def check(self, model: str = DEFAULT) -> Answer:
        """Check that a model is curated: quotes, references, rules and claims."""
        report = h2.check(self._model(model))
        return _answer(str(report).split("\n")[:MAX_SETS])

    def _model(self, name: str) -> Model:
        """Load a shipped model, or a file in one of the folders with all that it needs."""
        known = {n for full in shipped_models() for n in _short(full)}
        if _text(name) in known:
            return h2.load(name)
        return h2.load(self._confined(Path(name)))

    def _confined(self, path: Path) -> Path:
        inside = path if path.is_absolute() or not self.folders else self.folders[0] / path
        try:
            real = inside.resolve()
        except (OSError, ValueError):  # a name that no file can have
            raise _refusal(path) from None
        self._must_be_inside(real, path)
        for beside in real.parent.glob("*"):
            if beside.name.startswith(real.stem):
                self._must_be_inside(beside.resolve(), path)
        if real.suffix in (".yaml", ".yml"):
            data = parse(read_text(real), str(real)).data
            extended = data.get("extends") or [] if isinstance(data, dict) else []
            for parent in extended if isinstance(extended, list) else [extended]:
                if not any(str(parent) in _short(full) for full in shipped_models()):
                    self._confined(real.parent / str(parent))
        return real

    def _must_be_inside(self, file: Path, asked: Path) -> None:
        if not any(file.is_relative_to(folder) for folder in self.folders):
            raise _refusal(asked)


TOOLS = (
    "list_models", "list_drugs", "list_alterations", "find", "simulate", "explain", "matrix",
    "minimal_bypasses", "regimens", "tumour", "check",
)  # fmt: skip


def _refusal(path: Path) -> InputError:
    hint = "give the name of a shipped model; list_models tells them"
    return InputError(f"{shown(str(path))} may not be read here", hint=hint)


def _short(full: str) -> tuple[str, ...]:
    name = full.rpartition("/")[2]
    return full, name, name.partition("__")[0]


def _arrows_of(model: Model, drug: str) -> list[str]:
    return [i.id for i in model.interactions.values() if i.source == drug]


def _text(given: str) -> str:
    if len(given) > MAX_TEXT:
        raise LimitError(f"{len(given):,} letters are given, and at most {MAX_TEXT:,} are read")
    return given


def _names(given: Names) -> Names:
    if len(given) > MAX_NAMES:
        raise LimitError(f"{len(given):,} names are given, and at most {MAX_NAMES} are read")
    return [_text(name) for name in given]


def _record(model: Model, drugs: Sequence[str]) -> str:
    found = track_record(model, drugs)
    return str(found) if found else "Such verdicts of this model were never measured."


def _answer(sentences: list[str], record: str = "", data: Answer | None = None) -> Answer:
    """Put an answer together with what must be told with it."""
    return {
        "sentences": sentences,
        **({"data": data} if data is not None else {}),
        "semantics": SEMANTICS,
        "track_record": record or "Not a verdict, or of several drug sets at once.",
        "note": DISCLAIMER,
    }


def _limited(tool: Callable[..., Answer], seconds: float) -> Callable[..., Any]:
    """Let a tool run in the main thread, where the time for it can be limited."""

    @wraps(tool)
    async def run(*args: Any, **given: Any) -> Answer:
        from mcp.server.mcpserver.exceptions import ToolError

        try:
            with _alarm(seconds):
                return tool(*args, **given)
        except Her2ModelError as reason:
            raise ToolError(str(reason)) from None

    return run


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise LimitError(f"{seconds:g} s were not enough; ask for less")

    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
