"""Exchange with other systems: what importers and exporters give to the engine.

An exporter writes the form of an instrument as another system takes it; an
importer reads such a form as the draft of a definition. Both are values with a
name; plugins hand them over through ``register_exporters`` and
``register_importers``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A form as another system takes it.

    Attributes
    ----------
    content : str
        The file.
    losses : tuple of str
        What of the definition the other system has no place for, in words.
    """

    content: str
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """A named form of other systems that an instrument goes out in.

    Attributes
    ----------
    name : str
        The word for it.
    summary : str
        One sentence for a person.
    suffix : str
        Ending of the file's name, with the dot.
    write : callable
        ``write(instrument) -> ExportFile``. It raises a
        :class:`~scorewell.errors.DataError` where the other system cannot
        hold the instrument at all.
    """

    name: str
    summary: str
    suffix: str
    write: Callable[[Instrument], ExportFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a person says about a form that is read.

    Attributes
    ----------
    id : str
        Id of the instrument that it becomes.
    form : str
        Which form, where the file has several.
    labels : bool
        Whether items take the labels of the form, which usually are its
        wording.
    """

    id: str
    form: str = ""
    labels: bool = True


@dataclass(frozen=True, kw_only=True)
class Importer:
    """A named form of other systems that becomes the draft of a definition.

    Attributes
    ----------
    name : str
        The word for it.
    summary : str
        One sentence for a person.
    suffixes : tuple of str
        Endings of file names, in lower case with the dot.
    read : callable
        ``read(path, options) -> InstrumentDraft`` (of
        :mod:`scorewell.authoring`). It raises a
        :class:`~scorewell.errors.DataError` where the file is not what it
        should be.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, ImportOptions], Any]
