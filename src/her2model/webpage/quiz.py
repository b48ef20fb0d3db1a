"""Questions that a teacher writes: each a case and a sentence; the model knows the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from her2model.errors import InputError, shown
from her2model.model import strict_yaml
from her2model.model.files import read_text
from her2model.model.model import Model
from her2model.webpage.case_address import case_link

__all__ = ["questions"]

_ASKED = "What happens?"


def questions(model: Model, quiz: Iterable[Mapping[str, Any]] | str | Path) -> list[dict[str, str]]:
    """Return the questions of a page: each with its case as an address.

    Parameters
    ----------
    model
        The model.
    quiz
        A list of questions, or a YAML file of one: each names ``drugs``, ``alterations`` and so on
        as for :func:`~her2model.simulate`, and may say a ``question``.

    Raises
    ------
    InputError
        It is not such a list, or a case contradicts itself.
    UnknownName
        A name that the model does not have.

    Examples
    --------
    >>> import her2model as h2
    >>> questions(h2.load("PMC7464074"), [{"drugs": ["trastuzumab"], "question": "Who wins?"}])
    [{'question': 'Who wins?', 'case': 'd=trastuzumab'}]
    """
    if isinstance(quiz, (str, Path)):
        quiz = strict_yaml.parse(read_text(quiz), str(quiz)).data
    if not isinstance(quiz, Iterable) or isinstance(quiz, Mapping):
        raise InputError(
            f"{shown(quiz)} is not a quiz",
            hint="give a list of cases, such as drugs: [trastuzumab]",
        )
    return [_question(model, entry, k) for k, entry in enumerate(quiz, 1)]


def _question(model: Model, entry: Any, number: int) -> dict[str, str]:
    if not isinstance(entry, Mapping):
        raise InputError(f"question {number} of the quiz is not a case", hint="name its drugs:")
    case = {k: v for k, v in entry.items() if k != "question"}
    asked = str(entry.get("question") or _ASKED)
    return {"question": asked, "case": case_link(model, **case).removeprefix("#")}
