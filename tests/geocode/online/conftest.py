"""Rows asked of a service on loopback."""

from collections.abc import Iterator

import numpy as np
import pytest
from loopback import KEY, Hands, Service, serving

from planner.geocode.online import ask_online
from planner.geocode.online_options import OnlineOptions
from planner.geocode.settle import OpenRow


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as server:
        yield server


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def ask(service, hands, tmp_path, monkeypatch, gazetteer):
    """Ask the service as a named provider; each call is a run of its own over one cache file."""
    for name in ("AMAP", "BAIDU", "TENCENT", "TIANDITU"):
        monkeypatch.setenv(f"PLANNER_{name}_KEY", KEY)

    def run(provider, *addresses, district="", places=gazetteer, **options):
        settings = {
            "provider": provider, "consent": True, "city": "鹭湾市", "base_url": service.url,
            "cache": tmp_path / "cache.sqlite", "requests_per_s": 1000.0, **options,
        }  # fmt: skip
        return ask_online(
            [OpenRow(one, district) for one in addresses],
            OnlineOptions.load(settings),
            places,
            rng=np.random.default_rng(7),
            clock=hands.clock,
        )

    return run
