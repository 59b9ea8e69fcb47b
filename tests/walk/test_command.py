"""The command: what it prints and writes, and how it answers a mistake."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest


def planner(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
    )


def assert_clear(done: subprocess.CompletedProcess[str], *said: str, code: int = 2) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "mend:" in done.stderr
    for words in said:
        assert words in done.stderr


@pytest.fixture
def base(city: Path) -> str:
    return (city.parent / "scenarios" / "base.toml").read_text(encoding="utf-8")


def _scenario(folder: Path, base: str, city: Path, **swaps: str) -> Path:
    text = base.replace('"../', f'"{city.parent.as_posix()}/')
    for old, new in swaps.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_scenario_is_named_with_the_ones_there(city):
    done = planner("run", city.parent / "scenarios" / "bsae.toml")
    assert_clear(done, "there is no scenario file bsae.toml", "base.toml")


def test_a_scenario_that_is_not_toml_says_the_line(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("name = base\n", encoding="utf-8")
    assert_clear(planner("run", path), "cannot be read", "line 1")


def test_a_misspelt_setting_names_the_nearest(tmp_path, base, city):
    path = _scenario(tmp_path, base, city, **{"count =": "cuont ="})
    assert_clear(planner("run", path), "unknown setting outlets.cuont", "outlets.count")


def test_a_missing_register_names_the_file_and_the_setting(tmp_path, base, city):
    path = _scenario(tmp_path, base, city, **{"register.csv": "regster.csv"})
    assert_clear(
        planner("run", path), "regster.csv (customers.file)", "mean customers.file: register.csv"
    )


@pytest.mark.parametrize(
    ("setting", "text", "said"),
    [
        (
            "visits.leave",
            "工号,开始日期,结束日期,结束时间\nE0244,2026-11-02,2026-11-06,9点\n",
            "9点",
        ),
        ("visits.appointments", "户号,日期,时间\n0035020103,2026-11-02,noon\n", "noon"),
        ("managers.roster", "工号\nE0244\n", "managers.roster"),
        ("visits.calendar", "date,kind\n2026-10-01,feast\n", "feast"),
        (
            "visits.technicians",
            "工号,姓名,驻点网点\nE0244,何志刚,Y01\n",
            "manager and technician at once: E0244",
        ),
    ],
)
def test_a_fault_in_a_file_that_is_wanted_last_is_told_before_anything_is_done(
    tmp_path, city, setting, text, said
):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    scenario = city.parent / "scenarios" / "quarter.toml"
    done = planner("run", scenario, "--set", f"{setting}={path}", "--home", tmp_path / "runs")
    assert_clear(done, said, "mend:")
    assert "register" not in done.stdout + done.stderr.partition("DataError")[0]


def test_an_impossible_count_says_how_to_mend_it(tmp_path, base, city):
    path = _scenario(tmp_path, base, city, **{"count = { at_most = 10 }": "count = 800"})
    done = planner("run", path, "--out", tmp_path / "out")
    assert done.returncode in (1, 2)
    assert "mend:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists(), "nothing is written when there is no plan"


def test_an_unknown_option_is_a_usage_error():
    done = planner("run", "--fast")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_check_prints_the_counts_and_writes_the_three_files(tmp_path, city):
    done = planner("check", city / "register.csv", "--out", tmp_path, "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "accepted" in done.stdout
    assert "U01" in done.stdout
    accepted = pd.read_parquet(tmp_path / "accepted.parquet")
    book = openpyxl.load_workbook(tmp_path / "quarantine.xlsx", read_only=True)
    quarantined = sum(1 for _ in book["Quarantined rows"].iter_rows()) - 1
    read = int(done.stdout.split(" rows read")[0].split()[-1])
    assert len(accepted) + quarantined == read
    findings = pd.read_csv(tmp_path / "findings.csv", dtype=str)
    assert {"rule", "row", "column", "value", "level", "mend"} <= set(findings.columns)


def test_check_with_corrections_says_what_was_used_and_what_was_refused(tmp_path, city):
    filled = tmp_path / "filled.csv"
    filled.write_text(
        "Source row,Column,Value as written,Correction,Corrected by,Corrected on,Reason,"
        "Released by\n"
        "83,合同容量,-1250,1250,Zhang,2026-10-08,sign,Li\n"
        "14,合同容量,abc,630,Zhang,2026-10-08,typing error,Zhang\n",
        encoding="utf-8",
    )
    words = ("check", city / "register.csv", "--language", "en", "--out", tmp_path / "out")
    assert planner(*words).returncode == 0
    done = planner(*words, "--corrections", filled)
    assert done.returncode == 0, done.stderr
    assert "1 cells changed, 1 lines refused; 1 faults closed" in done.stdout
    assert "row 14 合同容量 → 630: L02" in done.stdout
    assert "(last run register.csv: " in done.stdout
    assert "changes.csv" in done.stdout
    assert_clear(planner(*words, "--corrections", city / "monthly.csv"), "monthly.csv", "修正人")


def test_check_of_the_wrong_file_is_a_clear_error(tmp_path, city):
    odd = tmp_path / "register.xlsx"
    odd.write_bytes((city / "register.csv").read_bytes())
    assert_clear(planner("check", odd), "register.xlsx")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert_clear(planner("check", empty), "empty.csv")
    assert_clear(planner("check", city / "monthly.csv"), "monthly.csv")
    assert_clear(planner("check", city / "register.csv", "--language", "fr"), "'fr'")


def test_the_template_is_a_register_that_check_reads(tmp_path):
    path = tmp_path / "blank.xlsx"
    assert planner("template", "--out", path).returncode == 0
    book = openpyxl.load_workbook(path)
    headings = [{cell.value for cell in next(sheet.iter_rows(max_row=1))} for sheet in book]
    assert any({"户号", "户名", "合同容量"} <= one for one in headings)
    assert any({"Account no.", "Account name", "Contract kVA"} <= one for one in headings)


def test_quiet_prints_nothing_and_piped_prints_no_bars(tmp_path):
    done = planner("template", "--out", tmp_path / "t.xlsx", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_help_names_every_command():
    done = planner("--help")
    assert done.returncode == 0
    for command in ("run", "check", "template", "demo"):
        assert command in done.stdout
