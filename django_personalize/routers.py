"""For shops that read from replicas: `DATABASE_ROUTERS = ["django_personalize.routers.FreshReads", …]`."""

from __future__ import annotations

from typing import Any

from django.db import models, router

from django_personalize.core.freshness import wants_fresh

_OURS = "django_personalize"


class FreshReads:
    """Sends reads to the writer where a late answer would be a wrong one; all else is left to the next router.

    That is: our own tables always, and the shop's while we read its carts, its orders and the products that changed.
    It must stand first, because the first router that answers decides.
    """

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        if wants_fresh() or model._meta.app_label == _OURS:
            return router.db_for_write(model, **hints)
        return None
