"""A database as text, for comparison: `python -m tests.services.dump` prints tables, columns, constraints and rows."""

from __future__ import annotations

import json
from typing import Any

import django


def dump() -> dict[str, Any]:
    """Table to what it is and holds. Counters of automatic keys are left out: they never go back."""
    from django.db import connection

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = connection.introspection.get_table_description(cursor, table)
            constraints = connection.introspection.get_constraints(cursor, table)
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  a name of its own
            found[table] = {
                "columns": sorted(f"{column.name} {column.type_code} {column.null_ok}" for column in columns),
                "constraints": sorted(
                    f"{name} {sorted(map(str, one.items()))}" for name, one in constraints.items()
                ),
                "rows": sorted(str(row) for row in cursor.fetchall()),
            }
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(dump()))
