"""The catalogue as a read model: what rules and pages may know of products without asking the shop."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_personalize.core.freshness import FreshModel


class CatalogItem(FreshModel):
    """One listable product of the shop, as last synced. Price and stock serve rules; pages read them live."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(max_length=500, db_index=True)
    image_url = models.CharField(max_length=500, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    list_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    stock = models.IntegerField(_("stock"), null=True)
    available = models.BooleanField(_("available"), default=True)
    listed = models.BooleanField(default=True)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    attributes = models.JSONField(default=dict)
    rating = models.FloatField(_("rating"), null=True)
    #: The product's own category, the deepest one: category_keys[0].
    category = models.CharField(max_length=64, blank=True)
    #: Own categories and their ancestors, own first.
    category_keys = models.JSONField(default=list)
    created_at = models.DateTimeField(_("created at"), null=True)
    #: SHA-256 of everything above; a sync writes only where it differs.
    digest = models.CharField(max_length=64)
    synced_at = models.DateTimeField(_("synced at"))
    #: When the shop stopped having it; the row stays for the history.
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("catalogue item")
        verbose_name_plural = _("catalogue items")
        indexes = [models.Index(fields=["brand"], name="personalize_item_brand")]

    def __str__(self) -> str:
        return self.title


class CatalogItemCategory(FreshModel):
    """An item in a category or in one of its ancestors: what "views in category" compiles to."""

    item = models.ForeignKey(CatalogItem, on_delete=models.CASCADE, related_name="in_categories")
    category_key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("item in a category")
        verbose_name_plural = _("items in categories")
        constraints = [
            models.UniqueConstraint(fields=["item", "category_key"], name="personalize_itemcategory_once")
        ]
        indexes = [models.Index(fields=["category_key"], name="personalize_itemcategory_key")]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.category_key}"


class CatalogCategory(FreshModel):
    """One category of the shop, as last synced."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(max_length=500, db_index=True)
    image_url = models.CharField(max_length=500, blank=True)
    headline = models.CharField(_("headline"), max_length=255, blank=True)
    parent_key = models.CharField(max_length=64, blank=True)
    #: Keys from the root to this one.
    path = models.JSONField(default=list)
    synced_at = models.DateTimeField(_("synced at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("catalogue category")
        verbose_name_plural = _("catalogue categories")

    def __str__(self) -> str:
        return self.title


class Revision(FreshModel):
    """A token that changes with every change of something compiled: processes compare it before they use a copy."""

    name = models.CharField(max_length=32, primary_key=True)
    token = models.UUIDField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
