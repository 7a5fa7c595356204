"""Pages of a host whose developer forgot to include our URLs."""

from __future__ import annotations

from tests.attack.urls import urlpatterns as all_urls

urlpatterns = [pattern for pattern in all_urls if getattr(pattern, "app_name", None) != "personalize"]
