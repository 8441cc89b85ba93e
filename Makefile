# `make run` and `make test` need nothing but Python 3.11 (or newer) and make; they set up everything else.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check audit bench faults charts lock format clean

run: $(VENV)/run.stamp
	$(BIN)/gunicorn app:server

test: $(VENV)/test.stamp check
	@sh .ci/system-packages
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Known holes in what is installed. Where the advisories cannot be reached it fails and says so: no answer is no pass.
audit: $(VENV)/venv.stamp
	@$(BIN)/python -m pip install -q --disable-pip-version-check pip-audit
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.txt --progress-spinner off || { \
		echo "The audit did not pass: either holes are listed above, or the advisories could not be reached (then nothing was checked)."; exit 1; }

# Every benchmark prints a table with its peers in the same run.
bench: $(VENV)/bench.stamp
	@for script in $$(grep -l "__main__" benchmarks/*.py); do \
		echo "== $$script"; env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE PYTHONPATH=. $(BIN)/python $$script || exit 1; \
	done

faults: $(VENV)/test.stamp
	$(BIN)/pytest -m faults
	$(BIN)/pytest tests/hazards
	TESSERA_WALK_MB=300 $(BIN)/pytest tests/browser/test_upload.py

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# plotly.js in the parts that the pages need, into assets/vendor/plotly; needs npm.
charts:
	npm install --prefix vendoring/plotly --no-package-lock --no-audit --no-fund
	cd vendoring/plotly && node build.mjs

# The complete pinned lists, made from pyproject.toml.
lock: $(VENV)/venv.stamp
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-header -o requirements.txt
	$(BIN)/uv pip compile -q pyproject.toml --extra dev -c requirements.txt --python-version 3.11 --generate-hashes \
		--no-header -o requirements-dev.txt

clean:
	rm -rf $(VENV)

$(VENV)/venv.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 was not found. Install it, or say where it is: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tessera needs Python 3.11 or newer; $(PYTHON) is older. Say which to use: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/run.stamp: requirements.txt | $(VENV)/venv.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt | $(VENV)/venv.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: $(VENV)/test.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check clevercsv faiss-cpu kneed locust polars scikit-learn-intelex
	@touch $@
