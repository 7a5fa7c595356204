from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from example_shop.models import (
    Article,
    Brand,
    Cart,
    CartLine,
    Category,
    Customer,
    Order,
    OrderLine,
    Product,
    Review,
    Variant,
)


@admin.register(Customer)
class CustomerAdmin(UserAdmin):
    list_display = ("email", "first_name", "last_name", "country", "company", "date_joined")
    list_filter = ("is_staff", "country", "gender")
    search_fields = ("email", "first_name", "last_name", "company")
    ordering = ("-date_joined",)
    fieldsets = (
        *UserAdmin.fieldsets,
        (
            _("Shop"),
            {
                "fields": (
                    ("birthday", "gender", "marital_status"),
                    ("country", "phone"),
                    ("company", "vat_id"),
                    "demo_note",
                )
            },
        ),
    )


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "parent", "headline", "position")
    list_select_related = ("parent",)
    list_editable = ("position",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


class VariantInline(admin.TabularInline):
    model = Variant
    extra = 0


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("name", "sku", "category", "brand", "price", "list_price", "stock", "rating", "is_active")
    list_filter = ("is_active", "category", "brand")
    list_select_related = ("category", "brand")
    search_fields = ("name", "sku", "slug")
    autocomplete_fields = ("category", "brand")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("created_at", "updated_at")
    inlines = (VariantInline,)


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ("product", "rating", "author", "title", "created_at")
    list_filter = ("rating",)
    list_select_related = ("product",)
    search_fields = ("title", "text", "product__name")
    autocomplete_fields = ("product", "customer")


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "category", "published_at")
    list_filter = ("kind", "category")
    list_select_related = ("category",)
    search_fields = ("title", "intro")
    autocomplete_fields = ("category", "products")
    prepopulated_fields = {"slug": ("title",)}


class CartLineInline(admin.TabularInline):
    model = CartLine
    extra = 0
    raw_id_fields = ("product", "variant")


@admin.register(Cart)
class CartAdmin(admin.ModelAdmin):
    list_display = ("pk", "customer", "status", "updated_at")
    list_filter = ("status",)
    list_select_related = ("customer",)
    autocomplete_fields = ("customer",)
    inlines = (CartLineInline,)


class OrderLineInline(admin.TabularInline):
    model = OrderLine
    extra = 0
    raw_id_fields = ("product", "variant")


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ("number", "email", "status", "placed_at", "total", "currency", "is_gift")
    list_filter = ("status", "is_gift", "country")
    list_editable = ("status",)
    date_hierarchy = "placed_at"
    search_fields = ("number", "email", "last_name")
    autocomplete_fields = ("customer",)
    raw_id_fields = ("cart",)
    inlines = (OrderLineInline,)
