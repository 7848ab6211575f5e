"""The page of reports: whole in itself, read without its charts, and drawn by a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from practicecli.papers.webpage import Bar, Chart, Section, page

BLUE, ORANGE = (0x1F, 0x5F, 0xA8), (0xC8, 0x78, 0x1A)


def chart(*bars):
    return Chart("Earned and received", ("Earned", "Received"), bars)


def section(*charts, **more):
    kept = {
        "title": "Income by month",
        "about": "2026",
        "header": (("Month", False), ("Earned", True)),
        "rows": (("2026-01", "150.00"), ("2026-02", "0.00")),
        "charts": charts,
    }
    return Section(**(kept | more))


JANUARY = Bar("2026-01", ((15000, "150.00"), (7500, "75.00")))
FEBRUARY = Bar("2026-02", ((0, "0.00"), (0, "-12.00")))


class Outline(HTMLParser):
    """What a page is made of, with every end held against its beginning."""

    EMPTY = frozenset({"meta", "rect"})

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.values, self.ids = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.values += [(tag, name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)
        self.values += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_nothing_on_the_page_comes_from_elsewhere_and_nothing_runs():
    text = page("Reports", "Made on 2026-11-24", [section(chart(JANUARY))])

    outline = Outline(text)
    assert "://" not in text
    assert {"script", "link", "img", "iframe", "image", "use"} & set(outline.seen) == set()
    assert {name for _, name, _ in outline.values} & {
        "src",
        "href",
        "xlink:href",
        "onload",
    } == set()
    assert "url(" not in text
    assert "default-src 'none'" in text


def test_each_chart_says_its_values_in_words_and_stands_beside_their_table():
    text = page("Reports", "", [section(chart(JANUARY, FEBRUARY), chart(JANUARY))])

    outline = Outline(text)
    assert outline.seen.count("table") == 1
    assert outline.seen.count("desc") == 2
    assert "Earned and Received: 2026-01 150.00, 75.00; 2026-02 0.00, -12.00" in text
    named = [value for _, name, value in outline.values if name == "aria-labelledby"]
    assert {one for names in named for one in names.split()} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_a_bar_is_as_long_as_its_value_and_what_is_not_above_nothing_has_none():
    drawn = re.findall(r'<rect class="b(\d)" x="0" y="\d+" width="([\d.]+)%"', page(
        "", "", [section(chart(JANUARY, FEBRUARY))]))  # fmt: skip

    assert drawn == [("0", "72"), ("1", "36")]


def test_a_total_stands_at_the_foot_and_a_typed_command_as_code():
    text = page("", "", [section(total=("Total", "150.00"), notes=("`practice sync` sends",))])

    assert '<tfoot><tr><th scope="row">Total</th>' in text
    assert "<code>practice sync</code> sends" in text


def test_a_report_without_rows_says_so():
    text = page("", "", [section(rows=())])

    assert "Nothing to show" in text
    assert "<table>" not in text


@given(st.text(), st.text())
def test_whatever_stands_in_it_stays_text(label, words):
    bar = Bar(label, ((1, words),))
    shown = Section(
        label, words, ((label, False),), ((words,),), (), (Chart(words, (label,), (bar,)),)
    )

    tags = Outline(page(words, label, [shown])).seen
    plain = Bar("a", ((1, "b"),))
    same = Section("a", "b", (("a", False),), (("b",),), (), (Chart("b", ("a",), (plain,)),))
    assert [one for one in tags if one != "code"] == Outline(page("b", "a", [same])).seen


@pytest.mark.outside
def test_a_real_browser_draws_every_bar_and_the_page_asks_nobody_for_anything(tmp_path):
    text = page("Reports", "", [section(chart(JANUARY, FEBRUARY)), section(chart(JANUARY))])

    picture, asked = browsed(tmp_path, text)
    # Two charts of one bar each, and the square that stands for it above each chart.
    assert (stripes(picture, BLUE), stripes(picture, ORANGE)) == (4, 4)
    assert asked == 0
    # That we would have seen it: even a page that is told to, is kept from asking by its own head.
    wants = '<img src="http://127.0.0.1:9/picture.png">'
    assert browsed(tmp_path, f"<!DOCTYPE html><title>x</title>{wants}")[1] == 1
    assert browsed(tmp_path, text.replace("</main>", f"{wants}</main>"))[1] == 0


def browsed(folder, text):
    """Open a page in a browser; give its picture, and how often it asked for something."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("chromium is not installed")
    (folder / "page.html").write_text(text)
    subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--force-device-scale-factor=1",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            f"--user-data-dir={folder / 'profile'}", f"--log-net-log={folder / 'net.json'}",
            "--window-size=800,1400", f"--screenshot={folder / 'page.png'}",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )  # fmt: skip
    # What a page from a file asks for has this origin; what the browser does by itself has none.
    asked = (folder / "net.json").read_text().count('"initiator":"null"')
    with Image.open(folder / "page.png") as picture:
        return picture.convert("RGB"), asked


def stripes(picture, colour):
    """Count how often a colour begins as one goes down along where bars and squares begin."""
    left = {x for x in range(picture.width // 2)
            for y in range(picture.height) if picture.getpixel((x, y)) == colour}  # fmt: skip
    found, before = 0, False
    for y in range(picture.height):
        here = any(picture.getpixel((x, y)) == colour for x in left)
        found += here and not before
        before = here
    return found
