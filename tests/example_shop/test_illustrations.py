from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from example_shop.illustrations import KINDS, InvalidColour, UnknownIllustration, draw, pastel

_ID = re.compile(r'\bid="([^"]+)"')
_USE = re.compile(r"url\(#([^)]+)\)")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_wellformed_and_uses_the_colour_asked_for(kind: str) -> None:
    picture = draw(kind, "#3f6fd9")
    root = ElementTree.fromstring(picture)  # noqa: S314 -- drawn by ourselves
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.attrib["viewBox"] == "0 0 256 256"
    assert "#3f6fd9" in picture


@pytest.mark.parametrize("kind", KINDS)
def test_every_id_is_defined_once_and_every_reference_is_met(kind: str) -> None:
    picture = draw(kind)
    ids = _ID.findall(picture)
    assert len(ids) == len(set(ids))
    assert set(_USE.findall(picture)) == set(ids)


def test_two_pictures_in_one_page_share_no_id() -> None:
    ids = [
        key for kind in KINDS for colour in ("#c0392b", "#2f6fed") for key in _ID.findall(draw(kind, colour))
    ]
    assert len(ids) == len(set(ids))


def test_no_picture_reaches_outside_itself_or_is_heavy() -> None:
    for kind in KINDS:
        picture = draw(kind)
        assert "href" not in picture
        assert "<script" not in picture
        assert len(picture) < 40_000, kind


def test_the_same_arguments_give_the_same_picture_in_any_notation_of_the_colour() -> None:
    assert draw("sofa", "#2F6FED") == draw("sofa", "#2f6fed") == draw("sofa", "2f6fed")
    assert draw("sofa", "#2f6fed") != draw("sofa", "#c0392b")


def test_there_are_enough_kinds_for_a_shop() -> None:
    assert len(KINDS) >= 55
    assert list(KINDS) == sorted(KINDS)


def test_an_unknown_kind_names_the_kinds_there_are() -> None:
    with pytest.raises(
        UnknownIllustration, match=r"Unknown illustration 'unicorn', must be one of: .*\bsofa\b"
    ):
        draw("unicorn")


@pytest.mark.parametrize("colour", ["blue", "#12345", "#12345g", "#1234567"])
def test_what_is_not_a_colour_is_refused(colour: str) -> None:
    with pytest.raises(InvalidColour, match="six hexadecimal digits"):
        draw("sofa", colour)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#808080"])
def test_extreme_colours_can_be_drawn_and_have_a_light_pastel(colour: str) -> None:
    for kind in KINDS:
        ElementTree.fromstring(draw(kind, colour))  # noqa: S314 -- drawn by ourselves
    tile = pastel(colour)
    assert re.fullmatch(r"#[0-9a-f]{6}", tile)
    assert min(int(tile[i : i + 2], 16) for i in (1, 3, 5)) >= 0xC8
