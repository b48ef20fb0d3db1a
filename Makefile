# The README's commands. Each uses a virtual environment of its own, made from the pinned versions.
PYTHON ?= python3
INSTALL = bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test lint docs validate lowest release-check clean

demo: .venv-demo/installed
	.venv-demo/bin/her2model matrix her2-resistance --file her2-resistance.png
	.venv-demo/bin/her2model explain her2-resistance --alteration p95HER2 --drug trastuzumab

test: .venv-test/installed
	.venv-test/bin/python -m pytest --numprocesses auto

lint: .venv-test/installed
	.venv-test/bin/ruff format --check .
	.venv-test/bin/ruff check .
	.venv-test/bin/mypy

# Into docs/_build/html, then the tests of what was built. Nothing is fetched.
docs: .venv-test/installed
	rm -rf docs/_build docs/_made docs/api docs/lessons
	.venv-test/bin/python -m sphinx -b html -E -W --keep-going --quiet docs docs/_build/html
	.venv-test/bin/python -m pytest docs/test_site.py --numprocesses auto

# How often verdicts come true. GDSC's data come inside a package whose own requirements are of 2017.
validate: .venv-test/installed
	.venv-test/bin/python -m pip install --quiet --disable-pip-version-check --no-deps gdsctools==1.0.1
	.venv-test/bin/python benchmarks/validation.py $(VALIDATE)
	.venv-test/bin/python docs/tables.py

# The lowest versions that pyproject.toml allows, in an environment of their own, and a walk through.
lowest: pyproject.toml
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python -c 'import tomllib; print("\n".join(d.replace(">=", "==") for d in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]))' > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint .venv-lowest/lowest.txt .
	cd .venv-lowest && bin/her2model simulate -d trastuzumab -a "PTEN loss" && bin/her2model --help > help.txt
	cd .venv-lowest && bin/her2model matrix -o matrix.png > matrix.txt && bin/her2model page -o page.html
	cd .venv-lowest && bin/her2model draw -o draw.svg && bin/her2model suggest PMC7464074 > suggest.txt
	cd .venv-lowest && bin/her2model tumours "HER2 3+, PIK3CA H1047R" -d trastuzumab > tumours.txt
	cd .venv-lowest && bin/her2model simulate -a "PTEN loss" -o run.omex && bin/her2model run -i run.omex -o results
	cd .venv-lowest && bin/her2model lessons -o lessons && MPLBACKEND=agg bin/python -W ignore lessons/plot_1_reading_a_caption.py > lesson.txt
	cd .venv-lowest && bin/her2model screen -g none --max-size 1 && bin/her2model landscape && bin/her2model check

# The checklist of a release, as far as a program can go through it.
release-check: .venv-test/installed
	.venv-test/bin/python packaging/release_check.py

clean:
	rm -rf .venv-demo .venv-test .venv-lowest build docs/_build docs/_made docs/api docs/lessons

.venv-demo/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear .venv-demo
	.venv-demo/$(INSTALL) --editable .
	touch $@

.venv-test/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear .venv-test
	.venv-test/$(INSTALL) --editable '.[test,docs]'
	touch $@
