"""Model values from the data of a document, by what the fields of their classes say.

A name in the data that leads nowhere (an item, source, covariate, coding, scale) is a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from scorewell.definitions.model.keys import SHAPES, DocumentField, document_fields
from scorewell.definitions.model.sources import Origin
from scorewell.definitions.reading.document import Document, Path_, list_names, quoted
from scorewell.errors import Finding, did_you_mean

Entry = Mapping[str, Any]
Model = TypeVar("Model", bound=Hashable)
Reader = Callable[["Builder", Any, Path_], Any]


class Builder:
    """Makes model values of the data of one document, which fits its schema.

    Parameters
    ----------
    document : Document
        The data.
    origin : Origin
        What the entries are said to come from.
    names : mapping, optional
        What fields may refer to, by kind (``source``, ``item`` ...), beside what the document
        defines: an overlay sees the names of its base.

    Attributes
    ----------
    findings : list of Finding
        References that lead nowhere, and names that are there twice.
    """

    def __init__(
        self,
        document: Document,
        *,
        origin: Origin,
        names: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.document = document
        self.origin = origin
        self.findings: list[Finding] = []
        self.names: dict[str, Mapping[str, Any]] = dict(names or {})
        self._counts: Counter[str] = Counter(self.names.get("item", ()))
        self._item_ids: list[str] = [*self.names.get("item", ())]

    def document_value(self, cls: type[Model], **more: object) -> Model:
        """The whole document as a value of a class, with fields that no document holds."""
        self.define_names(cls)
        return self.build(cls, self.document.data, (), more)

    def define_names(self, cls: type) -> None:
        """Take what the document defines as known to the fields that refer to it."""
        for field in document_fields(cls):
            entries = self.document.data.get(field.document_name, ())
            kind = field.key.defines
            if not kind or not entries:
                continue
            if isinstance(entries, Mapping):
                self.names[kind] = {**self.names.get(kind, {}), **dict.fromkeys(entries)}
                continue
            ids = [entry["id"] for entry in entries]
            self.names[kind] = dict.fromkeys(ids)
            self._report_repeated(kind, ids, field.document_name)
            if kind == "item":
                self._item_ids, self._counts = ids, Counter(ids)

    def build(
        self, cls: type[Model], entry: Any, place: Path_, more: Entry | None = None
    ) -> Model:
        """One entry as a value of its class; ``more`` are fields that stand elsewhere."""
        plan, shorthand, has_origin = _plan(cls)
        values: dict[str, Any] = dict(more or {})
        if shorthand and isinstance(entry, str):
            entry = {shorthand: entry}
        if has_origin:
            values["origin"] = self.origin
        for name, key, read in plan:
            if key is None:
                values[name] = read(self, entry, place)
            elif key in entry:
                values[name] = read(self, entry[key], (*place, key))
        return cls(**values)

    def build_field(self, field: DocumentField, value: Any, place: Path_) -> Any:
        """The value of one field."""
        return _converted(field, _reader(field))(self, value, place)

    # --- references -------------------------------------------------------------

    def find(self, code: str, place: Path_, message: str, *, hint: str = "") -> None:
        """Add a finding."""
        self.findings.append(self.document.finding(code, place, message, hint=hint))

    def check_name(self, kind: str, name: object, place: Path_) -> None:
        """Report a name that leads nowhere."""
        names = self.names.get(kind, {})
        if name in names:
            return
        options = list(names)
        # Looking for near names is slow, and nobody reads a hundred hints.
        near = did_you_mean(str(name), options) if len(self.findings) < 100 else ""
        self.find(
            f"{kind}-exists", place, f"there is no {kind} {quoted(str(name))}",
            hint=near or f"there are: {list_names(options)}",
        )  # fmt: skip

    def item_id(self, reference: str | int, place: Path_) -> str:
        """The id that an id or a position on the form stands for."""
        text = str(reference)
        if text.isascii() and text.isdigit():
            position = int(text)
            if 1 <= position <= len(self._item_ids):
                return self._item_ids[position - 1]
            self.check_name("item", reference, place)
        else:
            self.check_name("item", text, place)
        return text

    def item_ids(self, references: Iterable[str | int], place: Path_) -> tuple[str, ...]:
        """The ids of items, each of them once."""
        ids: dict[str, None] = {}
        for index, reference in enumerate(references):
            item = self.item_id(reference, (*place, index))
            if item in ids and self._counts[item] < 2:
                self.find(
                    "items-once",
                    (*place, index),
                    f"the item {quoted(item)} stands here twice",
                    hint="an item counts once in a scale; keep one of the two",
                )
            ids[item] = None
        return tuple(ids)

    def _report_repeated(self, kind: str, ids: list[str], name: str) -> None:
        earlier: set[str] = set()
        for index, id_ in enumerate(ids):
            if id_ in earlier:
                self.find(
                    "ids-unique",
                    (name, index, "id"),
                    f"the {kind} `{id_}` is there twice",
                    hint=f"give each {kind} an id of its own",
                )
            earlier.add(id_)


@cache
def _plan(cls: type) -> tuple[tuple[tuple[str, str | None, Reader], ...], str, bool]:
    """How to read each field of a class, its shorthand key, and whether it has an origin."""
    plan = tuple(step for field in document_fields(cls) for step in _steps(field))
    has_origin = any(class_field.name == "origin" for class_field in fields(cls))
    return plan, SHAPES[cls].shorthand, has_origin


def _steps(field: DocumentField) -> list[tuple[str, str | None, Reader]]:
    """The name of a field, its key (None: the whole entry), and how to read it."""
    key = field.key
    if key.given_by:
        return []
    if key.inline is not None:
        keys = _entry_keys(field.type)

        def read_inline(builder: Builder, entry: Entry, place: Path_) -> Any:
            part = {name: entry[name] for name in keys if name in entry}
            return builder.build(field.type, part, place)

        return [(field.name, None, read_inline)]
    if key.choice_keys:
        return [(field.name, None, _chosen_key(field))]
    if key.choices and field.model is None:
        options = tuple(key.choices)
        return [
            (
                field.name,
                None,
                lambda _, entry, __: next(entry[o] for o in options if o in entry),
            )
        ]
    if key.pair is not None:
        index = key.pair
        return [(field.name, key.name, lambda _, value, __: value[index])]
    return [(field.name, field.document_name, _converted(field, _reader(field)))]


def _entry_keys(cls: type) -> set[str]:
    """The keys of an entry of a class, with those of its inline fields."""
    keys: set[str] = set()
    for field in document_fields(cls):
        if field.key.inline is not None:
            keys |= _entry_keys(field.type)
        elif not field.key.given_by:
            keys |= {*(field.key.choices or (field.document_name,))}
    return keys


def _chosen_key(field: DocumentField) -> Reader:
    """Which key stands in an entry, or whether one of them does."""
    keys = field.key.choice_keys
    if field.type is bool:
        return lambda _, entry, __: any(name in entry for name in keys)
    return lambda _, entry, __: next(name for name in keys if name in entry)


def _converted(field: DocumentField, read: Reader) -> Reader:
    convert = field.key.convert
    if convert is None:
        return read
    return lambda builder, value, place: convert(read(builder, value, place))


def _reader(field: DocumentField) -> Reader:
    """How to read the value of one field, before it is converted."""
    key, model = field.key, field.model
    if key.refers_to:
        return _reference(field)
    if model is not None and field.container is None:
        return lambda builder, value, place: builder.build(model, value, place)
    if model is not None and key.single:
        return lambda builder, value, place: (builder.build(model, value, place),)
    if model is not None:
        return _entries(field, model)
    if field.container is not None and not issubclass(field.container, Mapping):
        container = field.container
        return lambda _, value, __: container(value)
    if (
        field.container is not None
        and isinstance(key.element, Mapping)
        and key.element.get("type") == "array"
    ):
        return lambda _, value, __: {name: tuple(values) for name, values in value.items()}
    return lambda _, value, __: value


def _entries(field: DocumentField, model: type) -> Reader:
    """How to read a list or map of entries."""
    names = {
        field_of_model.key.given_by: field_of_model.name
        for field_of_model in document_fields(model)
    }
    name_field, place_field = names.get("name"), names.get("position")
    mapping = field.container is not None and issubclass(field.container, Mapping)
    defines = field.key.defines

    def read_map(builder: Builder, value: Entry, place: Path_) -> Any:
        entries: dict[str, Any] = {
            name: builder.build(model, entry, (*place, name), {str(name_field): name})
            for name, entry in value.items()
        }
        if defines:
            builder.names[defines] = {**builder.names.get(defines, {}), **entries}
        return entries if mapping else tuple(entries.values())

    def read_list(builder: Builder, value: Any, place: Path_) -> Any:
        return tuple(
            builder.build(
                model, entry, (*place, at), {place_field: at + 1} if place_field else None
            )
            for at, entry in enumerate(value)
        )

    return read_map if name_field else read_list


def _reference(field: DocumentField) -> Reader:
    """How to read names of what is defined elsewhere, and report those that lead nowhere."""
    kind, container, model = field.key.refers_to, field.container, field.model
    if kind == "item" and container is not None:
        return lambda builder, value, place: container(builder.item_ids(value, place))
    if kind == "item":
        return lambda builder, value, place: builder.item_id(value, place)

    def read_names(builder: Builder, value: Any, place: Path_) -> Any:
        if isinstance(value, str):
            builder.check_name(kind, value, place)
            if model is not None:
                return builder.names[kind].get(value) or model(id=value, answers=())
            return value
        for index, name in enumerate(value):
            builder.check_name(kind, name, (*place, name if isinstance(value, dict) else index))
        return container(value) if container is not None else value

    return read_names
