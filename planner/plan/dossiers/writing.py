"""Write a page for every customer of a plan, and the index that leads to all of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.files import file_names
from planner.findings import Language
from planner.plan.dossiers.listing import list_customers
from planner.plan.dossiers.page import dossier_of
from planner.plan.dossiers.told import Told
from planner.render import write_dossier, write_index

if TYPE_CHECKING:
    from planner.plan.plan import Plan

FOLDER, INDEX = "customers", "index"


def write_dossiers(
    plan: "Plan", folder: Path, language: Language, names: Mapping[str, str] | None = None
) -> Iterator[Path]:
    """Write ``ACCOUNT.html`` for each planned customer and ``index.html``, which lists every row.

    Where there are more customers than `report.customer_pages`, the largest by energy get a page.
    Each path is yielded when its file is there, for there may be thousands.

    Parameters
    ----------
    names
        By account the name of its file, where account numbers are not to be in names of files.

    Raises
    ------
    PlannerError
        The folder cannot be written to.
    """
    customers = pd.DataFrame(plan.customers)
    largest = customers.sort_values("annual_kwh", ascending=False, kind="stable")
    rows = largest.head(plan.scenario.report.customer_pages).to_dict("records")
    # The index comes first, so that an account of that name gets another.
    names = names or file_names([INDEX, *customers["account_no"]])
    page_of = {str(row["account_no"]): f"{names[row['account_no']]}.html" for row in rows}
    told, home = Told(plan, page_of), f"{INDEX}.html"
    for row in rows:
        page = folder / page_of[str(row["account_no"])]
        yield write_dossier(page, dossier_of(told, row, language), home)
    yield write_index(folder / home, list_customers(plan, page_of, language))
