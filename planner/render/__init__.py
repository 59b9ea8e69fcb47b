"""Layers, figures and tables as things that people and programs can open."""

from planner.render.booklet import (
    Booklet,
    Chapter,
    Fact,
    Picture,
    Source,
    draw_booklet,
    write_booklet,
)
from planner.render.brief import Brief, BriefDay, BriefStop, draw_brief, write_brief
from planner.render.chart import draw_chart
from planner.render.dossier import (
    Dossier,
    DossierIndex,
    FactBlock,
    draw_dossier,
    draw_index,
    write_dossier,
    write_index,
)
from planner.render.gpx import Track, Waypoint, is_own_gpx, write_gpx
from planner.render.ground import main_roads
from planner.render.headline import draw_headline, page_iframe, picture_img
from planner.render.html import draw_page, write_map, write_page
from planner.render.ics import CalendarEvent, moment, write_calendar
from planner.render.layers import draw_map
from planner.render.page import Page
from planner.render.picture import draw_picture
from planner.render.report import Report, Section, draw_report, write_report
from planner.render.scatter import draw_scatter
from planner.render.sections import section_of
from planner.render.tables import write_geopackage, write_parquet, write_tables
from planner.render.values import say_choice, shown, unit_of
from planner.render.workbook import write_workbook

__all__ = [
    "Booklet", "Brief", "BriefDay", "BriefStop", "CalendarEvent", "Chapter", "Dossier",
    "DossierIndex", "Fact", "FactBlock", "Page", "Picture", "Report", "Section", "Source", "Track",
    "Waypoint", "draw_booklet", "draw_brief", "draw_chart", "draw_dossier", "draw_headline",
    "draw_index", "draw_map", "draw_page", "draw_picture", "draw_report", "draw_scatter",
    "is_own_gpx", "main_roads", "moment", "page_iframe", "picture_img", "say_choice",
    "section_of", "shown", "unit_of", "write_booklet", "write_brief", "write_calendar",
    "write_dossier", "write_geopackage", "write_gpx", "write_index", "write_map", "write_page",
    "write_parquet", "write_report", "write_tables", "write_workbook",
]  # fmt: skip
