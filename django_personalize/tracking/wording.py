"""The words of the banner, in one place: what is shown is what the ledger keeps."""

from __future__ import annotations

from django.utils.translation import gettext as _

from django_personalize.conf import settings
from django_personalize.consent.purposes import PURPOSES


def banner_title() -> str:
    """Its heading."""
    return _("Your shop, your choice")


def banner_text() -> str:
    """What is asked."""
    return _(
        "With your consent we remember what you look at, to show what fits you and to improve the shop. "
        "The shop works just as well without. You can change your mind at any time."
    )


def banner_wording() -> str:
    """Everything a person reads before choosing, as the ledger keeps it."""
    purposes = "\n".join(f"- {PURPOSES[purpose]}" for purpose in settings.PURPOSES)
    return f"{banner_title()}\n{banner_text()}\n{purposes}"
