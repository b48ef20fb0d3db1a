"""Settings of the documentation. Built offline: nothing is fetched, warnings are errors."""

from importlib.metadata import version as installed

project = "her2model"
author = "The her2model authors"
release = version = installed("her2model")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
exclude_patterns = ["_build", "lessons/*.ipynb", "lessons/*.py", "lessons/*.zip"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
napoleon_numpy_docstring = True
napoleon_google_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "show-inheritance": False}
autosummary_generate = True

html_theme = "furo"
html_title = "her2model"
html_static_path: list[str] = []
html_show_sourcelink = False
