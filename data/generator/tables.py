"""Which rows go to which file."""

from pathlib import Path

from data.generator import diary, gazetteer, managers, roadfiles
from data.generator.accounts import Account
from data.generator.capacity import MONTHS
from data.generator.city import City
from data.generator.coast import HILLS
from data.generator.faults import STRANGERS
from data.generator.files import NOTICE, write_csv, write_geojson, write_register_book
from data.generator.plane import one_lonlat, shape_to_lonlat
from data.generator.readme import Counts, readme
from planner.schema import (
    APPOINTMENTS,
    ISSUES,
    LEAVE,
    MANAGERS,
    MONTHLY,
    REGISTER,
    SITES,
    TECHNICIANS,
    VISIT_LOG,
)

ACCOUNT_DIGITS = 10
_NOT_IN_EXPORTS = {"source_file", "source_row", "valid_from"}
_NUMERIC = frozenset(
    {
        "lon",
        "lat",
        "contract_kva",
        "running_kva",
        "annual_kwh_given",
        "peak_kw_given",
        "annual_items",
    }
)
_FAULT = ("file", "source_row", "account_no", "column", "kind", "rules", "fate", "note")


def write_register(city: City, folder: Path) -> None:
    """The register twice, its monthly readings, the planted faults and the truth."""
    rows = [one.cells for one in city.accounts]
    headings = {c.name: c.zh for c in REGISTER if c.name not in _NOT_IN_EXPORTS}
    write_csv(folder / "register.csv", rows, headings, encoding="gb18030", newline="\r\n")
    notes = [("说明", NOTICE), ("数据日期", "2026-09-30"), ("行数", str(len(rows)))]
    write_register_book(folder / "register.xlsx", rows, headings, _NUMERIC, notes)
    months = MONTHLY.headings("zh")
    monthly = _monthly(city)
    write_csv(folder / "monthly.csv", monthly, months, encoding="utf-8-sig")
    write_csv(folder / "faults.csv", _faults(city, monthly), _same(_FAULT), encoding="utf-8")
    write_csv(folder / "truth.csv", _truth(city), _same(("account_no", "lon", "lat", "level")))


def _same(names: tuple[str, ...]) -> dict[str, str]:
    return {name: name for name in names}


def plain_account(account: Account) -> str:
    """The account number as the plan will know it: full-width digits made plain."""
    wide = str.maketrans("０１２３４５６７８９", "0123456789")
    return account.cells["account_no"].translate(wide)


def _located(city: City) -> list[Account]:
    """Accounts that find a place: those planned, and the one that only a boat can reach."""
    islet = {id(one) for one, fault in city.planted if fault.rules == "W11"}
    wanted = [one for one in city.accounts if one.planned or id(one) in islet]
    return sorted(wanted, key=plain_account)


def _metered(city: City) -> list[Account]:
    """Every account with a sound number that is still open has readings, planned or not."""
    sound = {
        plain_account(one): one
        for one in city.accounts
        if plain_account(one).isdecimal()
        and len(plain_account(one)) == ACCOUNT_DIGITS
        and one.cells["status"] != "销户"
    }
    return [sound[account_no] for account_no in sorted(sound)]


def _monthly(city: City) -> list[dict[str, str]]:
    rows = []
    for account in _metered(city):
        readings = account.readings
        if readings is None:
            continue
        months = MONTHS[-len(readings.kwh) :]
        for month, kwh, demand in zip(months, readings.kwh, readings.demand_kw, strict=True):
            rows.append(_reading(plain_account(account), month, str(kwh), str(demand)))
    for stranger in STRANGERS:
        rows += [_reading(stranger, month, "182400", "611") for month in MONTHS[-3:]]
    return rows


def _reading(account_no: str, month: str, kwh: str, demand: str) -> dict[str, str]:
    return {"account_no": account_no, "month": month, "kwh_total": kwh, "max_demand_kw": demand}


def _faults(city: City, monthly: list[dict[str, str]]) -> list[dict[str, str]]:
    row_of = city.row_of()
    rows = [
        {"file": "register", "source_row": str(row_of[id(account)]),
         "account_no": plain_account(account), "column": fault.column, "kind": fault.kind,
         "rules": fault.rules, "fate": fault.fate, "note": fault.note}
        for account, fault in city.planted
    ]  # fmt: skip
    for account in city.accounts:
        if account.planned and account.cells["lon"] == "" and account.level != "town":
            rows.append(
                {"file": "register", "source_row": str(row_of[id(account)]),
                 "account_no": plain_account(account), "column": "lon",
                 "kind": "no point, good address", "rules": "", "fate": "planned",
                 "note": f"located at level: {account.level}"}
            )  # fmt: skip
    rows.sort(key=lambda row: int(row["source_row"]))
    for stranger in STRANGERS:
        first = next(i for i, row in enumerate(monthly) if row["account_no"] == stranger)
        rows.append(
            {"file": "monthly", "source_row": str(first + 2), "account_no": stranger,
             "column": "account_no", "kind": "readings of an unknown account", "rules": "W04",
             "fate": "", "note": "not a customer of the register"}
        )  # fmt: skip
    return rows


