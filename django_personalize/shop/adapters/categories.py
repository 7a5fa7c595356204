"""Categories of a hand-written shop, read by PERSONALIZE["CATEGORY"]."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.mapping import Table, in_chunks
from django_personalize.shop.adapters.reading import Row, Unreadable, reference
from django_personalize.shop.ports import Category
from django_personalize.shop.problems import report
from django_personalize.shop.tree import Tree, broken_free


class Categories:
    """The category model."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def all(self) -> Iterator[Category]:
        """Every category that can be read; links that lead nowhere or in circles are cut."""
        found = (self._category(row) for chunk in in_chunks(self.table.rows()) for row in chunk)
        by_key, tree = broken_free(category for category in found if category is not None)
        for problem in tree.problems:
            report(problem.text, key=problem.key)
        yield from by_key.values()

    def tree(self) -> Tree:
        """The whole tree in one query of keys, where keys and parents are columns."""
        parent = self.table.paths.get("parent")
        key, above = self.table.key_column, self._parent_column()
        if parent is not None and above is None:
            return Tree({category.key: category.parent_key for category in self.all()})
        rows = self.table.model._default_manager.filter(self.table.condition("listed"))
        pairs = rows.values_list(key, above or key)
        return Tree({str(one): str(two) if above and two is not None else None for one, two in pairs})

    def key_of(self, value: object) -> str | None:
        """Key of a category row, or a key as it is."""
        return reference(self.table, value)

    def _parent_column(self) -> str | None:
        parent = self.table.paths.get("parent")
        if parent is None or parent.lookup is None:
            return None
        return parent.lookup if parent.leads_to is None else f"{parent.lookup}__{self.table.key_column}"

    def _category(self, source: models.Model) -> Category | None:
        key = self.table.key_of(source)
        if not key or not self.table.is_listed(source):
            return None
        row = Row(self.table, source, key=key)
        try:
            return Category(
                key=key,
                title=row.required("title", values.text, ""),
                url=row.required("url", values.address, ""),
                parent_key=row.value("parent", self.key_of, None),
                image_url=row.value("image", values.address, "") or None,
                headline=row.value("headline", values.text, ""),
            )
        except Unreadable:
            row.leave_out("a category needs a title and an address")
            return None
