from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Load(models.Model):
    """What was put into this shop at once: the simulated shoppers, or a history.

    ``done`` grows in the transaction that writes a part: a load that was killed goes on where it stopped.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    report = models.JSONField(_("report"), default=dict)
    done = models.PositiveIntegerField(_("parts done"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("load")
        verbose_name_plural = _("loads")

    def __str__(self) -> str:
        return self.name
