"""The planted faults: each kind, where it sits, and what should become of the row."""

from collections.abc import Callable
from dataclasses import replace

from data.generator.accounts import Account
from data.generator.book import Book, Fault
from data.generator.capacity import Readings
from data.generator.districts import CITY, PROVINCE, District
from data.generator.streets import TWIN_ROAD
from data.generator.whereabouts import Directory, clear_point, set_point, write_point

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SEA = ((-1.5, -18.0), (-8.3, -2.6), (8.9, -10.0), (5.6, 7.0))
_OTHER_HAND = {
    "account_name": "澜湾澄舟五金有限公司", "transformer_list": "630", "contract_kva": "630",
    "running_kva": "630",
}  # fmt: skip
"""What the second copy of a repeated account says."""
STRANGERS = ("0035990017", "0035990025")
"""Accounts that only the monthly readings know."""


def plant(book: Book, directory: Directory, districts: list[District]) -> None:
    """Plant every kind of fault."""

    def addressed(account: Account) -> bool:
        return directory.level(account.door) == "interpolated"

    _spellings(book)
    _names(book)
    _codes(book, districts)
    _points(book, addressed)
    _shared_point(book)
    _measures(book)
    _lost_rows(book)
    _lost_places(book)
    _ambiguous(book)
    _islet(book)


def _anyone(_: Account) -> bool:
    return True


def _spellings(book: Book) -> None:
    account = book.pick(_anyone)
    book.spoil(
        account, Fault("full-width digits", "account_no", "N01", "planned"),
        account_no=account.cells["account_no"].translate(_WIDE),
    )  # fmt: skip
    for _ in range(2):
        account = book.pick(_anyone)
        book.spoil(
            account, Fault("full-width digits", "contract_kva", "N01", "planned"),
            contract_kva=account.cells["contract_kva"].translate(_WIDE),
        )  # fmt: skip
    for text in ("10千伏", "交流10kV", "AC00101", "10KV"):
        account = book.pick(lambda one: one.cells["voltage_kv"] == "10")
        book.spoil(
            account, Fault("voltage in words or codes", "voltage_kv", "N02", "planned", text),
            voltage_kv=text,
        )  # fmt: skip
    for mark in (".", "/", ""):
        account = book.pick(lambda one: one.cells["last_visit_on"] != "")
        book.spoil(
            account, Fault("date in another spelling", "last_visit_on", "N02", "planned"),
            last_visit_on=account.cells["last_visit_on"].replace("-", mark),
        )  # fmt: skip


def _names(book: Book) -> None:
    names = {
        "{{ 7*7 }}": "a template",
        "<img src=x onerror=alert(1)>": "markup",
        '=HYPERLINK("http://x")有限公司': "a formula",
        '澜湾"和,顺"贸易\n(分公司),有限公司': "commas, quotes and a line break",
    }
    for name, note in names.items():
        fault = Fault("name that is code", "account_name", "", "planned", note)
        book.spoil(book.pick(_anyone), fault, account_name=name)


def _codes(book: Book, districts: list[District]) -> None:
    for manager in ("E9999", "E0299"):
        fault = Fault("unknown manager", "manager_id", "W20", "planned", manager)
        book.spoil(book.pick(_anyone), fault, manager_id=manager)
    fault = Fault("unknown status", "status", "V05", "planned")
    book.spoil(book.pick(lambda one: one.cells["status"] == "正常"), fault, status="在用Z")
    for code in ("990205", "990213"):
        account = book.pick(lambda one, code=code: one.door.code not in {code, "990211"})  # type: ignore[misc]
        fault = Fault("district other than the point's", "district_code", "G03", "planned")
        book.spoil(account, fault, district_code=code)
    for _ in range(2):
        account = book.pick(lambda one: one.cells["account_name"][-3:-1] != "二期")
        code = account.cells["uscc"]
        wrong = "3" if code[-1] != "3" else "4"
        fault = Fault("wrong check character", "uscc", "V02", "planned")
        book.spoil(account, fault, uscc=code[:-1] + wrong)


def _points(book: Book, addressed: Callable[[Account], bool]) -> None:
    for _ in range(3):
        account = book.pick(_anyone)
        cells = account.cells
        fault = Fault("longitude and latitude swapped", "lon", "G01", "planned")
        book.spoil(account, fault, lon=cells["lat"], lat=cells["lon"])
    for text in ("", "", "未知"):
        account = book.pick(addressed)
        fault = Fault("datum not stated, good address", "coord_sys", "G04", "planned")
        account.level = "interpolated"
        _plain_address(account)
        book.spoil(account, fault, coord_sys=text)
    for x, y in _SEA[:2]:
        account = book.pick(addressed)
        write_point(account, x, y, "GCJ02")
        account.level = "interpolated"
        _plain_address(account)
        book.spoil(account, Fault("point at sea, good address", "lon", "G02", "planned"))
    account = book.pick(lambda one: one.door.code == "990212")
    clear_point(account)
    account.level = "town"
    account.x, account.y = 10.9, 18.6
    fault = Fault("address names only a town", "address", "G06", "planned")
    book.spoil(account, fault, address=f"{PROVINCE}{CITY}同岚区莲塘镇")


def _plain_address(account: Account) -> None:
    """Keep the district's name, drop the tail, so that only the point is at fault."""
    head = account.cells["address"].split(account.door.road)[0]
    if not head.endswith("区"):
        raise ValueError(f"address without a district: {account.cells['address']}")
    account.cells["address"] = f"{head}{account.door.road}{account.door.number}号"