def _truth(city: City) -> list[dict[str, str]]:
    rows = []
    for account in _located(city):
        lon, lat = one_lonlat(account.x, account.y)
        rows.append(
            {"account_no": plain_account(account), "lon": f"{lon:.6f}", "lat": f"{lat:.6f}",
             "level": account.level}
        )  # fmt: skip
    return rows


def write_sites(city: City, folder: Path) -> None:
    """Outlets, candidate sites and managers, under Chinese headings."""
    headings = {c.name: c.zh for c in SITES if c.name in city.existing[0]}
    write_csv(folder / "outlets.csv", city.existing, headings, encoding="utf-8-sig")
    write_csv(folder / "candidates.csv", city.candidates, headings, encoding="utf-8-sig")
    roster = MANAGERS.headings("zh")
    write_csv(folder / "managers.csv", managers.roster(), roster, encoding="utf-8-sig")


def write_diary(city: City, seed: int, folder: Path) -> None:
    """What people wrote down beside the register, under Chinese headings."""
    home = folder / "diary"
    for table, rows in (
        (VISIT_LOG, diary.visit_log(seed, city.accounts)),
        (LEAVE, diary.leave()),
        (APPOINTMENTS, diary.appointments(seed, city.accounts)),
        (ISSUES, diary.issues(seed, city.accounts)),
        (TECHNICIANS, diary.technicians()),
    ):
        write_csv(home / f"{table.name}.csv", rows, table.headings("zh"), encoding="utf-8-sig")


def write_roads(city: City, folder: Path) -> None:
    nodes, links = roadfiles.node_rows(city.network), roadfiles.link_rows(city.network)
    write_csv(folder / "roads" / "node.csv", nodes, _same(roadfiles.NODE))
    write_csv(folder / "roads" / "link.csv", links, _same(roadfiles.LINK))


def write_gazetteer(city: City, folder: Path) -> None:
    home = folder / "gazetteer"
    numbers = ("road", "number", "district_code", "lon", "lat")
    places = ("name", "kind", "district_code", "lon", "lat", "radius_m", "aliases")
    write_csv(home / "house_numbers.csv", gazetteer.number_rows(city.doors), _same(numbers))
    write_csv(home / "places.csv", gazetteer.place_rows(city.districts), _same(places))
    districts = gazetteer.district_features(city.districts)
    write_geojson(home / "districts.geojson", "districts", districts)
    roads = gazetteer.road_features(city.network, city.districts)
    write_geojson(home / "roads.geojson", "roads", roads)


def write_background(city: City, folder: Path) -> None:
    home = folder / "background"
    land = [("澜湾陆地", "mainland", city.land.mainland), ("澜湾岛", "island", city.land.island)]
    land += [(name, "islet", shape) for name, shape in city.land.islets.items()]
    write_geojson(
        home / "land.geojson", "land",
        [({"name": name, "kind": kind}, shape_to_lonlat(shape)) for name, kind, shape in land],
    )  # fmt: skip
    districts = gazetteer.district_features(city.districts)
    write_geojson(home / "districts.geojson", "districts", districts)
    hills = [
        ({"name": name, "kind": "hill"}, shape_to_lonlat(city.land.hills[name])) for name in HILLS
    ]
    write_geojson(home / "hills.geojson", "hills", hills)
    beyond = [({"name": "邻市", "kind": "beyond"}, shape_to_lonlat(city.land.neighbours))]
    write_geojson(home / "neighbours.geojson", "neighbours", beyond)


def write_readme(city: City, folder: Path, seed: int) -> None:
    planned = sum(one.planned for one in city.accounts)
    tiers = {tier: sum(one.tier == tier and one.planned for one in city.accounts)
             for tier in ("VIP", "T1", "T2", "T3")}  # fmt: skip
    counts = Counts(
        seed=seed,
        rows=len(city.accounts),
        planned=planned,
        quarantined=len(city.accounts) - planned,
        tiers=tiers,
        nodes=len(city.network.nodes),
        links=len(city.network.links),
        roads=len({road.name for road in city.roads}),
        numbers=len(city.doors),
        readings=len(_monthly(city)),
        faults=len(_faults(city, _monthly(city))),
    )
    (folder / "README.md").write_text(readme(counts), encoding="utf-8", newline="\n")
