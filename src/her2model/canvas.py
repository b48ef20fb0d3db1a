"""Draw a picture with matplotlib."""
from __future__ import annotations
from typing import TYPE_CHECKING
from her2model.scene import Picture, Shape, Words
if TYPE_CHECKING:
    from matplotlib.axes import Axes


def paint(ax, items, scale, names=None):
    from matplotlib.path import Path
    from matplotlib.patches import PathPatch
    codes = {"M": Path.MOVETO, "L": Path.LINETO, "Z": Path.CLOSEPOLY}
    for z, item in enumerate(items):
        if isinstance(item, Words):
            ax.text(item.x, item.y, item.text, fontsize=item.size*scale, color=item.colour,
                weight="bold" if item.bold else "normal", style="italic" if item.italic else "normal",
                ha={"start":"left","middle":"center","end":"right"}[item.anchor], va="center_baseline" if not item.upright else "center",
                rotation=90 if item.upright else 0, zorder=z, family="DejaVu Sans")
            continue
        v=[];c=[]
        for cmd, at in item.path:
            if cmd=="Q":
                v += [at[:2], at[2:]]; c += [Path.CURVE3]*2
            elif cmd=="Z": v.append((0,0)); c.append(Path.CLOSEPOLY)
            else: v.append(at); c.append(codes[cmd])
        ax.add_patch(PathPatch(Path(v,c), facecolor=item.fill or "none", edgecolor=item.line or "none",
            linewidth=(item.width*scale if item.line else 0), zorder=z, capstyle="butt", joinstyle="round",
            linestyle=(0,tuple(d/item.width for d in item.dash)) if item.dash else "solid"))
