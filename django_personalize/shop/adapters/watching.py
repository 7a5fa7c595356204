"""Listens to the host's models and tells the sink which keys changed; the sink waits for the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
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

    follow([post_save, post_delete], products.table.model, changed, "products")
    for one in _rows_beside(products):
        _watch_beside(products, one, sink)
    relation = products.table.paths.get("categories")
    if relation is not None and len(relation.prefetch) == 1 and not relation.select:
        field = products.table.model._meta.get_field(relation.prefetch[0])
        through = getattr(products.table.model, field.name).through if field.many_to_many else None
        if through is not None:
            _listen(m2m_changed, through, categories_changed, "product_categories")


def _rows_beside(products: Products) -> Iterator[models.ForeignKey[Any, Any]]:
    """The keys by which other tables' rows (prices, stock, variants) belong to a product that is read with them."""
    model = products.table.model
    prefetched = {name.split("__")[0] for name in products.table.prefetched()}
    for relation in model._meta.related_objects:
        key = relation.field
        beside = relation.related_model is not model and relation.get_accessor_name() in prefetched
        if beside and isinstance(key, models.ForeignKey):
            yield key


def _watch_beside(products: Products, key: models.ForeignKey[Any, Any], sink: EventSink) -> None:
    table = products.table
    column = table.paths["key"].column
    is_key = column is key.target_field and table.column_of("parent") is None

    def changed(instance: models.Model, **kwargs: Any) -> None:
        of = getattr(instance, key.attname)
        if kwargs.get("raw") or of is None:
            return
        try:
            product = str(of) if is_key else products.key_of(getattr(instance, key.name))
        except ObjectDoesNotExist:  # it goes together with its product
            return
        if product is not None:
            sink.products_changed([product])

    follow([post_save, post_delete], key.model, changed, f"products.{key.name}")


def watch_categories(categories: Categories, sink: EventSink) -> None:
    def changed(**kwargs: Any) -> None:
        if not kwargs.get("raw"):
            sink.categories_changed()

    follow([post_save, post_delete], categories.table.model, changed, "categories")


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

    follow([post_save], orders.table.model, saved, "orders")
    follow([post_delete], orders.table.model, deleted, "orders")


def follow(
    signals: list[ModelSignal], model: type[models.Model], receiver: Callable[..., None], name: str
) -> None:
    """Call `receiver` for the rows of a model; proxies and children, which send under their own class, included."""
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
