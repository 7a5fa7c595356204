"""The category tree of one request, read with one query and walked in memory.

A category whose parents run in a circle must not hang a page: every walk stops at the first repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from example_shop.models import Category


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree beside a listing; only the way to the open category is unfolded."""

    category: Category
    here: bool
    children: list[Branch]


class CategoryTree:
    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_pk = {category.pk: category for category in categories}
        self._children: dict[int | None, list[Category]] = {}
        for category in self._by_pk.values():
            self._children.setdefault(category.parent_id, []).append(category)

    def __iter__(self) -> Iterator[Category]:
        return iter(self._by_pk.values())

    @property
    def roots(self) -> list[Category]:
        return self._children.get(None, [])

    def children(self, category: Category) -> list[Category]:
        return self._children.get(category.pk, [])

    def siblings(self, category: Category) -> list[Category]:
        """The categories beside this one, itself among them."""
        return self._children.get(category.parent_id, [])

    def by_slug(self, slug: str) -> Category | None:
        return next((category for category in self._by_pk.values() if category.slug == slug), None)

    def path(self, category: Category | None) -> list[Category]:
        """From the root down to the category, itself last; [] for None."""
        way: list[Category] = []
        seen: set[int] = set()
        step = category
        while step is not None and step.pk not in seen:
            seen.add(step.pk)
            way.append(step)
            step = self._by_pk.get(step.parent_id) if step.parent_id else None
        return way[::-1]

    def below(self, category: Category) -> list[int]:
        """Keys of the category and of everything under it."""
        found: dict[int, None] = {}
        waiting = [category]
        while waiting:
            step = waiting.pop()
            if step.pk not in found:
                found[step.pk] = None
                waiting.extend(self.children(step))
        return list(found)

    def branches(self, path: list[Category]) -> list[Branch]:
        """The tree under the first category of a path, unfolded along it."""
        unfolded = {step.pk for step in path}

        def under(category: Category, seen: frozenset[int]) -> list[Branch]:
            return [
                Branch(
                    category=child,
                    here=child.pk == path[-1].pk,
                    children=under(child, seen | {child.pk}) if child.pk in unfolded else [],
                )
                for child in self.children(category)
                if child.pk not in seen
            ]

        return under(path[0], frozenset({path[0].pk}))


def category_tree(request: HttpRequest) -> CategoryTree:
    """The tree, read once per request."""
    tree: CategoryTree | None = getattr(request, "_category_tree", None)
    if tree is None:
        tree = CategoryTree(Category.objects.all())
        request._category_tree = tree  # type: ignore[attr-defined]
    return tree
