"""Masked profiles: nothing of a customer leaves, and a guard has the last word."""

import dataclasses
import json
import os
import subprocess
import sys
import tomllib

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
import tomli_w

from planner.errors import CheckError, OptionError
from planner.files.contents import texts_in
from planner.files.guard import Secrets
from planner.geo import Grid
from planner.plan import masked_map, masking, own, protected, pseudonyms, sums
from planner.render import scene

SECRET_KEY = "a key of the test, long enough"
SUMS = {"map.html", "summary.html", "summary.xlsx", "manifest.json"}


def _masked(plan, profile, **changes):
    scenario = plan.scenario.vary(export__profile=profile, **changes)
    return dataclasses.replace(plan, scenario=scenario)


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv(pseudonyms.KEY, SECRET_KEY)


@pytest.mark.parametrize("profile", ["management", "public"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_protected_value_is_in_any_file_of_a_masked_profile(plan, profile, language, tmp_path):
    written = _masked(plan, profile).save(tmp_path, language)
    assert {path.name for path in written} == SUMS
    secrets = protected.secrets_of_all(plan)
    assert len(secrets.values) > 2_500
    assert len(secrets.points) > 600, "as the register has them, and where they are"
    assert [path.name for path in written if secrets.first_in(path)] == []
    assert not any(Secrets(frozenset([SECRET_KEY])).first_in(path) for path in written)
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["profile"] == profile


def test_management_sees_tier_and_district_on_a_grid_of_500_m_and_no_critical_customer(plan):
    page = masked_map.management_page(_masked(plan, "management"))
    layer = next(one for one in page.layers if one.role == "customers")
    rows = layer.rows
    assert set(rows.columns) == {"tier", "district", "account_no", "account_name", "geometry"}
    critical = plan.customers["critical_grade"].fillna("非重要") != "非重要"
    assert 0 < critical.sum() < len(plan.customers)
    assert len(rows) == (~critical).sum()
    lon, lat = shapely.get_coordinates(rows.geometry.to_numpy()).T
    grid = Grid.near(lat, size_m=500.0)
    assert abs(grid.middles(grid.cells(lon, lat)) - [*zip(lon, lat, strict=True)]).max() < 1e-9
    assert {layer.role for layer in page.layers} == {
        "land", "districts", "roads", "outlets", "customers",
    }  # fmt: skip
    drawn = json.dumps(scene.build_scene(page), ensure_ascii=False)
    assert "500 米网格" in drawn, "the level stands at the foot of the page"
    assert not any(str(one) in drawn for one in plan.customers["account_no"])


def test_the_public_map_counts_by_cell_and_leaves_small_cells_out(plan, tmp_path):
    public = _masked(plan, "public", export__fewest=6)
    layer = masked_map.counts_by_cell(public)
    assert layer.rows["customers"].min() >= 6
    inside = gpd.GeoDataFrame(geometry=plan.customers.geometry).sjoin(layer.rows, how="inner")
    counted = inside.groupby("index_right").size()
    assert counted.sort_index().tolist() == layer.rows["customers"].tolist()
    assert 0 < counted.sum() < len(plan.customers)
    public.save(tmp_path, "zh")
    page = (tmp_path / "map.html").read_text("utf-8")
    assert "公开级" in page
    assert "少于 6 户不列数字" in page


def test_each_manager_gets_his_own_customers_in_full_and_nobody_elses(plan, tmp_path):
    accounts = set(plan.customers["account_no"])
    shares = {one: own.accounts_of(plan, one) for one in plan.roster["manager_id"]}
    assert sum(map(len, shares.values())) == len(accounts), "nobody visits another's customer"
    two = dataclasses.replace(_masked(plan, "manager-own"), roster=plan.roster.iloc[:2])
    written = two.save(tmp_path)
    folders = {path.relative_to(tmp_path).parts[0] for path in written} - {"manifest.json"}
    assert folders == set(two.roster["manager_id"])
    for manager_id in two.roster["manager_id"]:
        folder = tmp_path / manager_id
        assert {"map.html", "customers.xlsx", f"{manager_id}.ics", "tours.gpkg"} <= {
            path.name for path in folder.iterdir()
        }
        pages = [path.read_text("utf-8") for path in (folder / "customers").glob("0*.html")]
        assert len(pages) == len(shares[manager_id])
        assert all(sum(one in page for page in pages) == 1 for one in shares[manager_id])
        index = (folder / "customers" / "index.html").read_text("utf-8")
        assert index.count('<td><a href="0') == len(pages)
        book = openpyxl.load_workbook(folder / "customers.xlsx", read_only=True)
        rows = list(book["大客户"].iter_rows(values_only=True))
        book.close()
        account_at = rows[0].index("户号")
        assert {row[account_at] for row in rows[1:]} == shares[manager_id]
        text = "\n".join(
            one for path in folder.rglob("*") if path.is_file() for one in texts_in(path)
        )
        assert {one for one in accounts if one in text} == shares[manager_id]
        assert "少于 5 户不列数字" in text


def test_a_protected_value_that_gets_into_a_masked_plan_fails_it_and_the_file_goes(plan, tmp_path):
    phone = str(plan.customers["contact_mobile"].dropna().iloc[0])
    leaky = _masked(plan, "public", report__city=f"某市 {phone}")
    with pytest.raises(CheckError, match=r"S01: 2 files .*map\.html, summary\.html") as fault:
        leaky.save(tmp_path)
    assert phone not in str(fault.value)
    assert [path.name for path in tmp_path.iterdir()] == ["summary.xlsx"], "it held no such value"


def test_a_name_of_two_characters_fails_a_masked_plan(plan, tmp_path):
    names = plan.customers.assign(contact_name="张伟")
    named = dataclasses.replace(plan, customers=names)
    leaky = _masked(named, "public", report__city="张伟 · ")
    with pytest.raises(CheckError, match="S01"):
        leaky.save(tmp_path)


def test_a_pseudonym_that_is_none_fails_the_plan(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(masking, "pseudonym", lambda account_no, key: account_no)
    with pytest.raises(CheckError, match=r"S01: 2 files .*summary"):
        _masked(plan, "management").save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"map.html"}


def test_points_that_were_left_as_they_are_are_not_drawn(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(masked_map, "POINT_GRID_M", 0.01)
    with pytest.raises(CheckError, match="S01: layer customers"):
        _masked(plan, "management").save(tmp_path)
    assert not (tmp_path / "map.html").exists()


def test_another_managers_customer_fails_the_folders(plan, tmp_path, monkeypatch):
    cut_to = own.cut_to

    def careless(plan, manager_id):
        return dataclasses.replace(cut_to(plan, manager_id), territories=plan.territories)

    monkeypatch.setattr(own, "cut_to", careless)
    whole = _masked(plan, "manager-own", report__customer_pages=2)
    one = dataclasses.replace(whole, roster=plan.roster.iloc[:1])
    with pytest.raises(CheckError, match=r"S01: 1 files .*customers\.xlsx"):
        one.save(tmp_path)
    assert not list(tmp_path.rglob("customers.xlsx"))


def test_a_masked_plan_does_not_go_into_the_folder_of_a_full_one(plan, tmp_path):
    (tmp_path / "tours").mkdir()
    (tmp_path / "tours" / "tours.gpkg").write_bytes(b"everybody's position")
    with pytest.raises(OptionError, match=r"1 other files: tours/tours\.gpkg"):
        _masked(plan, "public").save(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["tours.gpkg"]
    (tmp_path / "tours" / "tours.gpkg").unlink()
    again = [_masked(plan, "public").save(tmp_path) for _ in range(2)]
    assert again[0] == again[1]
    with pytest.raises(OptionError, match="a plan for management cannot go beside 4 other files"):
        _masked(plan, "management").save(tmp_path)


def test_without_a_key_there_are_no_pseudonyms(plan, tmp_path, monkeypatch):
    monkeypatch.delenv(pseudonyms.KEY)
    with pytest.raises(OptionError, match="key"):
        _masked(plan, "management").save(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_pseudonyms_depend_on_the_key_and_on_nothing_else():
    one = pseudonyms.pseudonym("0035020114", b"one key of the test")
    assert one == pseudonyms.pseudonym("0035020114", b"one key of the test")
    assert one != pseudonyms.pseudonym("0035020114", b"two key of the test")
    assert one != pseudonyms.pseudonym("0035020115", b"one key of the test")


def test_small_groups_show_nothing_and_cannot_be_worked_out():
    groups = pd.DataFrame(
        {
            "kind": ["tier"] * 3 + ["district"] * 2,
            "group": ["VIP", "T1", "T2", "a", "b"],
            "customers": [3, 40, 9, 20, 32],
            "annual_kwh": [1.0, 2.0, 3.0, 4.0, 5.0],
        }
    )
    shown = sums.grouped(groups, fewest=5, with_energy=True)
    assert shown["customers"].isna().tolist() == [True, False, True, False, False]
    assert shown["annual_kwh"].isna().tolist() == [True, False, True, False, False]
    assert "annual_kwh" not in sums.grouped(groups, fewest=5, with_energy=False)


def _small(city, folder, profile, note):
    """Write a scenario of forty customers, without roads, whose note the planner types himself."""
    register = pd.read_csv(city / "register.csv", dtype="str", encoding="gb18030")
    register.iloc[:40].to_csv(folder / "register.csv", index=False, encoding="utf-8")
    text = (city.parent / "scenarios" / "base.toml").read_text("utf-8")
    text = text.replace('"../city/register.csv"', f'"{folder.as_posix()}/register.csv"')
    text = text.replace('"../', f'"{city.parent.as_posix()}/')
    settings = tomllib.loads(text)
    settings["travel"] = {}
    settings["outlets"] = {key: settings["outlets"][key] for key in ("existing", "candidates")}
    settings["outlets"] |= {"count": 6}
    settings["visits"]["search_steps"] = 100
    settings["report"]["city"] = note
    settings["export"] = {"profile": profile}
    path = folder / "small.toml"
    path.write_text(tomli_w.dumps(settings), encoding="utf-8")
    return path


def _planner(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, words)],
        capture_output=True, check=False, encoding="utf-8", env=os.environ | environment,
    )  # fmt: skip


def test_a_run_whose_title_has_a_customers_number_fails_by_s01_and_leaves_no_such_file(
    city, tmp_path
):
    account = pd.read_csv(city / "register.csv", dtype="str", encoding="gb18030")["户号"].iloc[3]
    scenario = _small(city, tmp_path, "public", f"某市 {account}")
    done = _planner("run", scenario, "--out", tmp_path / "out")
    assert done.returncode == CheckError.exit_code, done.stderr
    assert "S01: 2 files held values outside the profile public and were removed" in done.stderr
    assert account not in done.stderr + done.stdout
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [path for path in left if Secrets(frozenset([account])).first_in(path)]
    assert "manifest.json" not in {path.name for path in left}


@pytest.mark.parametrize(("profile", "said"), [("management", pseudonyms.KEY), ("public", "a.txt")])
def test_a_masked_profile_is_refused_before_anything_is_computed(city, tmp_path, profile, said):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("mine", "utf-8")
    scenario = _small(city, tmp_path, profile, "某市")
    done = _planner("run", scenario, "--out", tmp_path / "out", **{pseudonyms.KEY: "short"})
    assert done.returncode == OptionError.exit_code
    assert said in done.stderr
    assert ": done" not in done.stderr, "no room was entered"
