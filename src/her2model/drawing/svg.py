"""Write a picture as SVG, with nothing but text: no plotting library is needed."""

from __future__ import annotations

from html import escape
from itertools import groupby

from her2model.drawing.scene import Item, Picture, Shape, Words
from her2model.drawing.text_metrics import printable

__all__ = ["svg_of"]

FONTS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
BASELINE = 0.36
"""How far below its middle the baseline of a line of text lies, in font sizes."""


def svg_of(picture: Picture) -> str:
    """Return a picture as an SVG document.

    Parameters
    ----------
    picture
        What to draw.

    Returns
    -------
    str
        Text stays text; each box is a group ``node-…``, each wire ``edge-…``, with its name as
        tooltip; title and description carry the alt text. Equal pictures give equal bytes.
    """
    w, h = _n(picture.width), _n(picture.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}pt" height="{h}pt" '
        f'viewBox="0 0 {w} {h}" role="img" aria-labelledby="diagram-title diagram-text" '
        f'font-family="{FONTS}">',
        f'<title id="diagram-title">{_text(picture.title)}</title>',
        f'<desc id="diagram-text">{_text(picture.alt)}</desc>',
        f'<rect width="{w}" height="{h}" fill="#FFFFFF"/>',
    ]
    used: set[str] = set()
    for group, items in groupby(picture.items, key=lambda i: i.group):
        body = [_item(i) for i in items]
        if group and group not in used:
            used.add(group)
            name = picture.names.get(group)
            title = f"<title>{_text(name)}</title>" if name else ""
            lines += [f"<g id={_attribute(group)}>{title}", *body, "</g>"]
        else:
            lines += body
    return "\n".join([*lines, "</svg>", ""])


def _item(item: Item) -> str:
    return _words(item) if isinstance(item, Words) else _shape(item)


def _shape(shape: Shape) -> str:
    path = "".join(c + " ".join(map(_n, at)) for c, at in shape.path)
    paint = f'fill="{shape.fill or "none"}"'
    if shape.line:
        paint += f' stroke="{shape.line}" stroke-width="{_n(shape.width)}"'
        paint += ' stroke-linejoin="round"'
        paint += ' stroke-linecap="round"' if shape.round_cap else ""
        if shape.dash:
            paint += f' stroke-dasharray="{" ".join(map(_n, shape.dash))}"'
    return f'<path d="{path}" {paint}/>'


def _words(words: Words) -> str:
    style = f'font-size="{_n(words.size)}" fill="{words.colour}" text-anchor="{words.anchor}"'
    style += ' font-weight="bold"' if words.bold else ""
    style += ' font-style="italic"' if words.italic else ""
    x, y = words.x, words.y
    if words.upright:
        style += f' transform="rotate(-90 {_n(x)} {_n(y)})"'
    elif words.turn:
        style += f' transform="rotate({_n(-words.turn)} {_n(x)} {_n(y)})"'
    return (
        f'<text x="{_n(x)}" y="{_n(y + BASELINE * words.size)}" {style}>{_text(words.text)}</text>'
    )


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text(text: str) -> str:
    return escape(printable(text), quote=False)


def _attribute(text: str) -> str:
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in text)
    return f'"{safe}"'
