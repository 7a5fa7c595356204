"""Small pieces of sentences."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _


def listed(words: Sequence[str], *, or_: bool = False) -> str:
    """ "a, b and c", or "a, b or c"; one word is itself."""
    if len(words) < 2:
        return "".join(words)
    last = _("%(first)s or %(last)s") if or_ else _("%(first)s and %(last)s")
    return last % {"first": ", ".join(words[:-1]), "last": words[-1]}
