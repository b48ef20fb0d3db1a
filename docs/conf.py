"""Settings of the documentation. Built offline: nothing is fetched, warnings are errors.

``make docs`` builds the site and then runs ``docs/test_site.py`` on it.
"""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # this folder has modules of its own

project = "her2model"
author = "The her2model authors"
project_copyright = "the her2model authors. MIT licence. Not for clinical use"
release = version = installed("her2model")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
    "made_for_site",
]
exclude_patterns = ["_build", "_made", "_templates"]
templates_path = ["_templates"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
suppress_warnings = [
    "config.cache",  # the gallery's settings hold a function
]

myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": True}
autosummary_generate = True
autosummary_filename_map = {  # some file systems do not tell capitals from small letters
    "her2model.Landscape": "her2model.Landscape.class",
    "her2model.Screen": "her2model.Screen.class",
}

sphinx_gallery_conf = {
    "examples_dirs": "../examples/lessons",
    "gallery_dirs": "lessons",
    "filename_pattern": r"/plot_",
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("made_for_site.pictures_with_alt_text",),
    "reference_url": {"her2model": None},  # names in the code lead to their description
    "doc_module": ("her2model",),
    "backreferences_dir": None,
    "reset_modules": ("matplotlib",),
    "abort_on_example_error": True,
    "show_memory": False,
    "show_signature": False,
    "min_reported_time": 3600,
    "write_computation_times": False,
    "remove_config_comments": True,
}

html_theme = "furo"
html_title = "her2model"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_extra_path = ["_made/site"]
html_show_sourcelink = False
html_theme_options = {
    "announcement": "Not for clinical use.",  # the words are in _templates/page.html
}
