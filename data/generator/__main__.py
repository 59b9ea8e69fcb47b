"""Write the sample city: ``python -m data.generator [folder]``."""

import sys
from pathlib import Path

from data.generator.city import SEED, City, make_city
from data.generator.tables import (
    write_background,
    write_diary,
    write_gazetteer,
    write_readme,
    write_register,
    write_roads,
    write_sites,
)

HOME = Path(__file__).parents[1] / "city"


def write_city(city: City, folder: Path) -> None:
    write_register(city, folder)
    write_sites(city, folder)
    write_diary(city, SEED, folder)
    write_roads(city, folder)
    write_gazetteer(city, folder)
    write_background(city, folder)
    write_readme(city, folder, SEED)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    write_city(make_city(), target)
    print(f"wrote {sum(1 for path in target.rglob('*') if path.is_file())} files to {target}")
