"""Rows through the room: offline first, online only for what is left and only with consent."""

import json
from collections import Counter

import answers
import pytest
import tomli_w
from answers import AWAY_LAT, AWAY_LON, NOTHING, amap
from loopback import KEY, Said

from planner import geocode_table
from planner.geocode import GeocodeOptions, locate_customers
from planner.plan import manifest
from planner.plan.clock import StepClock
from planner.plan.sentences import whom_we_asked
from planner.plan.walk import Walk

WEST = "990101"
ROWS = (
    {"经度": "118.06", "纬度": "24.51", "坐标系": "WGS84", "用电地址": "西汀区无名路1号"},
    {"用电地址": "西汀区滨海路101号"},
    {"用电地址": "西汀区新开路7号", "行政区划代码": WEST},
    {"用电地址": "西汀区远方路1号"},
    {"用电地址": "查无此路1号"},
    {"用电地址": "出错路1号"},
    {"用电地址": ""},
    {"用电地址": "石塘镇老厂", "行政区划代码": WEST},
)


@pytest.fixture
def locate(service, rows, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("PLANNER_AMAP_KEY", KEY)

    def run(*cells, **online):
        options = GeocodeOptions.load(
            {
                "gazetteer": folder,
                "online": {
                    "provider": "amap", "consent": True, "base_url": service.url, "attempts": 1,
                    "cache": tmp_path / "cache.sqlite", "requests_per_s": 1000.0, **online,
                },
            }
        )  # fmt: skip
        return locate_customers(rows(*cells), options)

    return run


def _answer(params):
    address = params["address"]
    for word, body in (
        ("新开路", amap()), ("远方路", amap(AWAY_LON, AWAY_LAT)), ("查无此路", NOTHING["amap"]),
        ("石塘镇", amap(118.031, 24.581, "兴趣点")),
    ):  # fmt: skip
        if word in address:
            return Said(body)
    return Said(status=500)


def _rules(located):
    """Rules by the position of the row they are about."""
    found = {}
    for one in located.findings:
        if one.account_no:
            found.setdefault(int(one.account_no), set()).add(one.rule.rule_id)
    return found


ASKED = [
    "鹭湾市西汀区新开路7号", "鹭湾市西汀区远方路1号", "鹭湾市查无此路1号", "鹭湾市出错路1号",
    "鹭湾市石塘镇老厂",
]  # fmt: skip


def test_only_rows_coarser_than_a_road_are_asked_about(service, locate):
    service.answer = _answer
    located = locate(*ROWS)
    assert [one["address"] for one in service.asked] == ASKED
    assert set(service.asked[0]) == {"address", "city", "output", "key"}
    assert len(located.customers) + len(located.quarantined) == len(ROWS)


def test_every_row_says_what_came_of_asking(service, locate):
    service.answer = _answer
    located = locate(*ROWS)
    row = located.customers.set_index("account_no").loc["0000000002"]
    assert (row["geo_level"], row["geo_status"], row["crs_from"]) == (
        "house number", "found", "GCJ02",
    )  # fmt: skip
    assert row["geo_source"].startswith("amap: ")
    assert row.geometry.x == pytest.approx(118.06, abs=1e-5)
    rules = _rules(located)
    assert rules[2] == {"G22"}
    assert rules[3] == {"G23", "G06"}
    assert rules[4] == {"G07"}
    assert rules[5] == {"G24", "G07"}
    assert rules[6] == {"G07"}
    assert rules[7] == {"G22"}


def test_the_finer_place_is_taken(service, locate):
    service.answer = _answer
    place = locate(ROWS[-1]).customers.iloc[0]
    assert (place["geo_level"], place["geo_error_m"]) == ("place", 300)
    service.answer = lambda params: Said(amap(118.031, 24.581, "乡镇"))
    town = locate(ROWS[-1]).customers.iloc[0]
    assert town["geo_source"].startswith("gazetteer: ")
    assert town["geo_error_m"] == 1500


def test_a_scenario_may_ask_about_rows_without_any_place_alone(service, locate):
    service.answer = _answer
    located = locate(*ROWS, ask="unlocated")
    assert [one["address"] for one in service.asked] == ASKED[2:4]
    assert located.customers.set_index("account_no").loc["0000000002", "geo_level"] == "district"


def test_the_terms_are_told_once(service, locate):
    service.answer = _answer
    terms = [one for one in locate(*ROWS).findings if one.rule.rule_id == "G21"]
    assert len(terms) == 1
    assert "5 × address + city" in terms[0].detail
    assert "may_store = false" in terms[0].detail
    assert "GCJ02" in terms[0].detail


def test_without_consent_nothing_is_sent_and_the_rows_say_so(service, locate, tmp_path):
    located = locate(*ROWS, consent=False)
    assert service.asked == []
    assert not (tmp_path / "cache.sqlite").exists()
    tally = Counter(one.rule.rule_id for one in located.findings)
    assert tally["G20"] == 1
    assert tally["G26"] == 5
    assert tally["G21"] == tally["G22"] == 0
    lines = whom_we_asked(located.findings, "en")
    assert "nothing was sent" in lines[0]
    assert "not asked 5" in lines[0]
    assert "set consent = true" in lines[-1]


def test_a_scenario_without_a_provider_is_as_before(service, locate):
    located = locate(*ROWS, provider=None, consent=False)
    assert {one.rule.rule_id for one in located.findings} <= {"G06", "G07"}
    assert service.asked == []


def test_an_answer_in_another_district_than_the_register_says_is_reported(service, locate):
    service.answer = lambda params: Said(amap(118.16, 24.55))
    located = locate({"用电地址": "新开路7号", "行政区划代码": WEST})
    assert _rules(located) == {0: {"G22", "G03"}}
    assert len(located.customers) == 1


TABLE = """编号,地址,城市
A1,滨海路101号,鹭湾市
A2,新开路7号,鹭湾市
A3,新开路7号,远城市
A4,查无此路1号,
A5,出错路1号,
A6,出错路2号,
A7,,
"""


@pytest.fixture
def geocode(service, folder, tmp_path, monkeypatch):
    """Run `planner geocode` on the table, with the settings of the service in a file."""
    monkeypatch.setenv("PLANNER_AMAP_KEY", KEY)

    def run(gazetteer=folder, **settings):
        online = {
            "provider": "amap", "consent": True, "base_url": service.url, "attempts": 1,
            "cache": "answers.sqlite", "requests_per_s": 1000.0, "give_up_after": 1,
            "city": "鹭湾市", **settings,
        }  # fmt: skip
        (tmp_path / "online.toml").write_text(tomli_w.dumps(online), encoding="utf-8")
        (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
        return geocode_table(
            tmp_path / "table.csv", gazetteer=gazetteer, online=tmp_path / "online.toml"
        )

    return run


def test_a_table_asks_too_and_each_row_has_its_status(service, geocode, tmp_path):
    service.answer = _answer
    table = geocode().result.table.set_index("编号")
    assert table["status"].to_dict() == {
        "A1": "found", "A2": "found", "A3": "found", "A4": "no_match", "A5": "error",
        "A6": "skipped", "A7": "skipped",
    }  # fmt: skip
    assert table.loc["A1", "source"].startswith("gazetteer: ")
    assert table.loc["A2", ["level", "crs_from"]].tolist() == ["house number", "GCJ02"]
    assert [one["city"] for one in service.asked[:2]] == ["鹭湾市", "远城市"]
    assert (tmp_path / "answers.sqlite").exists()  # beside the file that names it


def test_without_a_gazetteer_every_address_is_asked_about(service, geocode):
    service.answer = _answer
    table = geocode(gazetteer=None, give_up_after=9).result.table.set_index("编号")
    assert len(service.asked) == 6
    assert table["status"].tolist() == [
        "error", "found", "found", "no_match", "error", "error", "skipped",
    ]  # fmt: skip


def test_a_scenario_will_do_in_place_of_a_file_of_settings(service, geocode, tmp_path):
    service.answer = _answer
    geocode()
    text = (tmp_path / "online.toml").read_text(encoding="utf-8")
    path = tmp_path / "scenario.toml"
    path.write_text(f'name = "x"\n[geocode.online]\n{text}', encoding="utf-8")
    again = geocode_table(tmp_path / "table.csv", online=path)
    assert again.result.table["status"].tolist().count("found") >= 2
    assert again.online_lines()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_walk_asks_for_what_the_sample_citys_gazetteer_leaves_open(
    service, scenario, tmp_path, monkeypatch, language
):
    monkeypatch.setenv("PLANNER_AMAP_KEY", KEY)
    service.answer = lambda params: Said(answers.amap(118.19, 24.49, "兴趣点"))
    asks = scenario.vary(
        language=language, geocode__online__provider="amap", geocode__online__consent=True,
        geocode__online__base_url=service.url, geocode__online__requests_per_s=1000.0,
        geocode__online__cache=tmp_path / "cache.sqlite",
    )  # fmt: skip
    walk = Walk(asks, StepClock(None))
    door = walk.to_outlets()
    addresses = {one["address"] for one in service.asked}
    assert addresses == {
        "澜湾市建设路", "澜湾市建设路18号", "澜湾市详见供用电合同", "澜湾市厂区内",
        "澜湾市外锚地三号浮筒", "岚海省澜湾市同岚区莲塘镇",
    }  # fmt: skip
    online = door.customers.loc[door.customers["geo_source"].str.startswith("amap: ")]
    assert len(online) == 6
    lines = whom_we_asked(walk.findings, language)
    assert ("定位 6" if language == "zh" else "located 6") in lines[0]
    assert len(lines) == 2
    told = walk.findings.to_frame(language)
    assert KEY not in told.to_csv()
    facts = {"settings": manifest.settings(asks), "inputs": dict(door.inputs)}
    text = manifest.as_json(facts, walk.clock.costs, {})
    assert KEY not in text
    online_settings = json.loads(text)["settings"]["geocode"]["online"]
    assert online_settings["provider"] == "amap"
    assert online_settings["cache"] == "cache.sqlite"
    assert "geocode.online.cache" not in door.inputs
