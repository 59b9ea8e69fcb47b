"""The pictures that a build leaves for people to look at: build/screenshots, with a page of all."""

from html import escape
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
PICTURES = {
    "01-overview.png": "概览 Overview: figures, tiers, managers, outlets by shape, service areas",
    "02-travel-time.png": "行车时间圈 How far one comes in 10, 20 and 30 minutes",
    "03-compare.png": "现状与方案对比 Today and the plan, a handle between them",
    "04-english.png": "英文界面 The same page in English",
    "05-day-tours.png": "一天的走访 The tours of one day along the roads",
    "06-all-tours.png": "全部走访 All tours of the period",
    "07-customers.png": "客户表 Every customer as a row",
    "08-popup.png": "客户信息 What one customer's card says",
    "09-phone.png": "手机 On a phone, the panel under the map",
    "10-print.png": "打印 One sheet of A3, as it is drawn for paper",
    "11-print-compare.png": "打印对比 Today beside the plan on one sheet of A3",
    "12-report.png": "报告 The report of the plan",
    "13-customer-page.png": "一户一档 The page of one customer",
    "14-public.png": "公开地图 The public map: counts by cell, no customer",
    "15-management.png": "管理级地图 For management: points on a grid of 500 m",
    "print.pdf": "打印件 The sheet itself, as PDF",
}
"""Name and what is to be seen; a picture that is not listed here is refused."""


def kept(name: str) -> Path:
    """Return where a picture goes, and leave the page of all pictures beside it."""
    if name not in PICTURES:
        raise KeyError(f"{name} has no line in tests/browser/gallery.py")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "index.html").write_text(_index(), encoding="utf-8")
    return FOLDER / name


def _index() -> str:
    figures = "\n".join(
        f'<figure><a href="{name}">'
        + (f'<img src="{name}" alt="" loading="lazy">' if name.endswith(".png") else name)
        + f"</a><figcaption>{escape(words)}</figcaption></figure>"
        for name, words in PICTURES.items()
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><meta charset="utf-8"><title>planner</title>\n'
        "<style>body{font:14px system-ui,sans-serif;margin:24px;background:#f3f5f7}"
        "main{display:grid;gap:20px;grid-template-columns:repeat(auto-fill,minmax(420px,1fr))}"
        "figure{margin:0;padding:10px;background:#fff;border-radius:8px}"
        "img{width:100%;display:block;border:1px solid #dde3e8}figcaption{padding-top:8px}"
        "</style>\n"
        f"<h1>Pictures of this build</h1>\n<main>\n{figures}\n</main></html>\n"
    )
