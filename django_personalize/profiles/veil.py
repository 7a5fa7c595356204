"""What staff see of a person's values: readable to those who may, a mask to the others."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext as _

#: Stands for a value that the reader may not see.
MASK = "•••"


def may_see_personal_data(request: HttpRequest) -> bool:
    """Whether this member of staff may see names, addresses and what people told: permission `view_pii`."""
    return request.user.has_perm("django_personalize.view_pii")


def readable(value: object) -> str:
    """A trait's value for people: yes and no, local dates and numbers without trailing zeros."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, str):
        return value
    number = f"{value:f}"
    return formats.number_format(number.rstrip("0").rstrip(".") if "." in number else number)
