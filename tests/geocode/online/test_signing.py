"""Requests of keys with a secret are signed as documented, and the secret stays here."""

import hashlib
import logging
from urllib.parse import urlencode

import pytest
from answers import FOUND
from loopback import KEY, Said

from planner.errors import OptionError
from planner.geocode.providers import PROVIDERS
from planner.online import signing

SECRET = "sk-OTHER/CANARY+5e77=af"
ROWS = ["滨海路1号", "滨海路 2号(北区)"]


def test_baidus_sn_is_that_of_its_documentation():
    query = urlencode([("address", "百度大厦"), ("output", "json"), ("ak", "yourak")])
    url = f"http://api.map.baidu.com/geocoder/v2/?{query}"
    assert signing.baidu(url, "yoursk") == "7de5a22212ffaa9e326444c75a58f9a0"


def test_tencents_sig_is_that_of_its_documentation():
    query = "location=28.7033487,115.8660847&key=5Q5BZ-5EVWJ-SN5F3-K6QBZ-B3FAO-RVBWM"
    url = f"https://apis.map.qq.com/ws/geocoder/v1?{query}"
    assert signing.tencent(url, "SWvT26ypwq5Nwb5RvS8cLi6NSoH8HlJX") == (
        "90da272bfa19122547298e2b0bcc0e50"
    )


def test_amaps_sig_is_of_the_parameters_by_name_with_the_secret_behind_them():
    """AMap documents the text and no digest of it."""
    url = "https://restapi.amap.com/testservice?a=23&b=12&d=48&f=8&c=67"
    assert signing.amap(url, "bbbbb") == hashlib.md5(b"a=23&b=12&c=67&d=48&f=8bbbbb").hexdigest()


@pytest.mark.parametrize("provider", ["baidu", "amap", "tencent"])
def test_every_request_is_signed_as_it_is_sent_and_shows_no_secret(
    service, ask, monkeypatch, caplog, tmp_path, provider
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(f"PLANNER_{provider.upper()}_SECRET", SECRET)
    service.answer = lambda params: Said(FOUND[provider])
    asked = ask(provider, *ROWS, may_store=True)
    assert len(service.asked) == len(ROWS)
    signature = PROVIDERS[provider].signature
    for path, params in zip(service.paths, service.asked, strict=True):
        told = params.pop(signature.param)
        assert told == signature.digest(f"{path}?{urlencode(params)}", SECRET)
        assert KEY in params.values()
        assert SECRET not in params.values()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("cache.sqlite*"))
    for text in (caplog.text, repr(asked), kept.decode("utf-8", "replace")):
        assert SECRET not in text
        assert KEY not in text


def test_without_a_secret_nothing_is_signed(service, ask):
    service.answer = lambda params: Said(FOUND["amap"])
    ask("amap", ROWS[0])
    assert "sig" not in service.asked[0]


def test_a_senseless_secret_is_refused_before_anything_is_sent(service, ask, monkeypatch):
    monkeypatch.setenv("PLANNER_BAIDU_SECRET", "kurz")
    with pytest.raises(OptionError, match="PLANNER_BAIDU_SECRET holds none"):
        ask("baidu", ROWS[0])
    assert service.asked == []
