# Each target sets up all it needs: a second call installs nothing.
.PHONY: demo test bench bench-scale bench-siting bench-visits lint nominatim notebooks setup
.DEFAULT_GOAL := demo
BIN := .venv/bin

demo:
	@tools/setup.sh run
	@$(BIN)/planner demo

lint:
	@tools/setup.sh test
	$(BIN)/ruff format --check planner tests data
	$(BIN)/ruff check planner tests data
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench:
	@tools/setup.sh test
	$(BIN)/python tests/bench $(ONLY) $(if $(REPEATS),--repeats $(REPEATS))

bench-scale:
	@tools/setup.sh test
	$(BIN)/python tests/bench/scale.py

bench-siting:
	@test -n "$(INSTANCES)" || { echo "say where: make bench-siting INSTANCES=DIR"; exit 2; }
	@tools/setup.sh test >&2
	@$(BIN)/python tests/bench/siting.py "$(INSTANCES)"

bench-visits: SECONDS = 60
bench-visits: SEED = 1
bench-visits: OUT = build/bench-visits
bench-visits:
	@test -n "$(INSTANCES)" || { echo "say where: make bench-visits INSTANCES=DIR SECONDS=60"; exit 2; }
	@tools/setup.sh test >&2
	@$(BIN)/python tests/bench/visits.py "$(INSTANCES)" --seconds $(SECONDS) --seed $(SEED) \
	  --out "$(OUT)" $(if $(PEER),--peer) $(if $(ONLY),--only "$(ONLY)")

setup:
	@tools/setup.sh test

# Notebooks are written as notebooks/*.py; this makes the .ipynb beside each, without outputs.
notebooks:
	@tools/setup.sh test
	$(BIN)/jupytext --quiet --update --to ipynb notebooks/*.py

# A real geocoding service over the sample city, and the tests that want one. PostgreSQL, PostGIS and
# osm2pgsql come from `tools/nominatim.sh install` (as root, on Debian).
nominatim:
	@tools/setup.sh test
	@tools/nominatim.sh build
	@tools/nominatim.sh with $(BIN)/python -m pytest tests/geocode/test_nominatim_service.py
