"""The question: one TOML file, one section a room; scenarios that inherit, and sweeps over them."""

from planner.scenario.merge import merged, parse_setting, replaced
from planner.scenario.scenario import ExportOptions, ReportOptions, Scenario
from planner.scenario.source import Source, read_source
from planner.scenario.sweep import Member, SweepOptions, members, named, vary_over

__all__ = [
    "ExportOptions",
    "Member",
    "ReportOptions",
    "Scenario",
    "Source",
    "SweepOptions",
    "members",
    "merged",
    "named",
    "parse_setting",
    "read_source",
    "replaced",
    "vary_over",
]
