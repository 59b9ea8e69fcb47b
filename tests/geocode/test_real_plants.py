"""Real works in China against a gazetteer of open lists: right prefecture, honest error, no guess.

Steel: Global Energy Monitor, Global Steel Plant Tracker, March 2023, CC BY 4.0: Chinese addresses
and points, 19 of 557 points approximate. Cement: Spatial Finance Initiative, July 2021, CC BY 4.0:
prefecture and province in pinyin, 1,159 points. The radii of the gazetteer were set on both lists;
names, ranks and borders come from elsewhere.
"""

import numpy as np
import pandas as pd
import pytest
from pypinyin import lazy_pinyin

import planner as pl
from planner.geo import geodesic_km
from planner.geocode.names import bare_name
from planner.units import METRES_PER_KM

# The list's `municipality` is at times a county, a town, or another city than the point lies in;
# these are the prefectures in which those places are.
OTHERWISE = {
    "changshou": "chongqing", "shuangqiao": "chongqing", "yanjia": "chongqing",
    "longzhou": "chongzuo", "yingde": "qingyuan", "xingyi": "qianxinan", "huanghua": "cangzhou",
    "laoting": "tangshan", "harbin": "haerbin", "qiqihar": "qiqihaer", "changge": "xuchang",
    "gongyi": "zhengzhou", "linzhou": "anyang", "wugang": "pingdingshan", "yongcheng": "shangqiu",
    "lengshuijiang": "loudi", "ordos": "eerduosi", "danyang": "zhenjiang", "jiangyin": "wuxi",
    "jinfeng": "suzhou", "zhangjiagang": "suzhou", "panshi": "jilin", "hancheng": "weinan",
    "hanzhongcity": "hanzhong", "laiwu": "jinan", "baoshan": "shanghai", "hejin": "yuncheng",
    "dachuandistrict": "dazhou", "tongchundistrict": "dazhou", "liangshanap": "liangshan",
    "shehong": "suining", "beichen": "tianjin", "donglidistrict": "tianjin", "jinghai": "tianjin",
    "jinnan": "tianjin", "ninghe": "tianjin", "bayingolinap": "bayinguoleng",
    "changjiap": "changji", "iliap": "yili", "urumqi": "wulumuqi", "ürümqi": "wulumuqi",
    "chuxiongap": "chuxiong", "hongheap": "honghe", "qvjing": "qujing", "lvliang": "lvliang",
    "liuan": "luan", "qiandongnan": "qiandongnan", "qianxinan": "qianxinan",
}  # fmt: skip
# 舞钢 is in Pingdingshan, 原平 in Xinzhou: the list says Anyang and Taiyuan.
LIST_IS_WRONG = {("河南省舞钢市湖滨大道西段", "anyang"), ("山西省原平市", "taiyuan")}
# Written the same, read otherwise by a dictionary of single characters.
SOUNDS = {"zhangzhi": "changzhi", "liuan": "luan", "zhaoyang": "chaoyang"}


@pytest.fixture(scope="module")
def china(tmp_path_factory):
    folder = tmp_path_factory.mktemp("china")
    names, _ = pl.make_gazetteer(["geonames"], folder)
    assert names.counts()["places"] > 15_000
    return folder


def _located(rows: pd.DataFrame, folder, gazetteer) -> pd.DataFrame:
    rows.to_csv(folder / "rows.csv", index=False, encoding="utf-8-sig")
    done = pl.geocode_table(folder / "rows.csv", gazetteer=gazetteer)
    return done.result.table


def _off_m(found: pd.DataFrame, lon: pd.Series, lat: pd.Series) -> np.ndarray:
    return METRES_PER_KM * geodesic_km(found["lon"], found["lat"], lon, lat)


@pytest.fixture(scope="module")
def steel(shared, china, tmp_path_factory):
    plants = pd.read_csv(shared / "real" / "steel_plants_cn.csv", dtype=str, keep_default_na=False)
    rows = plants[["id", "name_zh", "address_zh"]]
    found = _located(rows, tmp_path_factory.mktemp("steel"), china)
    off_m = _off_m(found, plants["lon"].astype(float), plants["lat"].astype(float))
    return found.assign(
        off_m=off_m,
        prefecture=plants["municipality"].str.lower().str.replace(r"[' ]", "", regex=True),
    )


def _claimed(source: str) -> str:
    """Return the prefecture that an answer claims, in pinyin; a county without its city is none."""
    chain = source.removeprefix("gazetteer: ").split(" ")[0]
    for province in ("内蒙古自治区", "广西壮族自治区", "宁夏回族自治区", "新疆维吾尔自治区"):
        chain = chain.removeprefix(province)
    chain = chain.split("省", 1)[-1]
    for ending in ("自治州", "地区", "盟", "市"):
        if ending in chain:
            name = bare_name(chain[: chain.index(ending) + len(ending)])
            sound = "".join(lazy_pinyin(name))
            return SOUNDS.get(sound, sound)
    return ""


def test_steel_works_are_found_in_their_prefecture_and_nowhere_else(steel):
    found = steel.loc[steel["status"] == "found"]
    claimed = found["source"].map(_claimed)
    said = found["prefecture"].map(lambda name: OTHERWISE.get(name, name))
    said = said.map(lambda name: SOUNDS.get(name, name))
    disputed = [
        (address, name) in LIST_IS_WRONG
        for address, name in zip(found["address_zh"], found["prefecture"], strict=True)
    ]
    wrong = found.loc[(claimed != said).to_numpy() & ~np.array(disputed)]
    assert wrong[["address_zh", "source", "prefecture"]].to_numpy().tolist() == []
    assert (len(found) - sum(disputed)) / len(steel) >= 0.95


def test_steel_works_are_as_near_as_their_error_says(steel):
    found = steel.loc[steel["status"] == "found"]
    kept = (found["off_m"] <= found["error_m"]).groupby(found["level"]).agg(["mean", "size"])
    assert (found["off_m"] <= found["error_m"]).mean() >= 0.9
    assert (kept.loc[kept["size"] >= 20, "mean"] >= 0.9).all()
    assert found.groupby("level")["error_m"].median()["town"] < 10_000.0


def test_an_address_that_contradicts_itself_is_not_decided(steel):
    torn = steel.loc[steel["address_zh"].str.contains("酒泉市嘉峪关市")]
    assert len(torn) == 2
    assert set(torn["status"]) == {"no_match"}


def test_cement_works_are_found_by_prefecture_in_pinyin(shared, china, tmp_path):
    plants = pd.read_csv(shared / "real" / "cement_plants_cn.csv", dtype=str, keep_default_na=False)
    found = _located(plants[["uid", "city", "state"]], tmp_path, china)
    there = found["status"] == "found"
    off_m = _off_m(found, plants["longitude"].astype(float), plants["latitude"].astype(float))
    assert there.mean() >= 0.95
    assert (off_m <= found["error_m"])[there].mean() >= 0.9
    assert set(found.loc[there, "level"]) <= {"city", "district"}
