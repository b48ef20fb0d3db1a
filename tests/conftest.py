"""What several files of tests begin with: a command that runs, and pages open in a browser.

No test fails because the machine is busy: hypothesis has no deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from her2model import landscape
from her2model.cli import main
from her2model.screening.landscape import Landscape

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from page_opener import Opener, Tabs

Run = Callable[..., tuple[int, str, str]]

settings.register_profile("her2model", deadline=None)
settings.load_profile("her2model")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command at 80 columns; return exit code, output and errors."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        out, err = capsys.readouterr()
        return int(caught.value.code or 0), out, err

    return call


@pytest.fixture(scope="session")
def land() -> Landscape:
    """The landscape of the consensus."""
    return landscape("her2-resistance")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from chromium import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Tabs:
    from page_opener import Tabs

    return Tabs(browser)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of :mod:`page_models`, unless a module has others."""
    from page_models import written

    return written(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def opened(tabs: Tabs, folder: Path) -> Iterator[Opener]:
    """Opens the pages of the module's ``folder``, which may ask for nothing and say no error."""
    from page_opener import Opener

    opener = Opener(tabs, folder)
    yield opener
    opener.check()
