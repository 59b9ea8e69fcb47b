"""The front: checked rows in, customers with a point, a level and an error in metres out."""

from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

from planner import seeds
from planner.findings import Action, Findings
from planner.geocode.gazetteer import Gazetteer, read_gazetteer
from planner.geocode.ledger import ROOM, Ledger
from planner.geocode.leftovers import ask_leftovers
from planner.geocode.match import AddressMatcher
from planner.geocode.online import ProgressCall, ask_online
from planner.geocode.online_options import OnlineOptions
from planner.geocode.points import Points, read_points
from planner.geocode.yardstick import measure_addresses, own_up
from planner.options import InputPath, NotNegative, Options, Positive
from planner.schema import REGISTER, CustomerRows, Customers, GeoStatus

_COARSE = ("town", "district", "city")


class GeocodeOptions(Options):
    """What places are looked up in, and how good the register's own points are."""

    gazetteer: InputPath | None = None
    """Folder with districts.geojson and, where there are, roads.geojson, places.csv and
    house_numbers.csv. Without it only coordinates are used, and nobody can say whether they lie
    in the service area."""
    coordinate_error_m: Positive = 20.0
    """Error of the register's own points, as its owner states it."""
    coast_m: NotNegative = 100.0
    """How far off the land of the service area a point may lie: piers and dams do."""
    plot_m: NotNegative = 50.0
    """Error of a house number where the register has too few rows with both a point and an address
    to measure it: how far a plant may lie behind its door."""
    beside_m: NotNegative = 50.0
    """Added to the error of an address that says opposite, beside or corner."""
    online: OnlineOptions = OnlineOptions()
    """A service to ask for what the gazetteer leaves open; none unless it is named with consent."""


@dataclass(frozen=True, eq=False)
class Located:
    """Customers with their location columns and WGS-84 points.

    The columns are `geo_level`, `geo_error_m`, `geo_source`, `geo_status` and `crs_from`.

    `quarantined` has `account_no`, `source_row`, `rules`, `account_name` and `address` of the rows
    that could not be located.
    """

    customers: Customers
    quarantined: pd.DataFrame
    findings: Findings


def locate_customers(
    rows: CustomerRows,
    options: GeocodeOptions,
    *,
    seed: int = 0,
    progress: ProgressCall | None = None,
) -> Located:
    """Locate every row by its coordinates, else by its address, else quarantine it.

    Parameters
    ----------
    seed
        Blurs the pauses between questions to an online service; no location depends on it.
    progress
        Called with (done, total) as an online service is asked.

    Raises
    ------
    DataError
        A column is missing, or the gazetteer or the cache of online answers cannot be used.
    OptionError
        An online service is named, but its key, the city or the extra is missing.
    """
    REGISTER.require(rows, "account_no", "address", "district_code", "lon", "lat", by=ROOM)
    gazetteer = None if options.gazetteer is None else read_gazetteer(options.gazetteer)
    frame = pd.DataFrame(rows).reset_index(drop=True)
    ledger = Ledger(frame)
    points = read_points(frame, gazetteer, ledger, coast_m=options.coast_m)
    if gazetteer is not None:
        _compare_districts(frame, points, gazetteer, ledger, margin_m=options.coordinate_error_m)
    located = _by_coordinate(frame, points, options.coordinate_error_m)
    if gazetteer is not None:
        located = _by_address(frame, located, points, gazetteer, ledger, options)
    ask = partial(
        ask_online, options=options.online, gazetteer=gazetteer, rng=seeds.rng(seed, ROOM),
        coast_m=options.coast_m, progress=progress,
    )  # fmt: skip
    located, terms = ask_leftovers(frame, located, gazetteer, ledger, options.online, ask)
    return _settle(frame, located, ledger, terms)


