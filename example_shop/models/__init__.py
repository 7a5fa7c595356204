"""The tables of the shop: customers, products, the magazine, carts and orders."""

from __future__ import annotations

from example_shop.models.carts import Cart, CartLine
from example_shop.models.customers import Customer, WishlistItem
from example_shop.models.loads import Load
from example_shop.models.magazine import Article
from example_shop.models.orders import Order, OrderLine
from example_shop.models.products import Brand, Category, Product, Review, Variant

__all__ = [
    "Article",
    "Brand",
    "Cart",
    "CartLine",
    "Category",
    "Customer",
    "Load",
    "Order",
    "OrderLine",
    "Product",
    "Review",
    "Variant",
    "WishlistItem",
]
