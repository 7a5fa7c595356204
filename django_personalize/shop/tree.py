"""The category tree in memory. Circles and missing parents are cut before anybody walks into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django_personalize.shop.ports import Category
from django_personalize.shop.problems import Problem


class Tree:
    """Categories by key with their parent's key. `problems` names every link that was cut.

    A circle is cut above its smallest key, so that every process cuts the same link.
    """

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self.problems: list[Problem] = []
        self._parents: dict[str, str | None] = dict(parents)
        self._cut_missing_parents()
        self._cut_circles()

    def __contains__(self, key: object) -> bool:
        return key in self._parents

    def __len__(self) -> int:
        return len(self._parents)

    def parent(self, key: str) -> str | None:
        """The parent's key, None for a root and for a key that is not in the tree."""
        return self._parents.get(key)

    def path(self, key: str) -> tuple[str, ...]:
        """Keys from the root to this one; () for a key that is not in the tree."""
        if key not in self._parents:
            return ()
        way = [key]
        while (parent := self._parents[way[-1]]) is not None:
            way.append(parent)
        return tuple(reversed(way))

    def with_ancestors(self, own: Iterable[str]) -> tuple[str, ...]:
        """The known ones of `own`, the deepest first, then their ancestors from near to far; each once."""
        known = [key for key in dict.fromkeys(own) if key in self._parents]
        paths = sorted((self.path(key) for key in known), key=len, reverse=True)
        keys = dict.fromkeys(path[-1] for path in paths)
        for path in paths:
            keys.update(dict.fromkeys(reversed(path)))
        return tuple(keys)

    def _cut_missing_parents(self) -> None:
        for key, parent in self._parents.items():
            if parent is not None and parent not in self._parents:
                text = f"Category {key}: its parent {parent} does not exist; it is treated as a root."
                self.problems.append(Problem(text, key))
                self._parents[key] = None

    def _cut_circles(self) -> None:
        ends_well: set[str] = set()
        for start in sorted(self._parents):
            way: dict[str, None] = {}
            step: str | None = start
            while step is not None and step not in ends_well and step not in way:
                way[step] = None
                step = self._parents[step]
            if step is not None and step in way:
                walked = list(way)
                circle = walked[walked.index(step) :]
                first = min(circle)
                text = (
                    f"Categories {', '.join(sorted(circle))} are each other's ancestors; "
                    f"{first} is treated as a root."
                )
                self.problems.append(Problem(text, first))
                self._parents[first] = None
            ends_well.update(way)


def broken_free(categories: Iterable[Category]) -> tuple[dict[str, Category], Tree]:
    """The categories by key, their parents set straight, and the tree they make."""
    by_key = {category.key: category for category in categories}
    tree = Tree({key: category.parent_key for key, category in by_key.items()})
    for key, category in by_key.items():
        if category.parent_key != tree.parent(key):
            by_key[key] = replace(category, parent_key=tree.parent(key))
    return by_key, tree
