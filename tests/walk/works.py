"""Folders of real works, ready to run: a register, and outlets at the mean point of a city's works.

The cities with most works have an outlet and a manager today, the others are candidates.
"""

import shutil
from pathlib import Path

import pandas as pd

HOURS_OF_USE = 6000
MOST_KVA = 2e6


def with_load(works: pd.DataFrame, annual_kwh: pd.Series) -> pd.DataFrame:
    """The works with annual kWh, and a contract for `HOURS_OF_USE`; empty where it is unknown."""

    def text(values: pd.Series) -> pd.Series:
        return values.map(lambda value: "" if pd.isna(value) else f"{value:.0f}")

    contract_kva = (annual_kwh / HOURS_OF_USE).clip(upper=MOST_KVA)
    return works.assign(年用电量=text(annual_kwh), 合同容量=text(contract_kva))


def sites(works: pd.DataFrame, city: str, lon: str, lat: str) -> pd.DataFrame:
    """One site for each city, those with most works first."""
    places = works.assign(lon=works[lon].astype(float), lat=works[lat].astype(float))
    means = places.groupby(city).agg(
        lon=("lon", "mean"), lat=("lat", "mean"), works=("lon", "size")
    )
    means = means.sort_values(["works", "lon"], ascending=False).reset_index()
    return pd.DataFrame(
        {
            "outlet_id": [f"O{number:02d}" for number in range(len(means))],
            "outlet_name": means[city],
            "outlet_class": "B",
            "lon": means["lon"].round(6),
            "lat": means["lat"].round(6),
            "coord_sys": "WGS84",
        }
    )


def lay_out(
    folder: Path,
    settings: str,
    works: pd.DataFrame,
    places: pd.DataFrame,
    existing: int,
    repository: Path,
) -> None:
    """Write the files that the scenario of these settings names."""
    shutil.copytree(Path(__file__).parent / settings, folder, dirs_exist_ok=True)
    shutil.copy(repository / "data" / "calendars" / "cn_2026.csv", folder)
    shutil.copy(repository / "data" / "rules" / "visits.toml", folder)
    works.to_csv(folder / "register.csv", index=False, encoding="utf-8")
    places.iloc[:existing].to_csv(folder / "outlets.csv", index=False)
    places.iloc[existing:].to_csv(folder / "candidates.csv", index=False)
    pd.DataFrame(
        {
            "manager_id": [f"M{number:02d}" for number in range(existing)],
            "manager_name": [f"经理{number:02d}" for number in range(existing)],
            "outlet_id": places["outlet_id"].iloc[:existing],
            "hours_per_day": 10,
        }
    ).to_csv(folder / "managers.csv", index=False)
