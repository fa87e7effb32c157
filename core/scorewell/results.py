"""The base classes of all results: tables, JSON values, one line on a console, figures.

A result holds values and knows neither prose nor drawings. Packages above this module register
implementations of :func:`explain_result`, :func:`html_of`, :func:`plot_of` and
:func:`save_figure` for their types; ``scorewell/__init__.py`` puts the imports of these
packages into ``EXPLANATIONS`` and ``DISPLAYS`` of ``scorewell._lazy``, to be run when they are
first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from scorewell._lazy import DISPLAYS, EXPLANATIONS, run_imports
from scorewell.errors import ScorewellError
from scorewell.io.json_values import records

if TYPE_CHECKING:
    import pandas as pd


@singledispatch
def explain_result(result: Result, case_id: object) -> str:  # noqa: ARG001
    """How the classes of one respondent came about; upper packages register types."""
    raise ScorewellError(f"a {type(result).__name__} explains no single respondent")


@singledispatch
def html_of(value: RichDisplay) -> str:
    """A summary in HTML; upper packages register types."""
    raise ScorewellError(f"a {type(value).__name__} has no summary in HTML")


@singledispatch
def plot_of(result: PlottableResult, figure: str, *, scale: str) -> SvgFigure:  # noqa: ARG001
    """One figure of a result; upper packages register types."""
    raise ScorewellError(f"a {type(result).__name__} has no figures")


@singledispatch
def save_figure(figure: SvgFigure, path: Path, *, overwrite: bool) -> None:  # noqa: ARG001
    """Write a figure to a file; upper packages register the type."""
    raise ScorewellError(f"a {type(figure).__name__} cannot be saved")


class RichDisplay:
    """A value of which a notebook shows a summary in HTML."""

    def _repr_html_(self) -> str:
        run_imports(DISPLAYS)
        return html_of(self)


@dataclass(frozen=True)
class SvgFigure:
    """A figure in SVG that a notebook shows and that can be saved.

    Attributes
    ----------
    svg : str
        One ``svg`` element.
    """

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the figure to a file, as SVG or, by the extra ``plot``, as PNG.

        Parameters
        ----------
        path : path
            Its name ends in ``.svg``, ``.png`` or ``.pdf``.
        overwrite : bool
            Whether an existing file may be replaced.

        Raises
        ------
        DataError
            If the file may not be written.
        ScorewellError
            If the name ends in something else, or the extra is not installed.
        """
        run_imports(DISPLAYS)
        save_figure(self, Path(path), overwrite=overwrite)
        return Path(path)


class Result(RichDisplay):
    """Base class of all results.

    A subclass names its main table and the tables that hold single respondents, and says
    in ``_values`` what else belongs to its JSON form.
    """

    main_table: ClassVar[str] = "cases"
    """The attribute that ``to_frame`` copies."""

    respondent_tables: ClassVar[tuple[str, ...]] = ("cases",)
    """The attributes that ``to_dict`` leaves out without cases."""

    def to_frame(self) -> pd.DataFrame:
        """A copy of the main table, for most results one row per respondent."""
        frame: pd.DataFrame = getattr(self, self.main_table)
        return frame.copy()

    def to_dict(self, *, cases: bool = True) -> dict[str, object]:
        """The whole result as plain values that JSON can hold.

        Parameters
        ----------
        cases : bool
            Whether to include the respondents.

        Returns
        -------
        dict
            Strings, numbers, booleans, None, lists and dicts. What is missing or not finite
            is None.
        """
        values = self._values()
        if cases:
            tables = {name: getattr(self, name) for name in self.respondent_tables}
            values |= {
                name: records(table) for name, table in tables.items() if table is not None
            }
        return values

    def summary(self) -> pd.DataFrame | str:
        """The main numbers, as a table or as lines of text."""
        return self.to_frame()

    def explain(self, case_id: object) -> str:
        """How the classes of one respondent came about, with every number that entered.

        Parameters
        ----------
        case_id : object
            The respondent; ``"7"`` also finds the number 7.

        Returns
        -------
        str
            Several lines, each number in its formula.

        Raises
        ------
        ScorewellError
            If there is no such respondent, or the result is not about single respondents.
        """
        run_imports(EXPLANATIONS)
        return explain_result(self, case_id)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}={count}" for name, count in self._key_counts().items())
        return f"<{' '.join(filter(None, (type(self).__name__, self._subject)))}: {counts}>"

    @property
    def _subject(self) -> str:
        """What the result is about, for its one line on a console."""
        return ""

    def _key_counts(self) -> Mapping[str, object]:
        """The numbers of its one line on a console; never anybody's scores."""
        names = [name for name in ("n", "n_assessable") if hasattr(type(self), name)]
        return {name.removeprefix("n_"): getattr(self, name) for name in names}

    def _values(self) -> dict[str, object]:
        """The plain values of ``to_dict`` without the tables of respondents."""
        raise NotImplementedError


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


class ScaleResult(Result):
    """A result about one scale of an instrument."""

    instrument: _WithId
    scale: _WithId

    @property
    def _subject(self) -> str:
        return f"{self.instrument.id}.{self.scale.id}"

    def _heading(
        self,
        instrument: tuple[str, ...] = ("id", "version"),
        scale: tuple[str, ...] = ("id", "name"),
    ) -> dict[str, object]:
        """What is compared, by attributes of instrument and scale."""
        return {
            "instrument": {name: getattr(self.instrument, name) for name in instrument},
            "scale": {name: getattr(self.scale, name) for name in scale},
        }


class PlottableResult(Result):
    """A result of which there are figures."""

    def plot(self, figure: str = "", *, scale: str = "") -> SvgFigure:
        """One figure of the result, as the report has it.

        Parameters
        ----------
        figure : str
            ``jacobson``, ``change`` or ``distribution`` of a change;
            ``trajectory`` of a course; ``choices`` of a multiverse; of a study
            any of these, and ``overview``. By default the first that there is.
        scale : str
            ``instrument.scale``, where the result is of several.

        Raises
        ------
        ScorewellError
            If there is no such figure of this result.
        """
        run_imports(DISPLAYS)
        return plot_of(self, figure, scale=scale)
