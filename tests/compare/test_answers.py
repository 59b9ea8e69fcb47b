"""What a comparison hands out: page, workbook, maps, tables, the command."""

import sys

import openpyxl
import pandas as pd
import pytest
import small_plans
from small_plans import record, settings, tables

import planner as pl
from planner.cli import main

SLY = "a<img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture(scope="module")
def comparison():
    other = record(
        "other",
        cost=900_000.0,
        mean=6.0,
        settings=settings(count=3) | {"name": "other"},
        tables=tables(outlets=small_plans.outlets("kept", "closed", "new")),
    )
    return pl.compare([record(), other, record("worse", cost=1_100_000.0, mean=7.0)])


def test_everything_is_written_and_the_same_again(comparison, tmp_path):
    first, second = (comparison.save(tmp_path / one) for one in ("a", "b"))
    names = [path.relative_to(tmp_path / "a").as_posix() for path in first]
    assert names[:4] == ["comparison.html", "comparison.xlsx", "map.html", "map-2.html"]
    assert len(names) == 4 + 8 + 1
    pairs = zip(first, second, strict=True)
    assert [a.name for a, b in pairs if a.read_bytes() != b.read_bytes()] == []


def test_the_page_names_every_plan_its_departures_and_the_frontier(comparison, tmp_path):
    comparison.save(tmp_path, "en")
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "outlets.count: 2 → 3" in page
    assert page.count("<svg") == 2
    assert "on the frontier" in page
    assert " style=" not in page, "the page's own policy would not let it through"


def test_the_workbook_has_a_sheet_for_every_table_in_the_readers_words(comparison, tmp_path):
    comparison.save(tmp_path, "zh")
    book = openpyxl.load_workbook(tmp_path / "comparison.xlsx", read_only=True)
    assert book.sheetnames[1:5] == ["指标对比", "费用与时间", "设置与输入差异", "网点变化"]
    rows = list(book["网点变化"].iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == ["新增", "撤销"]
    table = pd.read_parquet(tmp_path / "tables" / "sites.parquet")
    assert table["change"].tolist() == ["opens", "closes"]


def test_names_are_shown_as_written_whatever_they_say(tmp_path):
    sly = record(SLY[:60], settings=settings() | {"report": {"city": SLY, "late_min": 15.0}})
    pl.compare([record(), sly]).save(tmp_path)
    for name in ("comparison.html", "map.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert "<img" not in page
        assert "&gt;49" not in page, "nothing of a name is computed"


def test_a_page_shows_the_first_plan_in_the_place_of_today(comparison):
    page = comparison.page("other")
    layers = {layer.role: layer.rows for layer in page.layers}
    decisions = dict(
        zip(layers["outlets"]["outlet_id"], layers["outlets"]["decision"], strict=True)
    )
    assert decisions == {"Y1": "kept", "Y2": "closed", "H1": "new"}
    assert layers["customers"]["today_time_min"].tolist() == [4.0, 5.0, 6.0, 7.0]
    assert [one.zh for one in page.sides] == ["base", "other"]
    assert {one.key: one.before for one in page.figures}["mean_min_kwh"] == 5.0


def test_a_plan_that_is_not_there_is_named_with_those_that_are(comparison):
    with pytest.raises(pl.OptionError, match="no plan 'base'") as caught:
        comparison.page("base")
    assert "other, worse" in caught.value.mend


def test_the_map_takes_more_layers(comparison):
    drawn = comparison.map("en")
    assert "plannerLayers" in drawn.get_root().render()


def test_the_command_prints_both_tables_and_refuses_a_spoiled_folder(tmp_path, command):
    folders = [
        small_plans.save(record(), tmp_path / "base"),
        small_plans.save(record("other", mean=6.0), tmp_path / "other"),
    ]
    code, said, _ = command(*folders, "--language", "en", "--out", tmp_path / "out")
    assert code == 0
    assert "what the others are compared with" in said
    assert "+1.0" in said
    assert (tmp_path / "out" / "comparison.html").is_file()
    with (folders[1] / "tables" / "owners.parquet").open("ab") as file:
        file.write(b"x")
    code, _, error = command(*folders)
    assert code == 2
    assert "tables/owners.parquet" in error
    assert "Traceback" not in error


@pytest.fixture
def command(monkeypatch, capsys):
    """The command as a terminal has it, without a process of its own: code, output, errors."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["planner", "compare", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return (ended.value.code or 0, *capsys.readouterr())

    return call