def _by_coordinate(frame: pd.DataFrame, points: Points, error_m: float) -> pd.DataFrame:
    """Return the location columns, filled where there is a usable point."""
    usable = pd.Series(points.usable)
    empty = pd.Series(index=frame.index, dtype="str")
    return pd.DataFrame(
        {
            "geo_level": empty.mask(usable, "coordinate"),
            "geo_error_m": pd.Series(error_m, index=frame.index).where(usable),
            "geo_source": empty.mask(usable, "lon, lat"),
            "geo_status": empty.mask(usable, GeoStatus.FOUND.value),
            "crs_from": frame["coord_sys"].where(usable).astype("str"),
            "lon_wgs84": points.lon,
            "lat_wgs84": points.lat,
        }
    )


def _by_address(
    frame: pd.DataFrame,
    located: pd.DataFrame,
    points: Points,
    gazetteer: Gazetteer,
    ledger: Ledger,
    options: GeocodeOptions,
) -> pd.DataFrame:
    """Return the location columns with the rows that have no point filled from their addresses."""
    places = np.flatnonzero(~points.usable).tolist()
    matcher = AddressMatcher(gazetteer, beside_m=options.beside_m)
    text = frame[["address", "district_code"]].fillna("")
    yardstick = (
        measure_addresses(text, points, gazetteer, matcher, unmeasured_m=options.plot_m)
        if places
        else {}
    )
    filled: dict[int, list[object]] = {}
    for place in places:
        match = own_up(matcher.find(*text.iloc[place]), yardstick)
        if match.ties:
            ledger.add_one("G08", place, "address", Action.REPORTED, "; ".join(match.ties))
        if match.spot is not None:
            lon, lat = gazetteer.plane.degrees(match.spot.x_m, match.spot.y_m)
            filled[place] = [
                match.spot.level, match.spot.error_m, f"gazetteer: {match.spot.source}",
                GeoStatus.FOUND.value, "WGS84", float(lon), float(lat),
            ]  # fmt: skip
    if not filled:
        return located
    by_address = pd.DataFrame.from_dict(filled, orient="index", columns=located.columns)
    return located.fillna(by_address)


def _compare_districts(
    frame: pd.DataFrame,
    points: Points,
    gazetteer: Gazetteer,
    ledger: Ledger,
    *,
    margin_m: float,
) -> None:
    """Report points that lie clearly in another district than the register says."""
    districts = gazetteer.districts
    x, y = gazetteer.plane.metres(points.lon, points.lat)
    here = np.full(len(frame), "", dtype=object)
    here[points.usable] = districts.code_at(x[points.usable], y[points.usable])
    for code, name in districts.names.items():
        rows = np.flatnonzero(points.usable & (frame["district_code"] == code).to_numpy(np.bool_))
        off_m = districts.distance_m(code, x[rows], y[rows])
        for place, out_m in zip(rows.tolist(), off_m.tolist(), strict=True):
            if out_m > margin_m and here[place] != code:
                detail = f"{districts.names[here[place]]} / {name}, {out_m:,.0f} m"
                ledger.add_one("G03", place, "district_code", Action.REPORTED, detail)


def _settle(frame: pd.DataFrame, located: pd.DataFrame, ledger: Ledger, terms: Findings) -> Located:
    for place in np.flatnonzero(located["geo_level"].isin(_COARSE)).tolist():
        source, error_m = located[["geo_source", "geo_error_m"]].iloc[place]
        ledger.add_one("G06", place, "address", Action.REPORTED, f"{source}, {error_m:,.0f} m")
    found = located["geo_level"].notna()
    ledger.add("G07", ~found.to_numpy(dtype=np.bool_), "address", Action.QUARANTINED)
    whole = frame.assign(**located.drop(columns=["lon_wgs84", "lat_wgs84"])).loc[found]
    geometry = gpd.points_from_xy(located.loc[found, "lon_wgs84"], located.loc[found, "lat_wgs84"])
    customers = gpd.GeoDataFrame(whole, geometry=geometry, crs="EPSG:4326").reset_index(drop=True)
    out = frame.loc[~found, ["account_no", "source_row", "account_name", "address"]]
    out = out.reset_index(drop=True)
    out.insert(2, "rules", pd.Series("G07", index=out.index, dtype="str"))
    return Located(Customers(customers), out, terms + ledger.findings())
