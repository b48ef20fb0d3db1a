"""Compare the layered drawings of six published networks with graphviz's dot and graphlay.

    python benchmarks/layouts.py

Needs the program ``dot`` (graphviz), the packages ``graphlay`` and ``clingo`` and pyboolnet's
networks. Crossings
are counted between the lines as they are drawn: for those two every pair of arrows, on splines as
sampled; for us every pair of trunks, which is what is seen, and every pair of arrows, as if none
shared a line. ``down`` is the share of arrows that lead down.

Reached in November 2026 with graphviz's dot and graphlay 0.3.1, crossings of ours / dot / graphlay
and our share down: remy 117 / 181 / 135, 0.83; grieco 94 / 128 / 108, 0.88; selvaggio 107 / 105 /
136, 0.92; jaoude 814 / 966 / 1089, 0.94. The last column is exact, by a minimum feedback arc set:
no drawing in layers has a share of 0.9 of faure (0.742 at most), tournier (0.846) or remy (0.838).
Of grieco 0.923 can lead down, but 0.894 where the cascade from EGFR to ERK does.
"""

from __future__ import annotations

import json
import subprocess
import warnings
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path

import clingo
import graphlay
import pyboolnet
from measuring import cpu

import her2model as h2
from her2model.drawing.curves import crossing
from her2model.drawing.geometry import Layout, Point
from her2model.drawing.layout import computed

NETWORKS = (
    "faure_cellcycle",
    "tournier_apoptosis",
    "remy_tumorigenesis",
    "grieco_mapk",
    "selvaggio_emt",
    "jaoude_thdiff",
)
FOLDER = Path(pyboolnet.__file__).parent / "repository"
_ACYCLIC = """
{up(X,Y)} :- arrow(X,Y).
#edge (X,Y) : arrow(X,Y), not up(X,Y).
#minimize {1,X,Y : up(X,Y)}.
"""
Segment = tuple[float, float, float, float]


