"""UUIDs that come from outside."""

from __future__ import annotations

from uuid import UUID


def is_storable(value: UUID) -> bool:
    """Whether every database keeps it as it is.

    MariaDB refuses a UUID with a version above 7 whose variant is not the one of RFC 9562 (and an INSERT IGNORE
    stores it as none at all). No generator makes such a one; 128 bits of dice do.
    """
    octets = value.bytes
    return octets[6] < 0x80 or octets[8] >= 0x80
