"""Choosing a writer for a file, and writing all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from scorewell.answers.files.delimited_text import collect_in_stream
from scorewell.answers.files.restore_formulas import FormulaEscaper
from scorewell.errors import DataError, PluginError, ScorewellError
from scorewell.io.atomic_write import atomic_write
from scorewell.registry.contracts.files import Writer
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.isolation import error_place, plugin_hint

Writers = Mapping[str, Writer]


@cache
def installed_writers() -> Writers:
    """The writers of every plugin that is installed."""
    return load_plugins().writers


def find_writer(path: Path, *, writers: Writers | None = None) -> Writer:
    """The writer of a file with this name."""
    writers = installed_writers() if writers is None else writers
    suffix = path.suffix.lower()
    by_suffix = [writer for writer in writers.values() if suffix in writer.suffixes]
    candidates = [writer for writer in by_suffix if not writer.plugin] or by_suffix
    if not candidates:
        suffixes = ", ".join(
            suffix for writer in writers.values() for suffix in writer.suffixes
        )
        raise DataError(
            f"{path.name}: files called '{path.suffix}' are not written here",
            hint=f"name it with one of {suffixes}",
        )
    return candidates[0]


def write_frame(
    frame: pl.LazyFrame, path: Path, writer: Writer, *, keep_formulas: bool = False
) -> int:
    """Write a lazy frame to a file that does not exist yet.

    Returns
    -------
    int
        How many values got an apostrophe, so that no spreadsheet program takes
        them for formulas.
    """
    escaper = FormulaEscaper()
    if writer.formulas and not keep_formulas:
        frame = escaper.frame(frame)
    try:
        if writer.sink is not None:
            collect_in_stream([writer.sink(frame, path)])
        else:
            writer.write(collect_in_stream([frame])[0], path)
    except ScorewellError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:  # a writer may raise anything
        if writer.plugin:
            raise PluginError(
                f"{path.name}: the writer `{writer.name}` of the plugin {writer.plugin} "
                f"failed: {type(error).__name__} ({error_place(error)})",
                hint=plugin_hint(writer.plugin),
            ) from error
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise DataError(f"{path.name}: cannot be written: {reason}") from error
    return escaper.changed


def sink(
    frame: pl.LazyFrame,
    path: str | Path,
    *,
    overwrite: bool = False,
    writers: Writers | None = None,
    keep_formulas: bool = False,
    inputs: Sequence[Path] = (),
) -> int:
    """Write all of a lazy frame to a file, or nothing.

    Parameters
    ----------
    frame : polars.LazyFrame
        The frame.
    path : path
        A file of any format that a writer takes.
    overwrite : bool, optional
        Whether an existing file may be replaced.
    writers : mapping of str to Writer, optional
        The available writers; by default all installed ones.
    keep_formulas : bool, optional
        Whether text that a spreadsheet program would take for a formula goes
        into text files as it is, instead of with an apostrophe in front.
    inputs : sequence of pathlib.Path, optional
        Files that must not be replaced.

    Returns
    -------
    int
        How many values got an apostrophe.

    Raises
    ------
    DataError
        If the file exists, its folder does not, or the query fails.
    """
    path = Path(path)
    writer = find_writer(path, writers=writers)
    with atomic_write(path, overwrite=overwrite, inputs=inputs) as part:
        return write_frame(frame, part, writer, keep_formulas=keep_formulas)
