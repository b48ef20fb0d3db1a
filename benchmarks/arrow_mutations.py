"""The mutation test of every shipped model: the share of broken arrows that something notices.

Run ``python benchmarks/arrow_mutations.py`` for all models, or name some. What is measured is put
into ``results/arrow_mutations.json``, from which a page of the documentation is made; models that
are not named keep the figures that they have there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from her2model import arrow_mutations, list_models, load

RESULTS = Path(__file__).parent / "results" / "arrow_mutations.json"


def main() -> None:
    """Measure the models that are named, all without a name."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in sys.argv[1:] or list_models():
        found = arrow_mutations(load(name), first_only=True)
        known[name] = found.to_dict()
        print(str(found).splitlines()[0], flush=True)
        text = json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
