"""The German and Hungarian catalogues are complete, and the check that says so finds what it must."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests import catalogues


@pytest.mark.parametrize("package", catalogues.PACKAGES)
def test_every_text_of_the_sources_is_translated_and_compiled(package: str, tmp_path: Path) -> None:
    if catalogues.are_tools_missing():
        if os.environ.get("CI"):
            pytest.fail(catalogues.MISSING_TOOLS)
        pytest.skip(catalogues.MISSING_TOOLS)
    assert list(catalogues.problems_of(package, copies=tmp_path)) == []


def found(catalogue: str) -> list[str]:
    """The problems of a catalogue's entries."""
    return [problem for entry in catalogues.entries(catalogue) for problem in entry.problems()]


HEADER = 'msgid ""\nmsgstr "Language: de\\n"\n\n'


@pytest.mark.parametrize(
    ("entry", "problems"),
    [
        ('msgid "Cart"\nmsgstr "Warenkorb"\n', []),
        ('msgid "Cart"\nmsgstr ""\n', ["not translated"]),
        ('#, fuzzy\nmsgid "Cart"\nmsgstr "Karte"\n', ["fuzzy"]),
        ('#, fuzzy, python-format\nmsgid "%(n)d"\nmsgstr "%(n)d"\n', ["fuzzy"]),
        ('#~ msgid "Cart"\n#~ msgstr "Warenkorb"\n', ["no longer in any source"]),
        ('msgid "Hello %(name)s"\nmsgstr "Guten Tag"\n', ["placeholders differ"]),
        ('msgid "Hello %(name)s"\nmsgstr "Guten Tag, %(nam)s"\n', ["placeholders differ"]),
        ('msgid "Hello {name}"\nmsgstr "Guten Tag, {Name}"\n', ["placeholders differ"]),
        ('msgid "%(a)s of %(b)s"\nmsgstr "von %(b)s %(a)s"\n', []),
        ('msgid "<b>now</b>"\nmsgstr "<b>jetzt<b>"\n', ["placeholders differ"]),
        ('msgid "long "\n"text %(n)s"\nmsgstr ""\n"langer Text "\n"%(n)s"\n', []),
        ('msgid "one"\nmsgid_plural "%(n)d"\nmsgstr[0] "eins"\nmsgstr[1] "%(n)d"\n', []),
        ('msgid "%(n)d a"\nmsgid_plural "%(n)d b"\nmsgstr[0] "%(n)d"\nmsgstr[1] ""\n', ["not translated"]),
        ('msgid "one"\nmsgid_plural "%(n)d"\nmsgstr[0] "eins"\nmsgstr[1] "viele"\n', ["placeholders differ"]),
        ('msgctxt "referrer"\nmsgid "from"\nmsgstr ""\n', ["not translated"]),
    ],
)
def test_the_check_finds_what_is_wrong_with_an_entry(entry: str, problems: list[str]) -> None:
    assert found(HEADER + entry) == problems


def test_the_check_reads_every_entry_of_a_catalogue() -> None:
    text = (
        HEADER + 'msgid "a"\nmsgstr "b"\n\n#: apps.py\nmsgid "c"\nmsgstr ""\n\n#~ msgid "d"\n#~ msgstr "e"\n'
    )
    assert [entry.texts for entry in catalogues.entries(text)] == [("a",), ("c",), ("d",)]
    assert found(text) == ["not translated", "no longer in any source"]


@pytest.mark.parametrize(
    ("language", "cart", "one", "many"),
    [
        ("de", "In den Warenkorb", "1 Produkt", "2 Produkte"),
        ("hu", "Kosárba teszem", "1 termék", "2 termék"),
        ("en", "Put into the cart", "1 product", "2 products"),
    ],
)
def test_the_compiled_catalogues_speak(language: str, cart: str, one: str, many: str) -> None:
    with translation.override(language):
        assert gettext("Put into the cart") == cart
        counted = [ngettext("%(count)d product", "%(count)d products", n) % {"count": n} for n in (1, 2)]
    assert counted == [one, many]
