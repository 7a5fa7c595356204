"""Inclusion tags of a host, which show personal places of ours."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.inclusion_tag("block.html", takes_context=True)
def show_block(context: Context) -> dict[str, Any]:
    return {"request": context["request"]}


@register.inclusion_tag(
    template.engines["django"].from_string("{% load personalize %}{% consent_banner %}"), takes_context=True
)
def show_banner(context: Context) -> dict[str, Any]:
    return {"request": context["request"]}
