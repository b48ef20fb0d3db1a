"""Draw the pictures of the README and of these pages anew.

    python docs/pictures.py

The tests draw them too and find no difference, so that no picture goes stale.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import her2model as h2

FOLDER = Path(__file__).parent / "images"


def main() -> None:
    """Draw every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in pictures().items():
        drawn(FOLDER / name)


def pictures() -> dict[str, Callable[[Path], None]]:
    """Return file name → what draws it."""
    return {"reason.svg": reason, "matrix.svg": matrix}


def reason(file: Path) -> None:
    """Draw why a tumour that lost PTEN grows under the antibody."""
    tumour = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    text = h2.to_svg(tumour.model, tumour, why="Proliferation")
    file.write_text(text, encoding="utf-8")


def matrix(file: Path) -> None:
    """Draw every single alteration under every drug."""
    h2.heatmap(h2.resistance_matrix("her2-resistance"), file=file)


if __name__ == "__main__":
    main()
