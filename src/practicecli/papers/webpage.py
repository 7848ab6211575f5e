"""A report as one HTML page: tables with charts beside them, and nothing from anywhere else.

The charts are SVG drawn in percent of the page's width, so that their letters keep their size on a
telephone. Colours are the page's own and follow dark mode; paper is always light.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LABEL, _BAR, _GAP = 20, 16, 10  # pixels of height
_FULL = 72  # percent of the width that the longest bar takes; its value stands beside it
_LEAST = 0.4  # percent: what is not nothing can be seen
_STYLE = """
:root{color-scheme:light dark;--ink:#1c1c1c;--paper:#fff;--rule:#c9c9c9;--quiet:#595959;
--bar0:#1f5fa8;--bar1:#c8781a;--band:#f4f4f4}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--rule:#4a4a4a;
--quiet:#b4b4b4;--bar0:#7db4f0;--bar1:#f0b060;--band:#222}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .25rem}
p{margin:.25rem 0}.quiet{color:var(--quiet)}
.table{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid var(--rule);white-space:nowrap}
.n{text-align:right}tbody tr:nth-child(even){background:var(--band)}
tfoot td,tfoot th{font-weight:600;border-top:2px solid var(--ink)}
figure{margin:1rem 0}figcaption{font-weight:600}
svg{display:block;width:100%;font:13px system-ui,sans-serif}
svg text{fill:var(--ink)}.b0{fill:var(--bar0)}.b1{fill:var(--bar1)}
.key{margin:.25rem 0;padding:0;list-style:none;display:flex;gap:1.5rem}
.key svg{display:inline-block;width:12px;height:12px;vertical-align:-1px}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--rule:#999;--quiet:#333;
--bar0:#1f5fa8;--bar1:#c8781a;--band:#fff}body{font-size:11px;max-width:none;padding:0}
svg{font-size:11px}figure,tr{break-inside:avoid}h2,h2+p{break-after:avoid}.table{overflow:visible}
rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A label with a bar for each series: its length, 0 or more, and how its value is written."""

    label: str
    values: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars below each other, up to two to a label; `series` names them."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its charts. A column of the header says whether it stands to the right."""

    title: str
    about: str
    header: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()


def page(title: str, made: str, sections: Sequence[Section]) -> str:
    """Write the whole page. The browser is told to fetch nothing."""
    body = "".join(_section(one, number) for number, one in enumerate(sections, 1))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{escape(title)}</h1>\n<p class="quiet">{escape(made)}</p>\n{body}'
        "</main>\n</body>\n</html>\n"
    )


def _section(one: Section, number: int) -> str:
    name = f"s{number}"
    notes = "".join(f'<p class="quiet">{_words(note)}</p>\n' for note in one.notes)
    charts = "".join(
        _chart(chart, f"{name}c{at}") for at, chart in enumerate(one.charts, 1) if chart.bars
    )
    table = _table(one, name) if one.rows else "<p>Nothing to show</p>\n"
    return (
        f'<section aria-labelledby="{name}">\n<h2 id="{name}">{escape(one.title)}</h2>\n'
        f"<p>{_words(one.about)}</p>\n{charts}{table}{notes}</section>\n"
    )


def _words(text: str) -> str:
    """Write a sentence; what is typed stands between backticks in it, and becomes code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _table(one: Section, name: str) -> str:
    sides = [' class="n"' if right else "" for _, right in one.header]
    head = "".join(
        f'<th scope="col"{side}>{escape(title)}</th>'
        for (title, _), side in zip(one.header, sides, strict=True)
    )
    rows = "\n".join(_row(row, sides) for row in one.rows)
    foot = f"<tfoot>{_row(one.total, sides)}</tfoot>\n" if one.total else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-labelledby="{name}">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n{foot}"
        "</table>\n</div>\n"
    )


def _row(cells: Sequence[str], sides: Sequence[str]) -> str:
    first, *others = (f"{side}>{escape(cell)}" for cell, side in zip(cells, sides, strict=True))
    return f'<tr><th scope="row"{first}</th>{"".join(f"<td{one}</td>" for one in others)}</tr>'


def _chart(chart: Chart, name: str) -> str:
    told = "; ".join(
        f"{bar.label} {', '.join(shown for _, shown in bar.values)}" for bar in chart.bars
    )
    series = " and ".join(chart.series)
    drawn, height = _bars(chart)
    key = "".join(
        f'<li><svg aria-hidden="true"><rect class="b{at}" width="12" height="12"/></svg> '
        f"{escape(words)}</li>"
        for at, words in enumerate(chart.series)
    )
    legend = f'<ul class="key" aria-hidden="true">{key}</ul>\n' if len(chart.series) > 1 else ""
    return (
        f"<figure>\n<figcaption>{escape(chart.title)}</figcaption>\n{legend}"
        f'<svg role="img" aria-labelledby="{name}t {name}d" height="{height}">\n'
        f'<title id="{name}t">{escape(chart.title)}</title>\n'
        f'<desc id="{name}d">{escape(f"{series}: {told}")}</desc>\n{drawn}</svg>\n</figure>\n'
    )


def _bars(chart: Chart) -> tuple[str, int]:
    most = max((value for bar in chart.bars for value, _ in bar.values), default=0)
    found: list[str] = []
    top = 0
    for bar in chart.bars:
        found.append(f'<text x="0" y="{top + _LABEL - 6}">{escape(bar.label)}</text>\n')
        top += _LABEL
        found += _of_one(bar, most, top)
        top += _BAR * len(bar.values) + _GAP
    return "".join(found), top


def _of_one(bar: Bar, most: int, top: int) -> Iterator[str]:
    for at, (value, shown) in enumerate(bar.values):
        y = top + at * _BAR
        # Thousandths of a percent in whole numbers, so that a page is the same everywhere.
        width = max(value * _FULL * 1000 // most / 1000, _LEAST) if value > 0 else 0
        if width:
            yield f'<rect class="b{at}" x="0" y="{y}" width="{width:g}%" height="{_BAR - 2}"/>\n'
        yield f'<text x="{width:g}%" dx="6" y="{y + _BAR - 4}">{escape(shown)}</text>\n'
