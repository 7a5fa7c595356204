"""Which addresses that others typed or sent may become links on a page of ours."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

#: Browsers drop tabs and newlines inside addresses and read "\" as "/": neither belongs in a link.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"']")


def link_to(url: object) -> str:
    """`url` when it is absolute http(s) with a host, or a path of this site; otherwise "".

    >>> [link_to(url) for url in ("https://shop.example/p/1", "/p/1", "//evil.example", "javascript:x")]
    ['https://shop.example/p/1', '/p/1', '', '']
    """
    if not isinstance(url, str) or not url or _UNSAFE.search(url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        # "https://shop@evil.example" reads as one host and leads to another.
        return url if parts.hostname and not (parts.username or parts.password) else ""
    return url if not parts.scheme and url.startswith("/") and not url.startswith("//") else ""


def short(url: str, *, length: int = 80) -> str:
    """The part of an address that people read: path and query, cut to `length` characters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url[:length]
    text = (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if parts.hostname else url
    return text if len(text) <= length else text[: length - 1] + "…"