def _shared_point(book: Book) -> None:
    """Three accounts in one building, entered with one and the same point."""
    first = book.pick(lambda one: one.sector == "office")
    others = [book.pick(lambda one: one.door.code == first.door.code) for _ in range(2)]
    set_point(first, "GCJ02")
    for account in (first, *others):
        account.x, account.y, account.door = first.x, first.y, first.door
        same = {key: first.cells[key] for key in ("lon", "lat", "coord_sys", "address")}
        fault = Fault("three accounts on one point", "lon", "G05", "planned")
        book.spoil(account, fault, **same)


def _measures(book: Book) -> None:
    account = book.pick(lambda one: one.cells["status"] == "正常")
    more = str(round(int(account.cells["contract_kva"]) * 1.25))
    book.spoil(
        account, Fault("running above contract", "running_kva", "V12", "planned"), running_kva=more
    )
    fault = Fault("running kVA is not a number", "running_kva", "V00", "planned")
    book.spoil(book.pick(lambda one: one.cells["status"] == "正常"), fault, running_kva="abc")
    for _ in range(2):
        account = book.pick(lambda one: one.cells["status"] == "正常")
        readings = _of(account)
        peak = round(float(account.cells["running_kva"]) * 1.13)
        account.readings = replace(
            readings, demand_kw=(*readings.demand_kw[:-2], peak, readings.demand_kw[-1])
        )
        fault = Fault("peak above running kVA", "peak_kw_given", "X10", "planned")
        book.spoil(account, fault, peak_kw_given=str(peak))
    account = book.pick(lambda one: one.tier == "T3")
    account.readings = Readings((0,) * 12, (0,) * 12)
    fault = Fault("no consumption all year", "annual_kwh_given", "W02", "planned")
    book.spoil(account, fault, annual_kwh_given="0", peak_kw_given="0")
    for months in (8, 5):
        account = book.pick(lambda one: one.tier == "T3")
        readings = _of(account)
        account.readings = Readings(readings.kwh[-months:], readings.demand_kw[-months:])
        note = f"{months} months of readings"
        book.spoil(
            account, Fault("fewer than twelve months", "annual_kwh_given", "W01", "planned", note),
            annual_kwh_given="", peak_kw_given="", opened_on=f"2026-{10 - months:02d}-01",
        )  # fmt: skip


def _of(account: Account) -> Readings:
    if account.readings is None:
        raise ValueError(f"account {account.cells['account_no']} has no readings")
    return account.readings


def _lost_rows(book: Book) -> None:
    """Rows that cannot be planned whatever the later rooms do."""
    for twist in ({}, _OTHER_HAND):
        fault = Fault("account twice", "account_no", "U01", "quarantined", "both copies")
        first = book.add(fault)
        copy = book.add(fault)
        copy.cells = first.cells | twist
        copy.x, copy.y = first.x, first.y
    single = {
        "leading zeros lost": ("account_no", "35020888", "V01"),
        "letter in the account": ("account_no", "00350A2077", "V01"),
        "account in scientific notation": ("account_no", "3.50201E+09", "E01"),
        "placeholder name": ("account_name", "测试", "C01"),
        "empty must-field": ("contract_kva", "", "C01"),
        "contract kVA is not a number": ("contract_kva", "abc", "V00"),
        "negative contract kVA": ("contract_kva", "-1250", "V11"),
    }
    for kind, (column, value, rule) in single.items():
        book.add(Fault(kind, column, rule, "quarantined"), **{column: value})
    book.add(Fault("placeholder name", "account_name", "C01", "quarantined"), account_name="无")
    for _ in range(2):
        book.add(Fault("closed account", "status", "W05", "quarantined"), status="销户")


def _lost_places(book: Book) -> None:
    """Rows nobody can put on the map."""
    for address in ("", "详见供用电合同"):
        rules = "G07" if address else "C01;G07"
        fault = Fault("no point and no usable address", "address", rules, "quarantined")
        clear_point(book.add(fault, address=address))
    for address in ("", "厂区内"):
        rules = "G04;G07" if address else "C01;G04;G07"
        fault = Fault("datum not stated, no usable address", "coord_sys", rules, "quarantined")
        book.add(fault, coord_sys="", address=address)
    for (x, y), address in zip(_SEA[2:], ("外锚地三号浮筒", ""), strict=True):
        rules = "G02;G07" if address else "C01;G02;G07"
        fault = Fault("point at sea, no usable address", "lon", rules, "quarantined")
        account = book.add(fault, address=address)
        write_point(account, x, y, "WGS84")


def _ambiguous(book: Book) -> None:
    for address in (f"{CITY}{TWIN_ROAD}", f"{TWIN_ROAD}18号"):
        rules = "C01;G08;G07"  # nor does it say in which district
        fault = Fault("road of that name in two districts", "address", rules, "quarantined")
        clear_point(book.add(fault, address=address, district_code=""))


def _islet(book: Book) -> None:
    fault = Fault("on an islet without a road", "lon", "W11", "quarantined", "外汀屿")
    account = book.add(fault, district_code="990203", address=f"{PROVINCE}{CITY}鹭汀区外汀屿灯塔")
    account.x, account.y = 8.4, -20.8
    set_point(account, "WGS84")
