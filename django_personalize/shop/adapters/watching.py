"""Listens to the host's models and tells the sink which keys changed; the sink waits for the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import ModelSignal, m2m_changed, post_delete, post_save

from django_personalize.shop.adapters.categories import Categories
from django_personalize.shop.adapters.products import Products
from django_personalize.shop.adapters.sales import Orders
from django_personalize.shop.ports import EventSink

logger = logging.getLogger("django_personalize.shop")


def watch_products(products: Products, sink: EventSink) -> None:
    def changed(instance: models.Model, **kwargs: Any) -> None:
        key = None if kwargs.get("raw") else products.key_of(instance)
        if key is not None:
            sink.products_changed([key])

    def categories_changed(
        instance: models.Model, action: str, reverse: bool, pk_set: Any, **kwargs: Any
    ) -> None:
        if not action.startswith("post_"):
            return
        if not reverse:
            changed(instance)
        elif pk_set:
            column = products.table.key_column
            rows = products.table.model._default_manager.filter(pk__in=pk_set)
            sink.products_changed([str(key) for key in rows.values_list(column, flat=True)])

    _connect([post_save, post_delete], products.table.model, changed, "products")
    relation = products.table.paths.get("categories")
    if relation is not None and len(relation.prefetch) == 1 and not relation.select:
        field = products.table.model._meta.get_field(relation.prefetch[0])
        through = getattr(products.table.model, field.name).through if field.many_to_many else None
        if through is not None:
            _listen(m2m_changed, through, categories_changed, "product_categories")


def watch_categories(categories: Categories, sink: EventSink) -> None:
    def changed(**kwargs: Any) -> None:
        if not kwargs.get("raw"):
            sink.categories_changed()

    _connect([post_save, post_delete], categories.table.model, changed, "categories")


def watch_orders(orders: Orders, sink: EventSink) -> None:
    drafts = "placed" in orders.table.config

    def saved(instance: models.Model, created: bool, raw: bool = False, **kwargs: Any) -> None:
        key = None if raw else orders.table.key_of(instance)
        if key is None:
            return
        # A draft becomes an order by a plain save: every save may be the placing, and the sink knows doubles.
        if created or drafts:
            sink.order_placed(key)
        if not created:
            sink.order_changed(key)

    def deleted(instance: models.Model, **kwargs: Any) -> None:
        key = orders.table.key_of(instance)
        if key is not None:
            sink.order_changed(key)

    _connect([post_save], orders.table.model, saved, "orders")
    _connect([post_delete], orders.table.model, deleted, "orders")


def _connect(
    signals: list[ModelSignal], model: type[models.Model], receiver: Callable[..., None], name: str
) -> None:
    """Proxies and children send under their own class, so each of the family is listened to."""
    family = [model, *(one for one in apps.get_models() if one is not model and issubclass(one, model))]
    for signal in signals:
        for sender in family:
            _listen(signal, sender, receiver, name)


def _listen(signal: ModelSignal, sender: Any, receive: Callable[..., None], name: str) -> None:
    uid = f"django_personalize.shop.{name}"

    def receiver(**kwargs: Any) -> None:
        try:
            receive(**kwargs)
        except Exception:  # the shop is saving: whatever fails here is ours
            logger.exception("A change of the shop's %s could not be followed", name)

    # A second connect() (changed settings) must replace the first receiver, which would keep the old mapping.
    signal.disconnect(sender=sender, dispatch_uid=uid)
    signal.connect(receiver, sender=sender, dispatch_uid=uid, weak=False)
