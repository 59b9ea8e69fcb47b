"""`planner open RUN`: the report of a run, or a word on where there is one."""

import webbrowser

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import DataError
from planner.plan import find_report


@pytest.fixture
def opened(monkeypatch):
    addresses = []
    monkeypatch.setattr(webbrowser, "open", lambda address: addresses.append(address) or True)
    return addresses


def test_the_report_of_a_run_is_opened(tmp_path, opened):
    page = tmp_path / "区域 1" / "report.html"
    page.parent.mkdir()
    page.write_text("x", encoding="utf-8")
    done = CliRunner().invoke(app, ["open", str(page.parent)])
    assert done.exit_code == 0, done.output
    assert opened == [page.as_uri()]


def test_of_a_masked_plan_the_summary_is_opened(tmp_path):
    (tmp_path / "summary.html").write_text("x", encoding="utf-8")
    assert find_report(tmp_path).name == "summary.html"


def test_a_folder_without_a_report_names_the_runs_that_have_one(tmp_path, opened):
    (tmp_path / "base-1").mkdir()
    (tmp_path / "base-1" / "report.html").write_text("x", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "base-2"):
        with pytest.raises(DataError, match=r"no report\.html") as caught:
            find_report(folder)
        assert "base-1" in caught.value.mend
    assert opened == []
