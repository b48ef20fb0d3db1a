"""How commands print: JSON, tables that are never cut, coloured text."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["new_table", "print_", "print_json"]


def print_json(data: Any) -> None:
    """Print plain data as JSON."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def new_table(*columns: str) -> Table:
    """Start a table whose cells are folded and never cut."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def print_(what: Table | Text) -> None:
    """Print a table or text; wide where nobody looks at a terminal."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(what, soft_wrap=isinstance(what, Text))
