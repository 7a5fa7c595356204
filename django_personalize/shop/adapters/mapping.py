"""One mapping of the settings, compiled: its model, the ways to its values, and every fault that it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.db import models, router
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from django_personalize.shop.adapters.keys import Key
from django_personalize.shop.adapters.paths import Path, PathError, compile_path, dotted_function, nearest
from django_personalize.shop.ports import AdapterError

#: Rows read at a time; every read costs a fixed number of queries for so many.
CHUNK = 500
_LISTED = "personalize_listed"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a mapping; `number` is the id of its system check."""

    number: str
    text: str
    hint: str


class Table:
    """A model of the host and the ways to its values. Making it never raises: `faults` says what is wrong."""

    def __init__(
        self, section: str, config: Mapping[str, Any], keys: Mapping[str, Key], *, by_pk: frozenset[str]
    ) -> None:
        """`by_pk`: the kinds of reference ("user", "product" …) whose target is known by its primary key."""
        self.section = section
        self.config = config
        self.faults: list[Fault] = []
        self.paths: dict[str, Path] = {}
        self.named: dict[str, dict[str, Path]] = {}
        self.functions: dict[str, Any] = {}
        self.line_model: type[models.Model] | None = None
        self._line_select: list[str] = []
        self._keys = keys
        self._by_pk = by_pk
        self._model: type[models.Model] | None = None
        #: What "listed" asks, where that is plain flags of the row itself: then no query has to ask it.
        self._flags: dict[str, bool] | None = None
        self._compile()

    @property
    def model(self) -> type[models.Model]:
        """The host's model. Raises `AdapterError` with every fault of the mapping."""
        if self.faults or self._model is None:
            raise AdapterError(" ".join(fault.text for fault in self.faults))
        return self._model

    @property
    def key_column(self) -> str:
        """ORM lookup of what identifies a row."""
        return self.paths["key"].lookup or "pk"

    def name_of(self, row: models.Model) -> str:
        """How messages call a row: "shop.Product 12"."""
        return f"{self.model._meta.label} {row.pk}"

    def rows(self, *, fresh: bool = False, only: Collection[str] | None = None) -> QuerySet[Any]:
        """All rows with what their paths need; `fresh` reads where writes go, never from a replica.

        `only`: the keys of the mapping that will be asked for; None for all of them.
        """
        manager = self.model._default_manager
        found = manager.using(router.db_for_write(self.model)) if fresh else manager.all()
        if isinstance(self.config.get("listed"), Mapping) and self._flags is None:
            # Exists, not the bare condition: a filter across many rows must not double the product.
            inside = self.model._default_manager.filter(self.condition("listed"), pk=OuterRef("pk"))
            found = found.annotate(**{_LISTED: Exists(inside)})
        select = self._relations("select", line=False, only=only)
        prefetch: list[Any] = [
            name for name in self._relations("prefetch", line=False, only=only) if not self._is_lines(name)
        ]
        if self.line_model is not None:
            prefetch.append(Prefetch(self._accessor("lines"), queryset=self._lines(self.line_model)))
        if select:
            found = found.select_related(*select)
        return found.prefetch_related(*prefetch) if prefetch else found

    def condition(self, name: str) -> Q:
        """The filter under that key; functions in it are called now. Without one it matches all."""
        wanted = self.config.get(name)
        if isinstance(wanted, Mapping):
            return Q(**{lookup: value() if callable(value) else value for lookup, value in wanted.items()})
        path = self.paths.get(name)
        return Q() if path is None or path.lookup is None else Q(**{path.lookup: True})

    def is_listed(self, row: models.Model) -> bool:
        """Whether the shop shows a row that `rows()` read; True without a filter."""
        if self._flags is not None:
            return all(getattr(row, name) is wanted for name, wanted in self._flags.items())
        if isinstance(self.config.get("listed"), Mapping):
            return bool(getattr(row, _LISTED))
        path = self.paths.get("listed")
        return True if path is None else bool(path.read(row))

    def by_keys(
        self, keys: Sequence[str], *, fresh: bool = False, only: Collection[str] | None = None
    ) -> QuerySet[Any]:
        """The rows of these keys; keys that cannot be one of this model are left out instead of raising."""
        values = [value for key in keys if (value := self._column_value(key)) is not None]
        return self.rows(fresh=fresh, only=only).filter(**{f"{self.key_column}__in": values})

    def key_of(self, row: object) -> str | None:
        found = self.paths["key"].read(row)
        return None if found is None else str(found)

    @property
    def currency(self) -> str:
        """The constant code of the mapping, "" where it is read from each row or not mapped."""
        return "" if "currency" in self.paths else str(self.config.get("currency") or "")

    def select_on_lines(self, name: str, paths: Sequence[Path]) -> None:
        """Join also what is asked of the rows behind a line's reference (the title of its product)."""
        way = self.paths.get(name)
        if way is not None and way.leads_to is not None and way.select:
            self._line_select += [f"{way.select[-1]}__{one}" for path in paths for one in path.select]

    def column_of(self, name: str) -> str | None:
        """The ORM lookup under that key, None without one."""
        path = self.paths.get(name)
        return None if path is None else path.lookup

    # -- compiling

    def _compile(self) -> None:
        for name in self.config:
            if name not in self._keys:
                self._unknown_key(name)
        for name, key in self._keys.items():
            if key.required and not self.config.get(name):
                text = f"PERSONALIZE['{self.section}'] has no {name!r} ({key.meaning})."
                self.faults.append(Fault("E104", text, f"Add to it: {name!r}: {key.sample},"))
        self._model = self._find_model()
        if self._model is None:
            return
        self._compile_defaults(self._model)
        self._flags = _flags(self._model, self.config.get("listed"))
        on_rows = {name: key for name, key in self._keys.items() if not key.line}
        for name, key in on_rows.items():
            if self.config.get(name) is not None:
                self._compile_key(self._model, name, key)
        lines = self.paths.get("lines")
        self.line_model = lines.leads_to if lines is not None else None
        for name, key in self._keys.items():
            if self.line_model is not None and key.line and self.config.get(name) is not None:
                self._compile_key(self.line_model, name, key)

    def _compile_defaults(self, model: type[models.Model]) -> None:
        if "key" not in self.config:
            self.paths["key"] = compile_path(model, "pk")
        if "url" in self._keys and "url" not in self.config:
            try:
                self.paths["url"] = compile_path(model, "get_absolute_url")
            except PathError as error:
                text = f"PERSONALIZE['{self.section}'] has no 'url', and {error}."
                hint = f"Give {model._meta.label} a get_absolute_url, or add: 'url': 'module.function',"
                self.faults.append(Fault("E104", text, hint))

    def _compile_key(self, model: type[models.Model], name: str, key: Key) -> None:
        given = self.config[name]
        match key.kind:
            case "model":
                return
            case "filter" if isinstance(given, Mapping):
                self._check_filter(model, name, given)
            case "labels" if isinstance(given, Mapping):
                compiled = {
                    str(label): self._path(model, name, one, label=label) for label, one in given.items()
                }
                self.named[name] = {label: path for label, path in compiled.items() if path is not None}
            case "list":
                if isinstance(given, str) or not isinstance(given, Sequence | set | frozenset):
                    self._wrong_type(name, key, "a list")
            case "relations":
                self._check_relations(model, name, key)
            case "function":
                self._check_function(name, key)
            case _:
                self._compile_path(model, name, key)

    def _compile_path(self, model: type[models.Model], name: str, key: Key) -> None:
        given = self.config[name]
        if key.kind == "currency" and isinstance(given, str) and _is_code(model, given):
            return
        path = self._path(
            model, name, given, key_only=key.kind in self._by_pk and self._may_shorten(key.kind)
        )
        if path is None:
            return
        if key.kind in {"column", "filter"} and path.lookup is None:
            text = f"{self._given(name)}: {path.text!r} is not made of database fields; no query can use it."
            self.faults.append(Fault("E108", text, f"Name a field: {name!r}: {key.sample},"))
            return
        if key.kind == "rows" and (path.leads_to is None or not path.many):
            text = f"{self._given(name)}: {model._meta.label}.{path.text} is no relation to several rows."
            self.faults.append(
                Fault("E108", text, f"Name a relation's related_name: {name!r}: {key.sample},")
            )
            return
        self.paths[name] = path

    def _may_shorten(self, kind: str) -> bool:
        """Whether the foreign key's column is enough: not where the row behind it is asked for more."""
        if kind == "product":
            return "line_title" in self.config and (self.section == "ORDER" or "currency" in self.config)
        if kind == "user":
            return "email" in self.config
        return True

    def _path(
        self, model: type[models.Model], name: str, given: Any, *, key_only: bool = False, label: str = ""
    ) -> Path | None:
        if not isinstance(given, str) and not callable(given):
            self._wrong_type(name, self._keys[name], "a path such as 'brand.name'")
            return None
        try:
            return compile_path(model, given, key_only=key_only)
        except PathError as error:
            meant = error.suggestion or self._usual(model, name)
            hint = f"Write in PERSONALIZE['{self.section}']: {(label or name)!r}: {meant!r},"
            if not meant:
                needed = self._keys[name].required and not label
                end = "." if needed else f", or leave {(label or name)!r} out."
                hint = f"Name a field, a property or a method of {model._meta.label}{end}"
            text = f"{self._given(name, label)} = {given!r}: {error}"
            self.faults.append(Fault("E106", text if text.endswith("?") else text + ".", hint))
            return None

    def _usual(self, model: type[models.Model], name: str) -> str:
        """The path that most shops give, "" where this model has none such."""
        sample = self._keys[name].sample.strip('"')
        try:
            compile_path(model, sample)
        except PathError:
            return ""
        return sample

    def _find_model(self) -> type[models.Model] | None:
        label = self.config.get("model")
        if not label:
            return None
        hint = 'Write "app_label.ModelName" of a model whose app is in INSTALLED_APPS.'
        try:
            found: type[models.Model] = apps.get_model(str(label))
        except (LookupError, ValueError) as error:
            known = [model._meta.label for model in apps.get_models()]
            near = nearest(str(label), known)
            if near:
                hint = f"Write in PERSONALIZE['{self.section}']: 'model': {near!r},"
            text = f"{self._given('model')} = {label!r}: {str(error).rstrip('.')}."
            self.faults.append(Fault("E105", text, hint))
            return None
        return found

    def _check_filter(self, model: type[models.Model], name: str, wanted: Mapping[str, Any]) -> None:
        for lookup, value in wanted.items():
            # A function is not called here: it might ask the database, which checks must not do.
            stand_in: Any = [] if lookup.endswith("__in") else F("pk")
            try:
                model._default_manager.filter(**{lookup: stand_in if callable(value) else value})
            except (FieldError, ValueError, TypeError, ValidationError) as error:
                why = f"{lookup!r} cannot be asked of {model._meta.label} ({error})"
                text = f"{self._given(name)} = {dict(wanted)!r}: {why}."
                fields = [field.name for field in model._meta.get_fields()]
                near = nearest(lookup.split("__")[0], fields)
                meant = "__".join([near, *lookup.split("__")[1:]]) if near else lookup
                self.faults.append(
                    Fault(
                        "E109", text, f"Use lookups of QuerySet.filter(): {name!r}: {{{meant!r}: {value!r}}},"
                    )
                )

    def _check_relations(self, model: type[models.Model], name: str, key: Key) -> None:
        given = self.config[name]
        if isinstance(given, str) or not isinstance(given, Sequence):
            self._wrong_type(name, key, "a list of relations")
            return
        for one in given:
            path = self._path(model, name, str(one).replace("__", "."))
            if path is not None and path.leads_to is None:
                text = f"{self._given(name)}: {one!r} is no relation of {model._meta.label}."
                self.faults.append(Fault("E108", text, f"Leave {one!r} out of {name!r}."))

    def _check_function(self, name: str, key: Key) -> None:
        given = self.config[name]
        try:
            self.functions[name] = given if callable(given) else dotted_function(str(given))
        except PathError as error:
            self.faults.append(
                Fault(
                    "E107",
                    f"{self._given(name)}: {error}.",
                    f"Name an existing function: {name!r}: {key.sample},",
                )
            )

    def _unknown_key(self, name: str) -> None:
        near = nearest(str(name), self._keys)
        text = f"PERSONALIZE['{self.section}'] has an unknown key {name!r}" + (
            f"; did you mean {near!r}?" if near else "."
        )
        hint = f"Write {near!r} instead of {name!r}." if near else f"It may hold: {', '.join(self._keys)}."
        self.faults.append(Fault("E103", text, hint))

    def _wrong_type(self, name: str, key: Key, expected: str) -> None:
        text = f"{self._given(name)} = {self.config[name]!r}: must be {expected}."
        self.faults.append(Fault("E110", text, f"Write for example: {name!r}: {key.sample},"))

    def _given(self, name: str, label: str = "") -> str:
        inner = f"[{label!r}]" if label else ""
        return f"PERSONALIZE['{self.section}']['{name}']{inner}"

    # -- what to load

    def prefetched(self) -> tuple[str, ...]:
        """The related rows that are read with each row, as prefetch_related names them."""
        return self._relations("prefetch", line=False)

    def _relations(self, how: str, *, line: bool, only: Collection[str] | None = None) -> tuple[str, ...]:
        """select_related or prefetch_related of the rows, or of their lines."""
        found: dict[str, None] = {}
        for name, path in self._all_paths():
            if self._keys[name].line == line and (only is None or name in only):
                found.update(dict.fromkeys(path.select if how == "select" else path.prefetch))
        if not line:
            found.update(dict.fromkeys(str(one) for one in self.config.get(f"{how}_related", ())))
        return tuple(found)

    def _all_paths(self) -> Iterator[tuple[str, Path]]:
        yield from self.paths.items()
        for name, paths in self.named.items():
            for path in paths.values():
                yield name, path

    def _lines(self, model: type[models.Model]) -> QuerySet[Any]:
        found = model._default_manager.order_by("pk")
        select = (*self._relations("select", line=True), *self._line_select)
        prefetch = self._relations("prefetch", line=True)
        if select:
            found = found.select_related(*select)
        return found.prefetch_related(*prefetch) if prefetch else found

    def _accessor(self, name: str) -> str:
        return self.paths[name].prefetch[-1]

    def _is_lines(self, prefetch: str) -> bool:
        return "lines" in self.paths and prefetch == self._accessor("lines")

    def _column_value(self, key: str) -> Any:
        """The key as its column holds it; None when no row can have it."""
        column = self.paths["key"].column
        if column is None or not key or "\x00" in key:
            return None
        try:
            value = column.to_python(key)
            column.run_validators(value)
        except (ValidationError, ValueError, TypeError, OverflowError):
            return None
        return value


def in_chunks(rows: QuerySet[Any], *, size: int = CHUNK) -> Iterator[list[Any]]:
    """All rows by primary key, `size` at a time: one query and its prefetches for each chunk."""
    ordered = rows.order_by("pk")
    chunk = list(ordered[:size])
    while chunk:
        yield chunk
        if len(chunk) < size:
            return
        chunk = list(ordered.filter(pk__gt=chunk[-1].pk)[:size])


def _flags(model: type[models.Model], wanted: object) -> dict[str, bool] | None:
    """The filter, where it compares boolean columns of the row itself with True or False; None where it does more."""
    if not isinstance(wanted, Mapping):
        return None
    columns = {field.name for field in model._meta.concrete_fields if type(field) is models.BooleanField}
    plain = all(name in columns and isinstance(value, bool) for name, value in wanted.items())
    return dict(wanted) if plain else None


def _is_code(model: type[models.Model], given: str) -> bool:
    """Three capital letters that are no attribute of the model: a currency, not a path."""
    return len(given) == 3 and given.isalpha() and given.isupper() and not hasattr(model, given)
