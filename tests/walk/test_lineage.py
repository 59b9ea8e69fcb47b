"""Every value of a planned customer can be traced to its cell in the file."""

import csv
import hashlib


def test_each_fact_that_was_read_names_the_cell_it_came_from(plan, city):
    path = city / "register.csv"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with path.open(encoding="gb18030", newline="") as stream:
        lines = list(csv.reader(stream))
    story = plan.customer("0035020114")
    assert len(story.sources) > 30
    for name in ("account_no", "account_name", "uscc", "contract_kva", "last_inspect_on"):
        source = story.sources[name]
        assert (source.file, source.sha256) == ("register.csv", digest)
        written = lines[source.row - 1][lines[0].index(source.column)]
        assert written.startswith(str(story.facts[name]).removesuffix(" 00:00:00")[:4])


def test_what_a_room_worked_out_has_no_cell(plan):
    story = plan.customer("0035020114")
    assert {"tier", "annual_kwh", "geo_level"} <= story.facts.keys()
    assert not {"tier", "annual_kwh", "geo_level"} & story.sources.keys()
