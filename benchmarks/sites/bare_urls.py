from __future__ import annotations

from django.urls import include, path

from benchmarks.sites.bare_collector import collect

urlpatterns = [path("personalize/in/", collect), path("", include("example_shop.urls"))]
