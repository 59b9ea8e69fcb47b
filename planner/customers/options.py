"""Which register is read, how the utility writes it, and what it is measured against."""

import datetime as dt
from typing import Literal

from pydantic import Field

from planner.customers.quality import Pattern
from planner.options import InputPath, Options


class CustomersOptions(Options):
    """Which file the register is, how the utility writes it, and what it is measured against."""

    file: InputPath
    """CSV, workbook (.xlsx), GeoPackage or Parquet file of the customer register."""
    sheet: str = ""
    """Sheet of the workbook or layer of the GeoPackage; when empty the first one, of a workbook the
    first with most headings of a register."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column name -> heading in the file, where it is not one of the known headings; an empty
    heading says that a column of the file is not to be used."""
    account_pattern: Pattern = r"\d{10}|\d{13}"
    """Regular expression that a whole account number matches."""
    datum: Literal["", "WGS84", "GCJ02", "BD09", "CGCS2000"] = ""
    """Datum of the coordinates of rows that do not state one; empty: such points are not used."""
    quality: InputPath | None = None
    """TOML file of what the rules measure against; the one that comes with the package when not
    given."""
    references: InputPath | None = None
    """Folder with lists that rules look things up in: orgs, industries, feeders, substations,
    managers (.csv or .xlsx), districts.geojson; each may be absent."""
    as_of: dt.date | None = None
    """The day on which the register is judged; without it no rule about ages runs."""
