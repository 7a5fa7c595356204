"""Ways from a host's row to a value: "brand.name", "get_absolute_url", "shop.pricing.price_of".

A way is compiled once against the model: every name is looked up, and what must be joined or prefetched is
known before the first row is read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models.fields.files import FieldFile
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.module_loading import import_string

from django_personalize.shop.ports import AdapterError

#: How a value is reached: an attribute's name, or a function that is given the row.
Step = str | Callable[[Any], Any]


class PathError(AdapterError):
    """A path leads nowhere. `suggestion` is the whole path as probably meant, "" where nothing is near."""

    def __init__(self, text: str, *, suggestion: str = "") -> None:
        self.suggestion = suggestion
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled way. `read(row)` gives the value; None wherever something on the way is missing."""

    text: str
    steps: tuple[Step, ...]
    #: The same way as an ORM lookup ("brand__name"); None when a method or function stands on it.
    lookup: str | None
    select: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    #: The model of the row or rows at the end; None when the end is a plain value.
    leads_to: type[models.Model] | None = None
    #: The model that the last relation on the way points at, also where only its key is read.
    target: type[models.Model] | None = None
    #: Whether the end is several values: read() gives a list.
    many: bool = False
    #: The column at the end; None when the end is no column.
    column: models.Field[Any, Any] | None = None
    #: The attribute, where the whole way is one column of the row itself: most are, and a page reads hundreds.
    own_column: str | None = None

    def read(self, row: object) -> Any:
        return _walk(row, self.steps) if self.own_column is None else getattr(row, self.own_column)


def compile_path(
    model: type[models.Model], given: str | Callable[[Any], Any], *, key_only: bool = False
) -> Path:
    """The way from a row of `model`. Raises `PathError` with the wrong part and the nearest right one.

    `key_only`: where the way ends at a foreign key, read its column, not the row behind it; no join then.
    """
    if callable(given):
        return Path(getattr(given, "__qualname__", repr(given)), (given,), None)
    parts = given.split(".")
    if not all(parts):
        raise PathError(f"{given!r} is no path; write names with single dots between them.")
    try:
        return _compile_attributes(model, given, parts, key_only=key_only)
    except PathError:
        if len(parts) < 2 or not _is_module(parts[0]):
            raise
    return Path(given, (dotted_function(given),), None)


def dotted_function(path: str) -> Callable[..., Any]:
    """The function at "module.name". Raises `PathError`."""
    try:
        found = import_string(path)
    except Exception as error:  # the host's module may fail in any way while it is imported
        raise PathError(f"{path!r} cannot be imported ({error})") from error
    if not callable(found):
        raise PathError(f"{path!r} is {type(found).__name__}, not a function")
    function: Callable[..., Any] = found
    return function


def names_of(model: type[models.Model]) -> list[str]:
    """What can follow a row of that model in a path: fields, relations, properties and methods."""
    fields = {name for field in model._meta.get_fields() for name in _names(field)}
    inherited = set(dir(models.Model))
    own = {name for name in dir(model) if not name.startswith("_") and name not in inherited}
    return sorted((fields | own) - {"objects", "DoesNotExist", "MultipleObjectsReturned"})


def nearest(name: str, names: Iterable[str]) -> str:
    """The likeliest of `names`, "" when none is near."""
    found = difflib.get_close_matches(name, list(names), n=1)
    return found[0] if found else ""


