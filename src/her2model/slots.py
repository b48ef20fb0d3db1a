from __future__ import annotations
from her2model.placement import Slot, BANDS, band_of
from her2model.model import Model
import yaml
from importlib.resources import files
from pathlib import Path

def slots_of(model):
    p = Path(str(files("her2model._models")))/"layouts"/f"{model.name}.yaml"
    d = yaml.safe_load(p.read_text())
    rows = {}
    return {s: Slot(*v) for s, v in d["slots"].items()}
