"""SQL of the busiest paths, put into words once per database: the ORM takes longer to compile a query than the
database to answer it.

`Select` compiles an ORM query once and asks it with other values; `update` writes columns of one row by its primary
key; `Columns` brings values into the form in which a database stores them. Only what every request asks or writes
belongs here; everything else is better read as an ORM query.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

#: Lists of values are filled up to one of these lengths, so that few statements are compiled.
_LENGTHS = (1, 2, 4, 8, 16, 32, 64)
#: Stand-ins for whole numbers: no key of a table comes near them.
_FIRST_NUMBER = -(2**40)

_Compiled = tuple[str, tuple[Any, ...], dict[Any, int], dict[int, Any]]
_Adapt = Callable[[Any, BaseDatabaseWrapper], Any]
_NOTHING = object()


class Select:
    """A query that is compiled once per database and number of values.

    `build` gets stand-ins for the values and returns a `values_list` queryset of `model` that uses them; `of` says what
    they stand for, texts or whole numbers. Like all reading of our tables it happens where they are written. More than
    64 values are left to the ORM, whose words are few by then.
    """

    def __init__(
        self,
        model: type[models.Model],
        build: Callable[[list[Any]], models.QuerySet[Any, Any]],
        *,
        of: type[str] | type[int],
    ) -> None:
        self._model = model
        self._build = build
        self._of = of
        self._compiled: dict[tuple[str, int], _Compiled] = {}

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows for these values, as `values_list` would give them; of no values there are none."""
        if not values:
            return []
        using = router.db_for_write(self._model)
        if len(values) > _LENGTHS[-1]:
            return list(self._build(list(values)).using(using))
        length = next(length for length in _LENGTHS if length >= len(values))
        sql, parameters, places, converters = self._statement(using, length)
        filled = [*values, *[values[-1]] * (length - len(values))]
        connection = connections[using]
        with connection.cursor() as cursor:
            cursor.execute(
                sql,
                [filled[places[value]] if value in places else value for value in parameters],
            )
            rows: list[tuple[Any, ...]] = list(cursor.fetchall())
        if not converters or not rows:
            return rows
        return [_converted(row, converters, connection) for row in rows]

    def _statement(self, using: str, length: int) -> _Compiled:
        found = self._compiled.get((using, length))
        if found is None:
            stand_ins: list[Any] = [
                f"stands for value {place}" if self._of is str else _FIRST_NUMBER - place
                for place in range(length)
            ]
            compiler = self._build(stand_ins).using(using).query.get_compiler(using=using)
            sql, parameters = compiler.as_sql()
            columns = [column for column, _, _ in (compiler.select or ())[: compiler.col_count]]
            found = (
                sql,
                tuple(parameters),
                {stand_in: place for place, stand_in in enumerate(stand_ins)},
                compiler.get_converters(columns),
            )
            self._compiled[using, length] = found
        return found


def _converted(
    row: Sequence[Any], converters: dict[int, Any], connection: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, expression) in converters.items():
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return tuple(values)


class Columns:
    """Columns of a table by their attribute names ("owner_id"), as one database knows them."""

    def __init__(self, model: type[models.Model], names: Sequence[str], using: str) -> None:
        quote = connections[using].ops.quote_name
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        fields = [by_name[name] for name in names]
        self.table = quote(model._meta.db_table)
        self.names = [quote(str(field.column)) for field in fields]
        self._read = operator.attrgetter(*names) if len(names) > 1 else lambda row: (getattr(row, names[0]),)
        self._adapt = [
            # 1 and True are equal and are not the same JSON.
            (place, adapt, operator.is_ if isinstance(field, models.JSONField) else operator.eq)
            for place, field in enumerate(fields)
            if (adapt := _adapter(field)) is not None
        ]

    def of(self, rows: Iterable[models.Model], connection: BaseDatabaseWrapper) -> list[list[Any]]:
        """The columns' values of each row, to be sent as parameters."""
        return self.adapted(map(self._read, rows), connection)

    def adapted(self, rows: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[list[Any]]:
        """Rows of values in the columns' order, to be sent as parameters."""
        found = [list(row) for row in rows]
        for place, adapt, same in self._adapt:
            before, after = (
                _NOTHING,
                None,
            )  # in rows of one request the same moment and amount stand again and again
            for row in found:
                value = row[place]
                if not same(value, before):
                    before, after = value, adapt(value, connection)
                row[place] = after
        return found


@lru_cache(maxsize=256)
def columns(model: type[models.Model], names: tuple[str, ...], using: str) -> Columns:
    """The columns of these names; made once."""
    return Columns(model, names, using)


def update(model: type[models.Model], key: Any, **values: Any) -> None:
    """Set these columns, by their attribute names, of the row whose primary key this is."""
    using = router.db_for_write(model)
    names = tuple(values)
    connection = connections[using]
    parameters = columns(model, names, using).adapted([tuple(values.values())], connection)[0]
    parameters += columns(model, _key_name(model), using).adapted([(key,)], connection)[0]
    with connection.cursor() as cursor:
        cursor.execute(_update_sql(model, names, using), parameters)


@lru_cache(maxsize=256)
def _update_sql(model: type[models.Model], names: tuple[str, ...], using: str) -> str:
    shape = columns(model, names, using)
    assignments = ", ".join(f"{name} = %s" for name in shape.names)
    key = columns(model, _key_name(model), using).names[0]
    return f"UPDATE {shape.table} SET {assignments} WHERE {key} = %s"  # noqa: S608  names of columns, quoted


def _key_name(model: type[models.Model]) -> tuple[str]:
    return (model._meta.pk.attname,)


# -- values as databases store them


def _adapter(field: models.Field[Any, Any]) -> _Adapt | None:
    """What brings a value of the field into the form its column takes; None where it is stored as it is.

    Shorter than `Field.get_db_prep_save`, which looks at each value as if a stranger had written it.
    """
    if isinstance(field, models.ForeignKey):
        return _adapter(field.target_field)
    kind = field.get_internal_type()
    if type(field).__module__.startswith("django.db.models.") and kind in _AS_THEY_ARE:
        return None
    if type(field) is models.DateTimeField:
        return _moment
    if type(field) is models.UUIDField:
        return _uuid
    if type(field) is models.JSONField and not field.null:
        encoder = field.encoder
        return lambda value, connection: connection.ops.adapt_json_value(value, encoder)
    return lambda value, connection: field.get_db_prep_save(value, connection)


_AS_THEY_ARE = frozenset(
    {
        "AutoField",
        "BigAutoField",
        "BigIntegerField",
        "BooleanField",
        "CharField",
        "FloatField",
        "IntegerField",
        "PositiveBigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "SmallAutoField",
        "SmallIntegerField",
        "TextField",
    }
)


def _moment(value: Any, connection: BaseDatabaseWrapper) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _uuid(value: Any, connection: BaseDatabaseWrapper) -> Any:
    return value if value is None or connection.features.has_native_uuid_field else value.hex
