"""Every text field of every table on a page, filled with names that bite: none runs, all show."""

import pandas as pd
from names_that_bite import SLY

from planner import schema
from planner.render import Booklet, Source, draw_booklet, section_of
from planner.schema import Table

TABLES = [one for name in schema.__all__ if isinstance(one := getattr(schema, name), Table)]


def test_a_page_of_all_tables_shows_every_word_as_written_and_executes_none(show):
    sources, texts = [], 0
    for table in TABLES:
        names = [one.name for one in table if one.kind in {"text", "choice"}]
        texts += len(names)
        frame = pd.DataFrame(dict.fromkeys(names, SLY))
        section = section_of(table, frame, "zh", columns=names)
        sources.append(Source(table.name, section, len(SLY), "f"))
    page = show(draw_booklet(Booklet("全部", "表", [], [], [], sources)))
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".source table")].map((table) =>
             [...table.tBodies[0].rows].map((row) =>
               [...row.cells].map((one) => one.textContent)))"""
    )
    for source, rows in zip(sources, shown, strict=True):
        width = len(source.section.headings)
        for row, word in zip(rows, SLY, strict=True):
            assert row == [word] * width, source.key
    # Of columns that are said in two languages, one is shown.
    assert sum(len(one.section.headings) for one in sources) > 0.9 * texts
    for summary in page.locator(".source summary").all()[:5]:
        summary.click()
    assert page.evaluate("typeof window.hit") == "undefined"
