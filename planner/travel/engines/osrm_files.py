"""OSRM's own files of an extract: made by its programs, once for each extract and profile.

The profile is OSRM's for cars, with the speeds of our dated file, closed ways left out, and the
fastest way taken. So what differs from our own engine is what OSRM knows more about: turns, what
they take, and where they are forbidden.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from planner.digests import sha256_of
from planner.errors import DataError
from planner.travel.speeds import SpeedRules

_STEPS = ("osrm-extract", "osrm-partition", "osrm-customize")
_EXTRACT = "roads.osm.pbf"

_PROFILE = """\
package.path = {share} .. "/?.lua;" .. package.path
local car = dofile({share} .. "/car.lua")
local shut = {{ {shut} }}
local own_setup, own_way = car.setup, car.process_way
car.setup = function()
  local profile = own_setup()
  profile.properties.weight_name = "duration"
  profile.speed_reduction = {limit_share}
  profile.speeds = Sequence {{ highway = {{ {speeds} }} }}
  profile.route_speeds.ferry = {ferry}
  return profile
end
car.process_way = function(profile, way, result, relations)
  if not shut[way:id()] then own_way(profile, way, result, relations) end
end
return car
"""


class Recipe(NamedTuple):
    """An extract, speeds by class of road, and the numbers of ways that are shut."""

    extract: Path
    rules: SpeedRules
    closed: frozenset[int]

    def profile(self, home: Path) -> str:
        """Return the profile as a program in Lua; `home` is where OSRM is installed."""
        # What is no word is no class of OpenStreetMap either.
        speeds = {one: speed for one, speed in self.rules.km_per_h.items() if one.isidentifier()}
        ferry = speeds.pop("ferry", 0.0)
        return _PROFILE.format(
            share=f"[==[{home / 'share' / 'profiles'}]==]",
            shut=", ".join(f"[{one}] = true" for one in sorted(self.closed)),
            limit_share=self.rules.limit_share,
            speeds=", ".join(f'["{one}"] = {speed}' for one, speed in sorted(speeds.items())),
            ferry=ferry,
        )

    def digest(self) -> str:
        """Return 24 hex digits of all that OSRM's files depend on, but its version."""
        told = self.profile(Path()) + sha256_of(self.extract)
        return hashlib.sha256(told.encode()).hexdigest()[:24]


def prepare(home: Path, recipe: Recipe, folder: Path) -> Path:
    """Make OSRM's files in a folder that then has all of them, and return their common name.

    Raises
    ------
    DataError
        OSRM makes nothing of the extract.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
        try:
            _run(home, recipe.extract, recipe.profile(home), part)
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return folder / "roads.osrm"


def _run(home: Path, extract: Path, profile: str, folder: Path) -> None:
    (folder / "car.lua").write_text(profile, encoding="utf-8")
    (folder / _EXTRACT).symlink_to(extract.resolve())
    for step, *more in (
        (_STEPS[0], "-p", folder / "car.lua", folder / _EXTRACT),
        *((step, folder / "roads.osrm") for step in _STEPS[1:]),
    ):  # fmt: skip
        done = subprocess.run(
            [home / "bin" / step, "-t", "1", *more], check=False, capture_output=True, text=True
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise DataError(
                f"{step} makes nothing of {extract.name}: {said[-1] if said else done.returncode}",
                where=str(extract),
                mend="leave travel.engine out, or fetch the extract again",
            )
    (folder / _EXTRACT).unlink()
