"""The script tag. It says nothing about the visitor, so that a cached page may carry it."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from django_personalize.conf import settings
from django_personalize.tracking.views_once import BY_SCRIPT


def tag(request: HttpRequest | None) -> SafeString:
    """`<script …>` or "" when everything is off. The middleware turns client into server where it counts the view."""
    if not settings.ENABLED or request is None:
        return SafeString("")
    return format_html(
        '<script src="{}" defer data-endpoint="{}" data-consent-url="{}" data-consent-cookie="{}" {}{}></script>',
        static("personalize/personalize.js"),
        reverse("personalize:collect"),
        reverse("personalize:consent"),
        settings.CONSENT_COOKIE,
        SafeString(BY_SCRIPT),
        _nonce(request),
    )


def _nonce(request: HttpRequest) -> SafeString:
    """The nonce of the content security policy, where the host uses one."""
    nonce = getattr(request, "csp_nonce", None) or getattr(request, "_csp_nonce", None)
    return format_html(' nonce="{}"', nonce) if nonce else SafeString("")
