"""The README of data/city, with the counts of what was made."""

from dataclasses import dataclass

_TEXT = """\
# 澜湾市 (Lanwan): the sample city

**Everything here is invented.** There is no city of Lanwan; its districts, district codes, roads,
house numbers, firms, people, telephone numbers and loads were made by `data/generator` and mean
nobody. 本目录全部数据均为虚构,由程序生成。

Made by `python -m data.generator` with seed {seed}; running it again writes the same bytes.
Data date 2026-09-30; readings 2025-10 to 2026-09; the planned quarter is 2026-10-01 to 2026-12-31.

| what | count |
|---|---|
| register rows | {rows} |
| rows that should be planned | {planned} |
| rows that should be quarantined | {quarantined} |
| VIP / T1 / T2 / T3 among the planned | {tiers} |
| road nodes | {nodes} |
| road links | {links} |
| named roads | {roads} |
| house numbers | {numbers} |
| monthly readings | {readings} |
| listed faults | {faults} |

| file | content |
|---|---|
| `register.csv` | the customer register, GB18030, as a marketing system exports it |
| `register.xlsx` | the same rows as a workbook (ids as text), with a sheet 说明 |
| `monthly.csv` | twelve months of kWh and maximum demand an account |
| `outlets.csv`, `candidates.csv` | 7 outlets of today (GCJ-02) and 60 candidate sites (WGS-84) |
| `managers.csv` | 8 account managers |
| `diary/` | visit log, leave, appointments, open issues and technicians (invented) |
| `roads/` | GMNS `node.csv` and `link.csv`, WGS-84; see below |
| `gazetteer/` | districts, named roads, house numbers and places for offline geocoding, WGS-84 |
| `background/` | land, districts, hills, and the land of the neighbours beyond the city's border |
| `faults.csv` | every fault planted in the register and the readings |
| `truth.csv` | where each located account really is (WGS-84) and the level to reach |

`bridge-1` and `bridge-2` are the only ways onto the island; the road loop on 琴澜屿 is cut off on
purpose. A fault names the row (the heading is row 1), the rules expected to fire (joined by `;`,
empty for none) and what should become of the row.

The coast, hills and districts are drawn, not surveyed. `data/calendars/cn_2026.csv` holds the 2026
arrangement of public holidays on weekdays and make-up working days: check it against the official
notice before use. `data/rules/*.toml` are proposals; every utility sets its own.
"""


@dataclass(frozen=True)
class Counts:
    """What was made, counted."""

    seed: int
    rows: int
    planned: int
    quarantined: int
    tiers: dict[str, int]
    nodes: int
    links: int
    roads: int
    numbers: int
    readings: int
    faults: int


def readme(counts: Counts) -> str:
    tiers = " / ".join(str(count) for count in counts.tiers.values())
    return _TEXT.format(**(vars(counts) | {"tiers": tiers}))
