"""Comparing texts character by character on every database."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Func


class Exactly(Func):
    """A text that compares by its characters alone: capitals, accents and spaces at the end count.

    SQLite and PostgreSQL do so by themselves; MariaDB follows the column's collation and is told otherwise.
    """

    template = "%(expressions)s"
    arity = 1
    output_field = CharField()

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The expression under a collation that compares code points and pads nothing."""
        template = "(CONVERT(%(expressions)s USING utf8mb4) COLLATE utf8mb4_nopad_bin)"
        return self.as_sql(compiler, connection, template=template, **extra)
