from __future__ import annotations

from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "tests.projects.depot.goods"
    label = "wms"
