"""How the fields of the model classes are written in a document.

A class is made by :func:`document_class`, a field of it by :func:`document_key`: under which
name, in which form and with which limits it stands in a file, whether an overlay may set it,
and what a change of it can alter. The schemas, the builder, overlays, the version comparison
and ``docs/format.md`` follow from that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, MISSING, dataclass, field, fields
from functools import cache
from inspect import cleandoc
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
)

Effect = Literal["scores", "judgements", "words"]
"""What a change can alter: a score; a class, band, cut-off or alert; or no number."""

Reference = Literal["", "source", "covariate", "coding", "item", "scale"]
"""What the text of a field names."""

Keywords = Mapping[str, Any]
"""Keywords of JSON Schema."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A form of a value that the schema has under a name.

    Attributes
    ----------
    name, description : str
        Its name in the schema, and what it is.
    schema : mapping
        Its keywords; of an entry, those beside its properties.
    shorthand : str
        The key whose text alone may stand for the whole entry.
    """

    name: str
    description: str
    schema: Keywords
    shorthand: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """How one field is written in a document.

    Attributes
    ----------
    description : str
        What it is, for the schema and the documents.
    name : str
        The key in a document; the name of the field if empty.
    shape : Shape or None
        The form of the value, where several fields share it.
    element : Shape, class, mapping or None
        The form of the entries of a list or map, where their type does not say it.
    names : Shape or None
        The form of the names of a map.
    schema : mapping
        Further keywords of JSON Schema.
    required : bool or None
        Whether it must be there; None: if the field has no default.
    given_by : {'', 'name', 'position'}
        The value is the name of the entry in its map, or its position in its list, from 1.
    pair : {None, 0, 1}
        It is the first or the second number of a list of two.
    choices : mapping of str to str or Shape
        It stands under one of these keys, each with its description, or form.
    choice_keys : tuple of str
        Whether one of these keys of the choices stands there.
    inline : tuple of str or None
        The keys of the value stand beside those of the entry itself; these must be there.
    without : tuple of str
        Keys of an inline value that cannot be written here.
    single : bool
        It is a list that is written as its only entry.
    refers_to, defines : str
        What the text names; what the entries are, for fields that refer to them.
    convert : callable or None
        From the value in the document to that of the field.
    overlay : str or bool
        Whether an overlay may set it, and what the schema of overlays says of it.
    alters, adding_alters : {'scores', 'judgements', 'words'} or None
        What a change of it, and a further entry in it, can alter; None: what the entry that
        it stands in can.
    """

    description: str = ""
    _: KW_ONLY
    name: str = ""
    shape: Shape | None = None
    element: Shape | type | Keywords | None = None
    names: Shape | None = None
    schema: Keywords = field(default_factory=dict)
    required: bool | None = None
    given_by: Literal["", "name", "position"] = ""
    pair: Literal[0, 1] | None = None
    choices: Mapping[str, str | Shape] = field(default_factory=dict)
    choice_keys: tuple[str, ...] = ()
    inline: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    single: bool = False
    refers_to: Reference = ""
    defines: Reference = ""
    convert: Callable[[Any], Any] | None = None
    overlay: str | bool = False
    alters: Effect | None = None
    adding_alters: Effect | None = None


def document_key(
    description: str = "",
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    **options: Any,
) -> Any:
    """A field that a document holds; ``options`` are those of :class:`Key`."""
    if "inline" in options:
        options = {"alters": "words", **options}  # it says where the entry comes from
    metadata = {"key": Key(description, **options)}
    if default_factory is not MISSING:
        return field(default_factory=default_factory, metadata=metadata)
    return field(default=default, metadata=metadata)


SHAPES: dict[type, Shape] = {}
"""The shape of every class that a document can hold."""

Model = TypeVar("Model")


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(document_key, field)
)
def document_class(
    name: str,
    *,
    description: str = "",
    slots: bool = True,
    shorthand: str = "",
    **schema: object,
) -> Callable[[type[Model]], type[Model]]:
    """Make a frozen dataclass of a class that a document can hold.

    Parameters
    ----------
    name : str
        Its name in the schema.
    description : str
        What it is; the beginning of its docstring if empty.
    slots : bool
        Whether it has slots, so that nothing can be cached in it.
    shorthand : str
        The key whose text alone may stand for the whole entry.
    schema
        Keywords of JSON Schema beside its properties.
    """

    def register(cls: type[Model]) -> type[Model]:
        model: type[Model] = dataclass(frozen=True, slots=slots, kw_only=True)(cls)
        SHAPES[model] = Shape(name, description or _beginning(cls), schema, shorthand)
        return model

    return register


def _beginning(cls: type) -> str:
    """The docstring of a class before its first section, in one line."""
    return " ".join(cleandoc(cls.__doc__ or "").partition("\n\nAttributes\n")[0].split())


def one_of(*keys: str, beside: tuple[str, ...] = ()) -> list[dict[str, list[str]]]:
    """Alternatives of which one key must be there, each with the keys ``beside``."""
    return [{"required": [name, *beside]} for name in keys]


_HYPHENS = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_UNDERSCORES = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"

INSTRUMENT_ID = Shape(
    "instrumentId",
    "The identity of the instrument, equal to the file name: lower case letters, "
    "digits and single hyphens.",
    {"type": "string", "pattern": _HYPHENS, "maxLength": 40},
)
LOCAL_ID = Shape(
    "localId",
    "A name inside this file: lower case letters, digits and single underscores, "
    "beginning with a letter.",
    {"type": "string", "pattern": _UNDERSCORES, "maxLength": 40},
)
ENTRY_ID = Shape(
    "entryId",
    "A name for this entry, so that it can be chosen and cited: lower case letters,"
    " digits and hyphens.",
    {"type": "string", "pattern": _HYPHENS, "maxLength": 60},
)
LANGUAGE_TAG = Shape(
    "languageTag",
    "Tag of a language: de, pt-BR. A tag that YAML takes for something else, such "
    "as no, stands in quotation marks.",
    {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "maxLength": 35},
)
VERSION = Shape(
    "version",
    "Version of this definition. A change that can alter a score raises the first number.",
    {"type": "string", "pattern": r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"},
)
SOURCE_REF = Shape(
    "sourceRef", "The id of an entry in sources.", {"type": "string", "minLength": 1}
)
NOTE_TEXT = Shape(
    "noteText",
    "Anything a reader of this entry should know.",
    {"type": "string", "minLength": 1},
)
ITEM_REF = Shape(
    "itemRef",
    "An item: its id, or its position on the form, counted from 1.",
    {"type": ["string", "integer"], "minimum": 1},
)
FORMAT = {"description": "Version of this file format. Always 1.", "const": 1}
"""The key that every document begins with."""


class DocumentField(NamedTuple):
    """A field of a model class that a document holds: name, type, key, and its default."""

    name: str
    type: Any
    key: Key
    optional: bool

    @property
    def document_name(self) -> str:
        """The key in a document."""
        return self.key.name or self.name

    @property
    def element(self) -> Any:
        """The type of the entries of a list or map, else of the value; without ``None``."""
        if isinstance(self.key.element, type):
            return self.key.element
        arguments = get_args(self.type)
        if self.container is None or not arguments:
            return self.type
        return arguments[1] if issubclass(self.container, Mapping) else arguments[0]

    @property
    def container(self) -> type | None:
        """``tuple``, ``frozenset`` or ``Mapping``; None for a single value."""
        origin = get_origin(self.type)
        return origin if isinstance(origin, type) else None

    @property
    def model(self) -> type | None:
        """The model class of the value, or of its entries."""
        return self.element if self.element in SHAPES else None


@cache
def document_fields(cls: type) -> tuple[DocumentField, ...]:
    """The fields of a model class that a document holds, in the order of the class."""
    document_keys = []
    for field_of_class in fields(cls):
        if "key" not in field_of_class.metadata:
            continue
        home = next(
            base for base in cls.__mro__ if field_of_class.name in vars(base)["__annotations__"]
        )
        kind = eval(str(field_of_class.type), vars(sys.modules[home.__module__]))  # noqa: S307  (of this package)
        if get_origin(kind) in {Union, UnionType}:
            kind = next(option for option in get_args(kind) if option is not NoneType)
        optional = (
            field_of_class.default is not MISSING
            or field_of_class.default_factory is not MISSING
        )
        document_keys.append(
            DocumentField(field_of_class.name, kind, field_of_class.metadata["key"], optional)
        )
    return tuple(document_keys)