def _compile_attributes(model: type[models.Model], given: str, parts: list[str], *, key_only: bool) -> Path:
    current: type[models.Model] | None = model
    lookup: list[str] | None = []
    joined: list[str] = []
    steps: list[Step] = []
    select: list[str] = []
    prefetch: list[str] = []
    many = False
    column: models.Field[Any, Any] | None = None
    target: type[models.Model] | None = None
    for position, name in enumerate(parts):
        column = target = None
        if current is None:
            steps.append(name)
            lookup = None
            continue
        field = _field(current, name)
        last = position == len(parts) - 1
        if (
            isinstance(field, models.ForeignKey)
            and key_only
            and last
            and name == field.name
            and _to_pk(field)
        ):
            steps.append(field.attname)
            column, target = field.target_field, field.related_model
            lookup = None if lookup is None else [*lookup, field.attname]
            current = None
        elif field is not None and field.is_relation and field.related_model and name not in _attnames(field):
            steps.append(name)
            joined.append(name)
            lookup = None if lookup is None else [*lookup, field.name]
            several = bool(field.one_to_many or field.many_to_many)
            many = many or several
            (prefetch if many else select).append("__".join(joined))
            current = target = field.related_model if isinstance(field.related_model, type) else None
        elif isinstance(field, models.Field) and field.concrete:
            steps.append(name)
            column = field
            lookup = None if lookup is None else [*lookup, name]
            current = None
        else:
            _require_attribute(current, name, parts, position)
            steps.append(name)
            lookup = None
            current = None
    return Path(
        text=given,
        steps=tuple(steps),
        lookup=None if lookup is None else "__".join(lookup),
        select=tuple(select),
        prefetch=tuple(prefetch),
        leads_to=current,
        target=target,
        many=many,
        column=column,
        own_column=_own_column(steps, column),
    )


def _own_column(steps: list[Step], column: models.Field[Any, Any] | None) -> str | None:
    first = steps[0]
    return first if len(steps) == 1 and column is not None and isinstance(first, str) else None


def _require_attribute(model: type[models.Model], name: str, parts: list[str], position: int) -> None:
    """A property, a method or a class attribute; instances may not be asked, there is none yet."""
    missing = object()
    found = getattr(model, name, missing)
    if found is missing:
        near = nearest(name, names_of(model))
        meant = ".".join([*parts[:position], near, *parts[position + 1 :]]) if near else ""
        hint = f"; did you mean {near!r}?" if near else ""
        raise PathError(f"{model._meta.label} has no {name!r}{hint}", suggestion=meant)
    if getattr(found, "alters_data", False):
        raise PathError(f"{model._meta.label}.{name} changes data; a path must only read")


def _field(model: type[models.Model], name: str) -> Any:
    """The field or relation behind an attribute's name: reverse relations by accessor, not by query name."""
    if name == "pk":
        return model._meta.pk
    for field in model._meta.get_fields():
        if name in _names(field):
            return field
    return None


def _names(field: Any) -> tuple[str, ...]:
    if isinstance(field, ForeignObjectRel):
        accessor = field.get_accessor_name()
        return (accessor,) if accessor else ()
    return (field.name, *_attnames(field))


def _attnames(field: Any) -> tuple[str, ...]:
    """The name of a foreign key's column ("brand_id") where it differs from the field's."""
    attname = getattr(field, "attname", None)
    return (attname,) if attname and attname != field.name else ()


def _to_pk(field: models.ForeignKey[Any, Any]) -> bool:
    try:
        target = field.target_field
    except FieldDoesNotExist:
        return False
    return bool(target.primary_key)


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _walk(value: Any, steps: tuple[Step, ...]) -> Any:
    for position, step in enumerate(steps):
        if value is None:
            return None
        if isinstance(value, list):
            return _walk_each(value, steps[position:])
        value = step(value) if callable(step) else _follow(value, step)
    return list(value.all()) if isinstance(value, models.Manager | models.QuerySet) else value


def _walk_each(values: list[Any], steps: tuple[Step, ...]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        end = _walk(value, steps)
        if isinstance(end, list):
            found.extend(end)
        elif end is not None:
            found.append(end)
    return found


def _follow(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, FieldFile) and not value:
        return None  # no file was uploaded: asking for its address would raise
    try:
        found = getattr(value, name)
    except ObjectDoesNotExist:
        return None
    if isinstance(found, models.Manager | models.QuerySet):
        return list(found.all())
    if callable(found) and not isinstance(found, type):
        return found()
    return found
