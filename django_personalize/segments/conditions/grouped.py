"""People whose rows add up to something, as one `EXISTS` that a planner can turn into a join with everybody at once."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Expression, F, Q, QuerySet


class Among(Expression):
    """Whether the outer query's person is one of those that a grouped query finds.

    A correlated `EXISTS (… GROUP BY … HAVING …)` is asked once for every person. Here the groups are made once, and
    `EXISTS (SELECT 1 FROM (groups) WHERE person = outer)` becomes a semi-join, under NOT an anti-join: never `IN`,
    whose negation cannot be joined.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, groups: QuerySet[Any, Any]) -> None:
        """`groups`: a query with one column, `pz_person`."""
        super().__init__()
        self.groups = groups
        self.person: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.person]

    def set_source_expressions(self, exprs: Any) -> None:
        [self.person] = exprs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        inner, parameters = self.groups.query.get_compiler(connection=connection).as_sql()
        outer, more = compiler.compile(self.person)
        return f"EXISTS(SELECT 1 FROM ({inner}) pz_g WHERE pz_g.pz_person = {outer})", (*parameters, *more)  # noqa: S608

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        if not compiler.connection.features.supports_boolean_expr_in_select_clause:
            sql = f"CASE WHEN {sql} THEN 1 ELSE 0 END"
        return sql, params


def among(groups: QuerySet[Any, Any]) -> Q:
    """The people of a query grouped by `profile`, which refers to nothing outside of itself, as a `Q`."""
    return Q(Among(groups.values(pz_person=F("profile_id"))))
