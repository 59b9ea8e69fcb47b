"""Every notebook runs from top to bottom, offline, and is stored as it was written."""

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CELL_BYTES = 5_000_000
"""What one cell may show: more makes a notebook that nobody can open or send."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_asserts_hold(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "assert " in code[-1].source, "a notebook ends in asserts"
    assert max(len(str(cell.outputs).encode()) for cell in code) < CELL_BYTES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_the_text_that_it_was_written_as(path):
    """`make notebooks` brings them together again."""
    written = jupytext.read(path.with_suffix(".py"))
    stored = nbformat.read(path, as_version=4)
    assert [(one.cell_type, one.source) for one in stored.cells] == [
        (one.cell_type, one.source) for one in written.cells
    ]


def test_every_text_has_its_notebook_and_every_capability_one():
    stems = [path.stem for path in NOTEBOOKS]
    assert stems == sorted(path.stem for path in FOLDER.glob("*.py"))
    assert [stem[:2] for stem in stems] == [f"{at:02d}" for at in range(len(stems))]
    assert {"00_start", "01_walk", "02_outlets", "03_visits", "04_register"} <= set(stems)
