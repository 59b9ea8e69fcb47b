"""Layers, figures and tables as things that people and programs can open."""

from planner.render.chart import draw_chart
from planner.render.headline import draw_headline, page_iframe
from planner.render.html import draw_page, write_page
from planner.render.layers import draw_map
from planner.render.page import Page
from planner.render.tables import write_tables
from planner.render.values import say_choice
from planner.render.workbook import write_workbook

__all__ = [
    "Page", "draw_chart", "draw_headline", "draw_map", "draw_page", "page_iframe", "say_choice",
    "write_page", "write_tables", "write_workbook",
]  # fmt: skip
