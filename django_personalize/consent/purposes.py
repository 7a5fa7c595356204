"""The purposes a person can allow or refuse, independent of each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from django_personalize.core.errors import PersonalizeError

#: Key to what the person reads.
PURPOSES = {
    "analytics": _("Statistics: we count visits and sales to improve the shop."),
    "personalization": _("Personal shop: we remember what you look at and show what fits."),
    "marketing_email": _("News and offers by e-mail."),
    "marketing_sms": _("News and offers by text message."),
    "marketing_push": _("News and offers by push message."),
    "email_tracking": _("Seeing whether you open our e-mails and follow their links."),
    "ads_sharing": _("Sharing a fingerprint of your address with advertising networks."),
}


class UnknownPurpose(PersonalizeError, ValueError):
    """A purpose that nobody can consent to."""


def check(purpose: str) -> str:
    """The purpose itself; raises `UnknownPurpose` with the valid ones."""
    if purpose not in PURPOSES:
        raise UnknownPurpose(f"Unknown purpose {purpose!r}, must be one of: {', '.join(PURPOSES)}.")
    return purpose
