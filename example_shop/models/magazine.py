from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from example_shop.models.products import Category, Product
from example_shop.pictures import picture_url


class Article(models.Model):
    """A page of the magazine. ``body`` is plain text, paragraphs apart by an empty line."""

    class Kind(models.TextChoices):
        TUTORIAL = "tutorial", _("Tutorial")
        GUIDE = "guide", _("Guide")
        STORY = "story", _("Story")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STORY)
    category = models.ForeignKey(
        Category, models.SET_NULL, related_name="articles", null=True, blank=True, verbose_name=_("category")
    )
    intro = models.TextField(_("introduction"), blank=True)
    body = models.TextField(_("text"), blank=True)
    products = models.ManyToManyField(
        Product, related_name="articles", blank=True, verbose_name=_("products")
    )
    illustration = models.CharField(_("illustration"), max_length=40, blank=True)
    colour = models.CharField(_("colour"), max_length=7, blank=True, default="#1f5c4a")
    published_at = models.DateTimeField(_("published"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=(self.slug,))

    @property
    def image_url(self) -> str:
        return picture_url(self.illustration, self.colour)
