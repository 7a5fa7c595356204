from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.views import serve
from django.urls import URLPattern, URLResolver, include, path, re_path

from example_shop.views import account, cart, catalogue, checkout, demo, front, magazine

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.home, name="home"),
    re_path(
        r"^art/(?P<kind>[a-z0-9_-]+)/(?P<colour>[0-9a-f]{6})\.svg$", front.illustration, name="illustration"
    ),
    path("all/", catalogue.all_products, name="all_products"),
    path("c/<slug:slug>/", catalogue.category, name="category"),
    path("p/<slug:slug>/", catalogue.product, name="product"),
    path("search/", catalogue.search, name="search"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.cart_add, name="cart_add"),
    path("cart/update/", cart.cart_update, name="cart_update"),
    path("cart/remove/", cart.cart_remove, name="cart_remove"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/thanks/<slug:number>/", checkout.thank_you, name="thank_you"),
    path("account/", account.account, name="account"),
    path("account/orders/", account.account_orders, name="account_orders"),
    path("account/orders/<slug:number>/", account.order_detail, name="order_detail"),
    path("account/wishlist/", account.wishlist, name="wishlist"),
    path("account/wishlist/toggle/", account.wishlist_toggle, name="wishlist_toggle"),
    path("account/signup/", account.signup, name="signup"),
    path("account/login/", account.Login.as_view(), name="login"),
    path("account/logout/", account.logout, name="logout"),
    path("magazine/", magazine.magazine, name="magazine"),
    path("magazine/<slug:slug>/", magazine.article, name="article"),
    path("demo/", demo.demo, name="demo"),
    path("demo/become/<int:pk>/", demo.become, name="become"),
    path("admin/", admin.site.urls),
]

if settings.PERSONALIZED:
    urlpatterns += [
        path("personalize/api/", include("django_personalize.api.urls")),
        path("personalize/", include("django_personalize.urls")),
    ]

if "debug_toolbar" in settings.INSTALLED_APPS:
    urlpatterns += [path("__debug__/", include("debug_toolbar.urls"))]

if settings.DEBUG or settings.DEMO:
    # The demo brings its own style sheet under any server; a real shop lets the web server or a CDN do this.
    urlpatterns += [re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True})]
