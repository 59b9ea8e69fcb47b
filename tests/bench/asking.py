"""Rows of online geocoding: what is kept costs no request, no pause and little time."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from table import Row, cpu

from planner.geocode import OnlineOptions
from planner.geocode.online import ask_online
from planner.geocode.settle import OpenRow
from planner.online import Cache, Source
from planner.schema import GeoStatus

CITY = "澜湾市"
ANSWER = """{"status": "1", "info": "OK", "infocode": "10000", "count": "1", "geocodes": [{
  "formatted_address": "岚海省澜湾市鹭汀区云汀路", "level": "门牌号",
  "location": "118.19,24.49"}]}"""


def asking_rows(rows: int = 10_000) -> Iterator[Row]:
    """Answer addresses from the cache, at a pace of one request an hour: none may be sent."""
    os.environ["PLANNER_AMAP_KEY"] = "none-is-sent"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sqlite"
        now = datetime.now(UTC)
        source = Source("amap", "v3", "GCJ02", True, 30.0, 7.0)
        with Cache(path, now, where="geocode.online.cache") as cache:
            for one in range(rows):
                cache.keep(source, f"云汀路{one + 1}号", CITY, status="found", raw=ANSWER, now=now)
        options = OnlineOptions.load(
            {"provider": "amap", "consent": True, "city": CITY, "cache": path, "may_store": True,
             "requests_per_s": 1 / 3600}
        )  # fmt: skip
        asked = [OpenRow(f"云汀路{one + 1}号") for one in range(rows)]
        seconds, answers = cpu(
            lambda: ask_online(asked, options, None, rng=np.random.default_rng(1))
        )
    found = sum(one.location.status is GeoStatus.FOUND for one in answers)
    yield Row(f"online geocoding, {rows:,} addresses from the cache", seconds, 5.0,
              note=f"{found:,} found, no request", sound=found == rows)  # fmt: skip
