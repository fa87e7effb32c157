"""What every importer must do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scorewell.authoring.draft import InstrumentDraft
from scorewell.authoring.instrument_file import instrument_files
from scorewell.errors import DataError
from scorewell.registry.contracts.exchange import Importer, ImportOptions
from scorewell.testing.check import Check, CheckError, checks_from, demand
from scorewell.testing.tables import (
    check_description,
    demand_same_files,
    folder_of_files,
    wrong_files,
)


@dataclass(frozen=True, kw_only=True)
class ImporterCase:
    """What an importer is tried with.

    Attributes
    ----------
    write : callable
        ``write(path)`` makes a sound form at a path that does not exist yet.
    items : sequence of str
        The ids of the items that the draft must have, in order.
    options : ImportOptions
        How it is read.
    suffix : str
        Ending of the file's name; the first of the importer's, if empty.
    """

    write: Callable[[Path], object]
    items: Sequence[str]
    options: ImportOptions = field(default_factory=lambda: ImportOptions(id="trial"))
    suffix: str = ""


@dataclass(frozen=True)
class _Trial:
    importer: Importer
    case: ImporterCase | None

    @property
    def options(self) -> ImportOptions:
        return ImportOptions(id="trial") if self.case is None else self.case.options

    def file(self, folder: Path) -> Path:
        """The sound form of the case."""
        if self.case is None:
            raise CheckError("Give it an ImporterCase that makes a form of its kind")
        path = folder / f"form{self.case.suffix or self.importer.suffixes[0]}"
        self.case.write(path)
        return path


def _description(trial: _Trial) -> None:
    """It has a name that options can write, a summary, and suffixes with their dots."""
    check_description(trial.importer)


def _reads(trial: _Trial) -> None:
    """It makes of a sound form the draft of a definition with its items, the same each time."""
    with folder_of_files() as folder:
        path = trial.file(folder)
        with demand_same_files(folder):
            draft, second = (trial.importer.read(path, trial.options) for _ in range(2))
        kind = type(draft).__name__
        demand(isinstance(draft, InstrumentDraft), f"It gives a {kind}, and no InstrumentDraft")
        demand(draft.id == trial.options.id, f"Its id is {draft.id}, not {trial.options.id}")
        ids = [item.id for item in draft.items]
        expected = [] if trial.case is None else list(trial.case.items)
        demand(ids == expected, f"The items are {', '.join(ids)}, not {', '.join(expected)}")
        demand(draft == second, "A second time it is another draft")
        (text, *_) = instrument_files(draft, folder).values()
        demand(text.strip(), "The definition is empty")


def _refuses_wrong_files(trial: _Trial) -> None:
    """An empty file, noise and a picture are refused with a DataError that says why."""
    with folder_of_files() as folder:
        for path in wrong_files(folder, trial.importer.suffixes[0]):
            try:
                trial.importer.read(path, trial.options)
            except DataError as error:
                demand(str(error).strip(), f"Of the file {path.stem} its error says nothing")
            except Exception as error:  # an importer may raise anything
                message = f"{type(error).__name__}: {error}"
                raise CheckError(f"Of the file {path.stem} it raises {message}") from error
            else:
                raise CheckError(f"It makes a draft of the file {path.stem}")


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _description, _reads, _refuses_wrong_files,
)  # fmt: skip


def importer_checks(importer: Importer, case: ImporterCase | None = None) -> list[Check]:
    """Every check of an importer.

    Parameters
    ----------
    importer : Importer
        The importer.
    case : ImporterCase, optional
        A sound form of its kind. Without one, only wrong files are tried and
        the check ``reads`` fails.
    """
    trial = _Trial(importer, case)
    return checks_from(f"{importer.name} (importer)", _CHECKS, trial)
