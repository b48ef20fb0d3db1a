"""Opens pages in Chromium without a network, and keeps what went wrong and what was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

CONSENSUS = "her2-resistance"


class Tabs:
    """Tabs of a browser that tests use one after the other: a new one costs more than a page."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[str, list[Page]] = {}

    def take(self, options: dict[str, Any]) -> Page:
        """Return an empty tab of a context with these options, without mouse or other media."""
        free = self.free.setdefault(repr(sorted(options.items())), [])
        if not free:
            return self.browser.new_context(offline=True, **options).new_page()
        tab = free.pop()
        tab.goto("about:blank")
        tab.emulate_media(media="null")
        tab.mouse.move(0, 0)
        return tab

    def give_back(self, options: dict[str, Any], tab: Page) -> None:
        self.free[repr(sorted(options.items()))].append(tab)


class Opener:
    """Opens pages of a folder, and listens to them for one test."""

    def __init__(self, tabs: Tabs, folder: Path) -> None:
        self.tabs, self.folder = tabs, folder
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.taken: list[tuple[dict[str, Any], Page]] = []

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def __call__(self, name: str = CONSENSUS, address: str = "", **options: Any) -> Page:
        options = {
            "reduced_motion": "reduce",
            "viewport": {"width": 1400, "height": 1000},
        } | options
        tab = self.tabs.take(options)
        self.taken.append((options, tab))
        tab.on("pageerror", self._failed)
        tab.on("console", self._said)
        tab.on("request", self._asked)
        tab.goto((self.folder / f"{name}.html").as_uri() + address)
        return tab

    def close(self) -> None:
        """Give the tabs back to whoever opens the next pages."""
        for options, tab in self.taken:
            tab.remove_listener("pageerror", self._failed)
            tab.remove_listener("console", self._said)
            tab.remove_listener("request", self._asked)
            self.tabs.give_back(options, tab)
        self.taken.clear()

    def check(self) -> None:
        """Give the tabs back; no page may have said an error or asked for anything but itself."""
        self.close()
        assert self.errors == []
        own = ("file:", "data:", "about:", "blob:")
        assert not [r for r in self.requests if not r.startswith(own)]