def main() -> None:
    """Print a line for each network."""
    print(
        "network, species, arrows | ours: CPU s, trunks, pairs, down | "
        "dot, graphlay: CPU s, pairs, down | most that can lead down"
    )
    for name in NETWORKS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = h2.load(FOLDER / name / f"{name}.bnet")
        seconds, laid = cpu(lambda m=model: computed(m))
        arrows = [(w.source, w.target) for w in laid.wires if w.source != w.target]
        down = sum(w.end.y > w.points[0].y for w in laid.wires if w.source != w.target)
        others = [
            f"{seconds:.2f}, {found}, {share:.2f}"
            for seconds, found, share in (dot(arrows), layered_by_graphlay(laid, arrows))
        ]
        print(
            f"{name}, {len(laid.glyphs)}, {len(laid.wires)} | {seconds:.2f}, {laid.crossings()}, "
            f"{pairs(laid)}, {down / len(arrows):.2f} | {' | '.join(others)} | "
            f"{1 - fewest_up(arrows) / len(arrows):.3f}",
            flush=True,
        )
    cascade = list(pairwise(("EGFR", "GRB2", "SOS", "RAS", "RAF", "MEK1_2", "ERK")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = h2.load(FOLDER / "grieco_mapk" / "grieco_mapk.bnet")
    arrows = [(a.source, a.target) for a in model.interactions.values() if a.source != a.target]
    share = 1 - fewest_up(arrows, cascade) / len(arrows)
    print(f"grieco_mapk with EGFR to ERK downwards: {share:.3f} at most")


def fewest_up(arrows: Sequence[tuple[str, str]], downwards: Sequence[tuple[str, str]] = ()) -> int:
    """Return how many arrows must lead up in any order: a minimum feedback arc set, exactly.

    Arrows in ``downwards`` may not be among them.
    """
    names = {s: k for k, s in enumerate(sorted({s for a in arrows for s in a}))}
    facts = [f"arrow({names[a]},{names[b]})." for a, b in arrows]
    facts += [f":- up({names[a]},{names[b]})." for a, b in downwards if (a, b) in arrows]
    control = clingo.Control(["--opt-strategy=usc"])
    control.add("base", [], _ACYCLIC + "".join(facts))
    control.ground([("base", [])])
    costs: list[int] = []
    solved = control.solve(on_model=lambda m: costs.append(m.cost[0]))
    assert solved.exhausted
    return costs[-1]


def pairs(laid: Layout) -> int:
    """Count the crossings of every pair of arrows, those on one trunk apart."""
    found = 0
    pieces: dict[tuple[float, float], list[tuple[int, Point, Point]]] = {}
    for w in laid.wires:
        for a, b in pairwise(sorted(w.points, key=lambda p: p.y)):
            if w.source != w.target and a.y != b.y and a.x != b.x:
                pieces.setdefault((a.y, b.y), []).append((w.bundle, a, b))
    straight = [
        (w.bundle, *sorted((a, b), key=lambda p: p.y))
        for w in laid.wires
        for a, b in pairwise(w.points)
        if w.source != w.target and a.x == b.x
    ]
    for (top, bottom), lines in pieces.items():
        across = [
            (bundle, Point(a.x, top), Point(a.x, bottom))
            for bundle, a, b in straight
            if a.y <= top and b.y >= bottom
        ]
        for (v, a, b), (w, c, d) in combinations(lines, 2):
            found += v != w and crossing(a, b, c, d) is not None
        for v, a, b in lines:
            found += sum(w != v and crossing(a, b, c, d) is not None for w, c, d in across)
    return found


def dot(arrows: list[tuple[str, str]]) -> tuple[float, int, float]:
    """Return processor seconds, crossings and the share of arrows that lead down, for dot."""
    text = "digraph {node [shape=box]; " + "".join(f'"{a}" -> "{b}";' for a, b in arrows) + "}"
    seconds, run = cpu(
        lambda: subprocess.run(["dot", "-Tjson"], input=text.encode(), stdout=subprocess.PIPE)
    )
    told = json.loads(run.stdout)
    ys = {o["_gvid"]: float(o["pos"].split(",")[1]) for o in told["objects"]}
    down = Counter(ys[e["tail"]] > ys[e["head"]] for e in told["edges"])
    lines = [sampled(e["pos"]) for e in told["edges"]]
    found = sum(crosses(p, q) for one, other in combinations(lines, 2) for p in one for q in other)
    return seconds, found, down[True] / len(told["edges"])


def layered_by_graphlay(ours: Layout, arrows: list[tuple[str, str]]) -> tuple[float, int, float]:
    """Return processor seconds, crossings and the share of arrows that lead down, for graphlay."""
    graph = graphlay.Graph()
    for g in ours.glyphs:
        graph.node(g.species, width=g.width, height=g.height)
    for a, b in arrows:
        graph.edge(a, b)
    seconds, laid = cpu(lambda: graphlay.layout(graph, options={"direction": "topbottom"}))
    lines = [
        [(*a, *b) for a, b in pairwise([(p["x"], p["y"]) for p in e["points"]])] for e in laid.edges
    ]
    found = sum(crosses(p, q) for one, other in combinations(lines, 2) for p in one for q in other)
    down = sum(line[-1][3] > line[0][1] for line in lines)
    return seconds, found, down / len(lines)


def sampled(pos: str, step: int = 8) -> list[Segment]:
    """Return a spline of dot's as short straight pieces."""
    points = [tuple(map(float, p.split(",")[-2:])) for p in pos.split() if p[0] not in "es"]
    places = [points[0]]
    for k in range(0, len(points) - 3, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[k : k + 4]
        for n in range(1, step + 1):
            t, u = n / step, 1 - n / step
            places.append(
                (
                    u**3 * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3,
                    u**3 * y0 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y3,
                )
            )
    return [(*a, *b) for a, b in pairwise(places)]  # type: ignore[misc]


def crosses(p: Segment, q: Segment) -> bool:
    """Whether two straight pieces cross inside of both."""
    ax, ay, bx, by = p
    cx, cy, dx, dy = q
    if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx):
        return False
    if max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
        return False
    left = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    right = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    one = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    other = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return left * right < 0 and one * other < 0


if __name__ == "__main__":
    main()
