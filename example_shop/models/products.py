from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from example_shop.models.timestamps import Timestamped
from example_shop.pictures import picture_url

#: A colour as "#rrggbb".
HEX_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour such as #1f5c4a."))

#: How long a product wears the mark "new".
_NEW_FOR = timedelta(days=30)


class Category(models.Model):
    """A shelf of the shop. The tree is read whole and walked in memory, see ``example_shop.categories``."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("parent")
    )
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    illustration = models.CharField(_("illustration"), max_length=40, blank=True)
    colour = models.CharField(_("colour"), max_length=7, blank=True, validators=(HEX_COLOUR,))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=(self.slug,))

    @property
    def image_url(self) -> str:
        """Address of the picture, "" where there is none."""
        return picture_url(self.illustration, self.colour)


class Brand(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Product(Timestamped):
    """Something for sale. ``stock`` counts all variants together; ``price`` may be None ("on request")."""

    sku = models.CharField(_("SKU"), max_length=40, unique=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    brand = models.ForeignKey(
        Brand, models.SET_NULL, related_name="products", null=True, blank=True, verbose_name=_("brand")
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True)
    list_price = models.DecimalField(
        _("list price"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Before a reduction."),
    )
    cost = models.DecimalField(_("cost"), max_digits=10, decimal_places=2, null=True, blank=True)
    stock = models.PositiveIntegerField(_("stock"), default=0)
    rating = models.DecimalField(_("rating"), max_digits=2, decimal_places=1, null=True, blank=True)
    rating_count = models.PositiveIntegerField(_("number of ratings"), default=0)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    illustration = models.CharField(_("illustration"), max_length=40, blank=True)
    colour = models.CharField(_("colour"), max_length=7, blank=True, validators=(HEX_COLOUR,))
    is_active = models.BooleanField(_("for sale"), default=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ("name", "pk")
        indexes = (models.Index(fields=("is_active", "category", "-created_at"), name="shop_product_shelf"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product", args=(self.slug,))

    @property
    def image_url(self) -> str:
        """Address of the picture, "" where the illustration is missing or unknown."""
        return picture_url(self.illustration, self.colour)

    def image_url_of(self, variant: Variant | None) -> str:
        """Address of the picture in the variant's colour."""
        return picture_url(self.illustration, (variant.colour_hex if variant else "") or self.colour)

    @property
    def is_available(self) -> bool:
        """Can it be ordered now: for sale, in stock and with a price."""
        return self.is_active and self.stock > 0 and self.price is not None

    @property
    def is_reduced(self) -> bool:
        return self.price is not None and self.list_price is not None and self.list_price > self.price

    @property
    def reduction_percent(self) -> int:
        """Whole percent below the list price, 0 where nothing is reduced."""
        if not self.is_reduced or not self.list_price or self.price is None:
            return 0
        return int((self.list_price - self.price) * 100 / self.list_price)

    @property
    def is_new(self) -> bool:
        return self.created_at > timezone.now() - _NEW_FOR

    @cached_property
    def choices(self) -> list[Variant]:
        """The variants in their order; from the prefetch where the view made one."""
        return sorted(self.variants.all(), key=lambda variant: (variant.position, variant.pk))

    @property
    def swatches(self) -> list[Variant]:
        """One variant per colour, for the dots on a card."""
        return list(
            {variant.colour: variant for variant in reversed(self.choices) if variant.colour}.values()
        )[::-1]


class Variant(models.Model):
    """A product in one colour and size. Without a price of its own it costs what the product costs."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants", verbose_name=_("product"))
    sku = models.CharField(_("SKU"), max_length=60, unique=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    colour_hex = models.CharField(_("colour code"), max_length=7, blank=True, validators=(HEX_COLOUR,))
    size = models.CharField(_("size"), max_length=20, blank=True)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True)
    stock = models.PositiveIntegerField(_("stock"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return " / ".join(part for part in (self.colour, self.size) if part) or self.sku

    @property
    def unit_price(self) -> Decimal | None:
        return self.product.price if self.price is None else self.price


class Review(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews", verbose_name=_("product"))
    customer = models.ForeignKey(
        "Customer", models.SET_NULL, related_name="reviews", null=True, blank=True, verbose_name=_("customer")
    )
    author = models.CharField(_("author"), max_length=80)
    rating = models.PositiveSmallIntegerField(
        _("stars"), validators=(MinValueValidator(1), MaxValueValidator(5))
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rating__gte=1, rating__lte=5), name="shop_review_one_to_five"
            ),
        )

    def __str__(self) -> str:
        return f"{self.product}: {self.rating}"
