"""What is wrong with the settings about webhooks."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator

from django.core.checks import CheckMessage, Error

from django_personalize.conf import settings


def check_webhooks() -> Iterator[CheckMessage]:
    """Hosts that are no host names, parameters for hosts that nobody allowed, networks and certificates."""
    hosts = {host.lower() for host in settings.WEBHOOK_HOSTS}
    for host in settings.WEBHOOK_HOSTS:
        if not host or set(host) & set("/:@?#* \\"):
            yield Error(
                f"PERSONALIZE['WEBHOOK_HOSTS'] has {host!r}, must be the name of one host.",
                hint='"WEBHOOK_HOSTS": ["crm.example.com"], without scheme, port, path and asterisk.',
                id="personalize.E060",
            )
    for host in settings.WEBHOOK_PARAMETERS:
        if host.lower() not in hosts:
            yield Error(
                f"PERSONALIZE['WEBHOOK_PARAMETERS'] has parameters for {host!r}, which is not in WEBHOOK_HOSTS.",
                hint=f'"WEBHOOK_HOSTS": ["{host}"]',
                id="personalize.E061",
            )
    for network in settings.WEBHOOK_NETWORKS:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            yield Error(
                f"PERSONALIZE['WEBHOOK_NETWORKS'] has {network!r}, must be a network.",
                hint='"WEBHOOK_NETWORKS": ["10.20.0.0/16"]',
                id="personalize.E062",
            )
    if settings.WEBHOOK_CA_FILE:
        try:
            ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE)
        except (OSError, ValueError):
            yield Error(
                f"PERSONALIZE['WEBHOOK_CA_FILE'] is {settings.WEBHOOK_CA_FILE!r}, which holds no certificates.",
                hint="Give the path of a file in PEM format, or leave the key out for those of the system.",
                id="personalize.E063",
            )
