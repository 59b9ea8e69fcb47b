"""The bench on a folder of routing instances: rows, solution files, and files that are none."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from periodic_files import best_known, check_solution, read_instance

from planner.errors import DataError

BENCH = Path(__file__).parents[1] / "bench" / "visits.py"
HEADER = "set,instance,value,best_known,gap_pct,feasible,cpu_s,seed"
EIGHT = [(1, 0), (2, 0), (3, 0), (4, 0), (-1, 0), (-2, 0), (-3, 0), (-4, 0)]
WINDOWED = """C1

VEHICLE
NUMBER     CAPACITY
  1          10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

  0  0  0  0  0  100  0
  1  3  0  1  0   10  1
  2  0  4  1  5   20  1
"""


def periodic() -> str:
    """Two days, one vehicle for four of the eight on a line; one side a day is best, 16 in all."""
    places = [f"{number} {x} {y} 0 1 1 2 1 2" for number, (x, y) in enumerate(EIGHT, start=1)]
    return "\n".join(["1 1 8 2", "0 4", "0 4", "0 0 0 0 0 0 0", *places]) + "\n"


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "instances"
    for name in ("pvrp", "solomon"):
        (where / name).mkdir(parents=True)
    for name in ("known", "unnamed", "blank"):
        (where / "pvrp" / name).write_text(periodic())
    (where / "solomon" / "tiny.txt").write_text(WINDOWED)
    (where / "pvrp" / "README.txt").write_text("Where these come from.\n")
    (where / "pvrp" / "broken").write_text(periodic()[:60])
    (where / "pvrp" / "a stray text.txt").write_text("To be read another day.\n")
    (where / "pvrp" / "empty").write_text("")
    (where / "best_known.csv").write_text(
        "set,instance,best_known\npvrp,known,16\npvrp,blank,\npvrp,gone,7\nsolomon,tiny,16.0\n"
    )
    return where


def test_every_instance_of_a_folder_has_its_row_and_a_solution_that_is_one(folder, tmp_path):
    out = tmp_path / "out"
    asked = [str(folder), "--seconds", "0.2", "--seed", "3", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, str(BENCH), *asked], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0] == HEADER
    rows = list(csv.DictReader(done.stdout.splitlines()))
    told = ("set", "instance", "value", "best_known", "gap_pct", "feasible", "seed")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("pvrp", "blank", "16.0000", "", "", "yes", "3"),
        ("pvrp", "known", "16.0000", "16.0", "0.0000", "yes", "3"),
        ("pvrp", "unnamed", "16.0000", "", "", "yes", "3"),
        ("solomon", "tiny", "12.0000", "16.0", "-25.0000", "yes", "3"),
    ]
    for row in rows:
        assert float(row["cpu_s"]) >= 0.0
        file = next((folder / row["set"]).glob(f"{row['instance']}*"))
        solution = (out / row["set"] / f"{row['instance']}.res").read_text()
        value, faults = check_solution(read_instance(file), solution)
        assert (f"{value:.4f}", faults) == (row["value"], [])
    for name in ("a stray text.txt", "broken", "empty"):
        assert f"where: {folder / 'pvrp' / name}" in done.stderr
    assert "pvrp/blank has no value" in done.stderr
    assert "README" not in done.stderr


def test_nothing_need_be_known_and_a_table_without_headings_is_refused(folder):
    assert best_known(folder) == {
        ("pvrp", "known"): 16.0, ("pvrp", "gone"): 7.0, ("solomon", "tiny"): 16.0
    }  # fmt: skip
    (folder / "best_known.csv").write_text("pvrp,known,16\n")
    with pytest.raises(DataError, match="column best_known, instance, set is missing"):
        best_known(folder)
    (folder / "best_known.csv").unlink()
    assert best_known(folder) == {}


def test_what_is_no_instance_is_refused_by_its_name(folder):
    for name in ("a stray text.txt", "broken", "empty", "README.txt"):
        with pytest.raises(DataError, match="no instance") as caught:
            read_instance(folder / "pvrp" / name)
        assert caught.value.where.endswith(name)
