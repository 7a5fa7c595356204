"""Filters of the shop's templates: money, pictures and their background."""

from __future__ import annotations

import re
from decimal import Decimal

from django import template
from django.http import QueryDict
from django.utils import translation
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from example_shop.pictures import background_of, picture_url

register = template.Library()

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF ", "HUF": "Ft"}


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """ "€1,234.50" in English, "1.234,50 €" in German and Hungarian; "" for None."""
    if amount is None:
        return ""
    number = number_format(amount, decimal_pos=2, force_grouping=True)
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    if (translation.get_language() or "en").startswith("en"):
        return f"{symbol}{number}"
    return f"{number}\u00a0{symbol.strip()}"


@register.filter
def tile(image_url: str | None) -> SafeString:
    """The style of the square behind a picture: the pastel of the colour that its address names."""
    return mark_safe(f"--tile:{background_of(image_url or '')}")  # noqa: S308 - six hexadecimal digits, computed here


@register.simple_tag
def picture(kind: str, colour: str) -> str:
    """Address of a drawing, "" for a kind that nobody draws."""
    return picture_url(kind, colour)


@register.filter
def stars(rating: Decimal | float | None) -> int:
    """Rating 0 to 5 as whole percent of five stars."""
    return round(float(rating or 0) * 20)


@register.simple_tag
def with_query(query: QueryDict, **changes: object) -> str:
    """The query string with some values replaced; None removes one. Starts with "?"."""
    changed = query.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


@register.filter
def paragraphs(text: str) -> list[str]:
    """The parts of a plain text that empty lines set apart."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
