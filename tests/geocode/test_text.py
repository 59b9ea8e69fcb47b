"""Addresses made comparable: every way to write one, what is split off, and that once is enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geocode.text import normalise, take_apart

LETTERS = st.text(
    alphabet="厦門门市思明區区湖濱滨南路號号弄0oO〇1lI|２３#－-()（） ⻔⻄号楼栋层室街道"
    "一二十百零Städtle,.;镇"
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("廈⻔市⻄汀區１２號", "厦门市西汀区12号"),
        ("厦门市厦门市思明区思明区湖滨南路8号", "厦门市思明区湖滨南路8号"),
        ("湖滨南路1O1号", "湖滨南路101号"),
        ("湖滨南路l2号", "湖滨南路12号"),
        ("湖滨南路I0l号", "湖滨南路101号"),
        ("湖 滨 南 路 12 号", "湖滨南路12号"),
        ("中山路一百零五号", "中山路105号"),
        ("中山路二十号", "中山路20号"),
        ("中山路一二三号", "中山路123号"),
        ("Städtle  43", "stadtle 43"),
        ("Hauptstraße 3", "hauptstrasse 3"),
        ("OLO Tower", "olo tower"),
        ("ｌ弄Ｏ栋", "l弄o栋"),
    ],
)
def test_every_way_of_writing_becomes_one(written, plain):
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("address", "text", "unit", "postcode", "asides"),
    [
        ("湖滨南路12号3号楼5层501室", "湖滨南路12号", "3号楼 5层 501室", "", ()),
        ("361000 湖滨南路12号(示例大厦)", "湖滨南路12号", "", "361000", ("示例大厦",)),
        ("湖滨南路12号 邮编：361000", "湖滨南路12号", "", "361000", ()),
        ("湖滨南路12号B座18F", "湖滨南路12号", "b座 18f", "", ()),
        ("湖滨南路12号501", "湖滨南路12号", "501", "", ()),
        ("龙山工业园A区2栋301室", "龙山工业园a区", "2栋 301室", "", ()),
        ("滨海路3号楼", "滨海路", "3号楼", "", ()),
        ("Landstrasse 12, 9490 Vaduz", "landstrasse 12, 9490 vaduz", "", "", ()),
    ],
)
def test_what_no_street_list_knows_is_split_off_and_kept(address, text, unit, postcode, asides):
    written = take_apart(address)
    assert (written.text, written.unit, written.postcode, written.asides) == (
        text, unit, postcode, asides,
    )  # fmt: skip


@given(st.one_of(LETTERS, st.text(max_size=30)))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.one_of(LETTERS, st.text(max_size=30)))
def test_the_core_of_an_address_is_its_own_core(address):
    core = take_apart(address).text
    assert normalise(core) == core


def test_the_whole_radicals_supplement_becomes_plain_characters():
    left = [chr(code) for code in range(0x2E80, 0x2EF4) if code != 0x2E9A]
    assert [one for one in left if normalise(one) == one] == []
