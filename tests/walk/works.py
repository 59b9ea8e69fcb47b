"""Folders of real works, ready to run: a register, and outlets at the mean point of a city's works.

The cities with most works have an outlet and a manager today, the others are candidates.
"""

import shutil
from pathlib import Path

import pandas as pd


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
