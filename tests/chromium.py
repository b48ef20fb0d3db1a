"""Chromium for the tests: from the environment variable CHROMIUM, else from the path.

Where there is none, these tests are skipped with a reason, so that the others can be run anywhere.
The gate sets CHROMIUM_REQUIRED: there, they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CALLED = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without any network of its own."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CALLED)), None)
    if not found:
        absent = "Chromium is absent, so this was not tested: install it, or name it in CHROMIUM"
        (pytest.fail if "CHROMIUM_REQUIRED" in os.environ else pytest.skip)(absent)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()
