"""Opens pages in Chromium without a network, and keeps what went wrong and what was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

CONSENSUS = "her2-resistance"


class Opener:
    """Opens pages of a folder."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.contexts: list[Any] = []

    def __call__(self, name: str = CONSENSUS, address: str = "", **options: Any) -> Page:
        options = {
            "reduced_motion": "reduce",
            "viewport": {"width": 1400, "height": 1000},
        } | options
        context = self.browser.new_context(offline=True, **options)
        self.contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda e: self.errors.append(str(e)))
        tab.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        tab.on("request", lambda r: self.requests.append(r.url))
        tab.goto((self.folder / f"{name}.html").as_uri() + address)
        return tab

    def close(self) -> None:
        for context in self.contexts:
            context.close()
