"""Keys compare exactly on MariaDB and MySQL too.

There a table takes the database's collation, which as a rule overlooks case, accents and trailing blanks: the products
"a1" and "A1" would be one, and a rule would say something else in SQL than in memory. A shop's own tables may rely on
that, so not the database but our tables alone are changed, right after `migrate` has made them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

#: Compare code point by code point and keep trailing blanks, as PostgreSQL and SQLite do.
_MARIADB = "utf8mb4_nopad_bin"
_MYSQL = "utf8mb4_0900_bin"
#: What JSON columns have by themselves.
_JSON = "utf8mb4_bin"
#: What both have.
_LOOSE = "utf8mb4_general_ci"
#: Model and column of texts that staff search by word, in whatever case they type, and that nothing compares: these
#: keep the database's own collation.
SEARCHED = frozenset({"catalogitem.title", "catalogcategory.title", "segment.name", "apitoken.name"})

#: (column, type, collation)
_Column = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes tables compare exactly: the `tables` that do not yet, those of them with rows, the statements."""

    tables: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


def after_migrate(sender: AppConfig, *, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    make_exact(using, sender.get_models(include_auto_created=True))


def make_exact(using: str, made: Iterable[type[models.Model]]) -> tuple[str, ...]:
    """Make the tables of these models compare exactly, if those that do not are empty; which ones were changed.

    A table with rows would be copied under a lock, which is the operator's to time: `personalize_doctor` prints the
    statements. Repeated after a crash, it completes what is missing.
    """
    todo = plan(using, made)
    if todo.filled:
        return ()
    with connections[using].cursor() as cursor:
        for statement in todo.statements:
            cursor.execute(statement)
    return todo.tables


def plan(using: str, made: Iterable[type[models.Model]]) -> Plan:
    """What is to be done; nothing on databases that compare exactly by themselves."""
    connection = connections[using]
    if connection.vendor != "mysql":
        return Plan()
    own = {model._meta.db_table: model for model in made if model._meta.managed and not model._meta.proxy}
    exact = _MARIADB if getattr(connection, "mysql_is_mariadb", False) else _MYSQL
    columns = _text_columns(connection, own)
    mended = {
        table: _mend(connection, table, found, exact, searched=_searched(own[table]))
        for table, found in columns.items()
    }
    loose = [table for table, statements in mended.items() if statements]
    # A text column that a foreign key joins cannot be changed: the key goes first and comes back last.
    references = _text_references(own)
    standing = _references(connection, own)
    dropped = {
        (table, column): name
        for (table, column), name in standing.items()
        if (table, column) in references
        and (table in loose or references[table, column].related_model._meta.db_table in loose)
    }
    statements = [_drop(connection, table, name) for (table, _column), name in dropped.items()]
    statements += chain.from_iterable(mended.values())
    statements += [
        _refer(connection, own[table], field)
        for (table, column), field in references.items()
        if table in columns and ((table, column) in dropped or (table, column) not in standing)
    ]
    return Plan(
        tuple(loose), tuple(filter(lambda table: _has_rows(connection, table), loose)), tuple(statements)
    )


def _searched(model: type[models.Model]) -> set[str]:
    """Names of the columns of a model that stay as the database has them."""
    return {
        name for about, _, name in (one.partition(".") for one in SEARCHED) if about == model._meta.model_name
    }


def _mend(
    connection: BaseDatabaseWrapper, table: str, columns: list[_Column], exact: str, *, searched: set[str]
) -> list[str]:
    """The statements for one table, none when all is well."""
    quote = connection.ops.quote_name
    keys = {collation for name, _kind, collation in columns if name not in searched}
    convert = bool(keys - {exact, _JSON})
    statements = [f"ALTER TABLE {quote(table)} CONVERT TO CHARACTER SET utf8mb4 COLLATE {exact}"] * convert
    for name, kind, collation in columns:
        # A database made as latin1 gave its columns a collation that utf8mb4 does not have.
        fits = collation.startswith("utf8mb4_") and not collation.endswith("_bin")
        loosely = collation if fits else _LOOSE
        if name in searched and (convert or not fits):
            statements.append(
                f"ALTER TABLE {quote(table)} MODIFY {quote(name)} {kind} "
                f"CHARACTER SET utf8mb4 COLLATE {loosely} NOT NULL"
            )
    return statements


def _drop(connection: BaseDatabaseWrapper, table: str, name: str) -> str:
    quote = connection.ops.quote_name
    return f"ALTER TABLE {quote(table)} DROP FOREIGN KEY {quote(name)}"


def _refer(connection: BaseDatabaseWrapper, model: type[models.Model], field: models.Field[Any, Any]) -> str:
    editor = connection.schema_editor(collect_sql=True)
    return str(editor._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s"))  # type: ignore[attr-defined]


def _text_references(
    own: dict[str, type[models.Model]],
) -> dict[tuple[str, str], models.ForeignKey[Any, Any]]:
    """(table, column) to the foreign key, of those that refer to a text."""
    return {
        (table, field.column): field
        for table, model in own.items()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.db_constraint  # type: ignore[attr-defined]
        and isinstance(field.target_field, models.CharField)
    }


def _text_columns(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> dict[str, list[_Column]]:
    """Table to its text columns, of the tables that exist."""
    found: dict[str, list[_Column]] = {}
    for table, *column in _ask(
        connection,
        tables,
        "SELECT table_name, column_name, column_type, collation_name FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND collation_name IS NOT NULL AND table_name IN ({tables}) "
        "ORDER BY table_name, ordinal_position",
    ):
        found.setdefault(table, []).append((column[0], column[1], column[2]))
    return found


def _references(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> dict[tuple[str, str], str]:
    """(table, column) to the name of the foreign key that stands on it."""
    rows = _ask(
        connection,
        tables,
        "SELECT table_name, column_name, constraint_name FROM information_schema.key_column_usage "
        "WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL AND table_name IN ({tables})",
    )
    return {(table, column): name for table, column, name in rows}


def _ask(connection: BaseDatabaseWrapper, tables: Iterable[str], question: str) -> list[tuple[Any, ...]]:
    wanted = list(tables)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(question.format(tables=", ".join(["%s"] * len(wanted))), wanted)
        return list(cursor.fetchall())


def _has_rows(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")  # noqa: S608  our table
        return bool(cursor.fetchone()[0])
