"""Figures: alternative text, small deterministic SVG, colours by role."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from mlelib.teaching import figure
from mlelib.teaching.figures import Picture
from mlelib.teaching.style import DASHES, FIRST, INK, MARKERS, ROLES, SERIES, Role, css_variables
from tests.teaching.gallery import draw_all, shown

ROOT = Path(__file__).resolve().parents[2]
ALT = "A line that rises to the right."
CAPTION = "A rising line"


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    return draw_all()


@pytest.mark.parametrize(
    ("alt", "caption", "complaint"),
    [
        ("", CAPTION, "alt is missing"),
        (ALT, "  ", "caption is missing"),
        ("Four words are few.", CAPTION, "alt is too short"),
        (ALT, "A line", "caption is too short"),
        ("figures/rising line.png", CAPTION, "alt is"),
        ("figures/line.png", CAPTION, "alt is a file name"),
        (ALT, "chapter_3/line", "caption is a file name"),
        (ALT, ALT, "alt repeats the caption"),
    ],
)
def test_every_figure_needs_words(alt: str, caption: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint), figure(alt=alt, caption=caption):
        pass


def test_a_figure_is_one_html_bundle_with_its_alt_text() -> None:
    with shown() as pictures, figure(alt='Where a < b & "c" holds, it rises.', caption="Where a < b") as ax:
        ax.plot([0, 1], [0, 1])
    bundle = pictures[0]._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == 'Where a < b & "c" holds, it rises.'
    root = ET.fromstring(bundle["text/html"])
    assert root.tag == "figure" and root.findtext("figcaption") == "Where a < b"
    svg = root.find("svg")
    assert svg is not None and svg.get("role") == "img" and svg.get("aria-label") == bundle["text/plain"]


def test_only_colours_with_a_role_are_drawn() -> None:
    with pytest.raises(ValueError, match="#ff0000"), figure(alt=ALT, caption=CAPTION) as ax:
        ax.plot([0, 1], [0, 1], color="red")


def test_an_error_in_the_drawing_shows_no_figure() -> None:
    with shown() as pictures, pytest.raises(ZeroDivisionError), figure(alt=ALT, caption=CAPTION):
        raise ZeroDivisionError
    assert not pictures


def test_readers_settings_do_not_reach_the_figures(pictures: list[Picture]) -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "svg.fonttype": "path"}):
        assert draw_all() == pictures


def test_the_same_bytes_come_out_of_two_processes(pictures: list[Picture]) -> None:
    command = [sys.executable, "-m", "tests.teaching.gallery"]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode() for _ in range(2)]
    assert runs[0] == runs[1] == "".join(f"{picture.svg}\n" for picture in pictures)


def test_no_sentinel_and_no_raw_colour_is_left(pictures: list[Picture]) -> None:
    for picture in pictures:
        for role in ROLES:
            assert role.sentinel not in picture.svg
        without_fallbacks = re.sub(r"var\(--mle-[^;\"]*", "", picture.svg)
        assert not re.search(r":#[0-9a-f]{3,8}", without_fallbacks)


def test_ids_are_unique_on_a_page_and_all_are_used(pictures: list[Picture]) -> None:
    page = "".join(picture.svg for picture in pictures)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids) > 0
    assert set(ids) == set(re.findall(r'(?:url\(#|href="#)([^)"]+)', page))


def test_text_is_text_in_the_pages_font(pictures: list[Picture]) -> None:
    map_ = next(picture for picture in pictures if "one maximum" in picture.alt).svg
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", map_)
    assert {"μ", "σ²", "maximum", "−0.5"} <= set(texts)
    assert "font-family" not in map_ and "<style" not in map_ and "<metadata" not in map_


def test_figures_shrink_with_the_page_and_are_small(pictures: list[Picture]) -> None:
    for picture in pictures:
        head = picture.svg[: picture.svg.index(">")]
        assert "viewBox=" in head and " width=" not in head and " height=" not in head
        assert len(picture.svg.encode()) < 30_000, picture.caption
        assert not re.search(r"\d\.\d{3}", re.sub(r'style="[^"]*"', "", picture.svg))


def test_series_differ_by_more_than_colour() -> None:
    assert len(set(SERIES)) == len({str(dash) for dash in DASHES}) == len(set(MARKERS)) == 4
    with shown() as pictures, figure(alt=ALT, caption=CAPTION) as ax:
        ax.plot([0, 1], [0, 1])
        ax.plot([0, 1], [1, 0])
    assert "--mle-second" in pictures[0].svg and "stroke-dasharray" in pictures[0].svg
    assert FIRST != INK


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted([luminance(a), luminance(b)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", [role for role in ROLES if role.name not in ("grid", "surface")])
def test_contrast(role: Role) -> None:
    light, dark = role.light, role.dark
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, "#121212") >= 4.5
    fallback = role.fallback if role.fallback.startswith("#") else light
    if role.name != "ink":  # ink's fallback is the page's own colour
        assert contrast(fallback, "#ffffff") >= 3 and contrast(fallback, "#121212") >= 3


def test_the_style_sheet_has_the_palette() -> None:
    sheet = " ".join((ROOT / "book/assets/mle.css").read_text(encoding="utf-8").split())
    assert sheet.count(css_variables("light")) == 1
    assert sheet.count(css_variables("dark")) == 2
