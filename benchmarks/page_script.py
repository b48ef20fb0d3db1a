"""The page's logic in Node.js, beside Python."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import her2model as h2
from her2model.engine.forcing import gained
from her2model.webpage.data import facts, switches

__all__ = ["page_answers"]

_SCRIPT = """
%s
const { data, asked } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const logic = new Logic(data);
process.stdout.write(JSON.stringify(asked.map((s) => logic.answer(s))));
"""


def page_answers(model: h2.Model, scenarios: Iterable[h2.Scenario]) -> list[dict[str, Any]]:
    """What the page's script says of scenarios of alterations, drugs, knockouts and gains."""
    alterations = list(model.alterations)
    data = facts(model) | switches(model, tuple(model.drugs), tuple(alterations))
    place = {s["id"]: i for i, s in enumerate(data["species"])}
    asked = [
        {
            "alterations": [alterations.index(a) for a in s.alterations],
            "drugs": [place[d] for d in s.drugs],
            "knockouts": [place[k] for k in s.knockouts],
            "gains": [[place[g], level] for g, level in (gained(model, g) for g in s.gains)],
            "context": [], "onset": s.onset,
        }
        for s in scenarios
    ]  # fmt: skip
    script = (files("her2model.webpage") / "assets" / "logic.js").read_text(encoding="utf-8")
    run = subprocess.run(
        ["node", "-e", _SCRIPT % script],
        input=json.dumps({"data": data, "asked": asked}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found
