"""Words are measured in the typeface that is shown: its widths are those of the font itself, and what fits, fits."""

import json

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from webapp.render.png import NoPicture, png
from webapp.render.typeface import FOLDER, fit, text_width, wrapped

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="60"><text x="0" y="40" font-size="40" '
    'font-weight="{weight}" font-kerning="none">{text}</text></svg>'
)
letters = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,.-&", max_size=60)


@pytest.mark.parametrize("weight", ["400", "700"])
def test_the_widths_are_those_of_the_fonts_that_browsers_and_the_server_use(weight: str) -> None:
    widths = json.loads((FOLDER / "widths.json").read_text(encoding="utf-8"))[weight]
    for suffix in ("woff2", "ttf"):
        font = TTFont(FOLDER / f"arimo-{weight}.{suffix}")
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        found = {chr(code): round(advances[glyph][0] / em, 4) for code, glyph in font.getBestCmap().items()}
        assert found == widths


def test_a_width_is_that_of_arial() -> None:
    # Arial's advances in 2048ths of an em, as in its own table: T 1251, r 682, a 1139, f 569, o 1139, d 1139.
    assert text_width("Trafford", 2048) == pytest.approx(1251 + 682 + 1139 + 569 + 569 + 1139 + 682 + 1139, abs=8)


def test_the_licence_stands_beside_the_typeface() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


@given(letters, st.floats(0, 500), st.booleans())
def test_what_is_cut_to_fit_fits_and_is_the_whole_where_that_does(text: str, width: float, bold: bool) -> None:
    cut = fit(text, width, 13, bold=bold)
    assert text_width(cut, 13, bold=bold) <= width
    if text_width(text, 13, bold=bold) <= width:
        assert cut == text


@given(letters, st.floats(20, 400))
def test_wrapped_lines_hold_all_words_and_none_is_too_wide_but_a_single_word(text: str, width: float) -> None:
    lines = wrapped(text, width)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line) <= width or " " not in line for line in lines)


def test_the_server_draws_text_as_wide_as_it_is_measured() -> None:
    text = "Heywood, Middleton and Rochdale"
    for weight, bold in (("400", False), ("700", True)):
        width = round(text_width(text, 40, bold=bold))
        whole = png(SVG.format(width=width + 40, weight=weight, text=text), width + 40, 60)
        assert whole[:8] == b"\x89PNG\r\n\x1a\n"
        columns = _inked(whole)
        assert max(columns) == pytest.approx(width, abs=4)


def _inked(picture: bytes) -> list[int]:
    """The columns of a PNG of eight-bit colours and opacity in which something is drawn."""
    import struct
    import zlib

    width, height = struct.unpack(">II", picture[16:24])
    at, packed = 8, b""
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            packed += picture[at + 8 : at + 8 + length]
        at += 12 + length
    raw, before, found = zlib.decompress(packed), bytearray(width * 4), set()
    for row in range(height):
        line = bytearray(raw[row * (width * 4 + 1) : (row + 1) * (width * 4 + 1)])
        how, line = line[0], line[1:]
        for place in range(len(line)):
            left = line[place - 4] if place >= 4 else 0
            up, corner = before[place], before[place - 4] if place >= 4 else 0
            near = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
            line[place] = (line[place] + (0, left, up, (left + up) // 2, near)[how]) % 256
        found |= {place // 4 for place in range(3, len(line), 4) if line[place]}
        before = line
    return sorted(found)


@pytest.mark.parametrize(
    ("svg", "width", "height"),
    [
        ("no picture", 10, 10),
        (SVG.format(width=10, weight=400, text=""), 11, 60),
        (SVG.format(width=90_000, weight=400, text=""), 90_000, 60_000),
    ],
)
def test_what_is_no_picture_of_the_size_is_refused_in_one_line(svg: str, width: int, height: int) -> None:
    with pytest.raises(NoPicture, match=r"Take the SVG"):
        png(svg, width, height)


def test_after_a_refusal_the_next_picture_is_drawn() -> None:
    with pytest.raises(NoPicture):
        png("no picture", 10, 10)
    assert png(SVG.format(width=10, weight=400, text="i"), 10, 60)
