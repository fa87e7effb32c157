"""Everything noteworthy in the data of a study, in one table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError, Finding
from scorewell.model import Instrument
from scorewell.responses import Binding, to_pandas
from scorewell.responses.policies import kinds_with
from scorewell.study.data import FILE, ID, OCCASION, ROW
from scorewell.study.rowchecks import row_checks

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.registry import Registry
    from scorewell.study.plan import StudyPlan

__all__ = ["COLUMNS", "Problems"]

COLUMNS = (
    "file", "row", "id", "occasion", "instrument",
    "item", "column", "value", "problem", "action", "kind",
)  # fmt: skip
_NAMES = {FILE: "file", ROW: "row", ID: "id", OCCASION: "occasion"}


class Problems:
    """Collects findings in the data; nothing is dropped without a line here."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add_files(self, found: Sequence[Finding]) -> None:
        """What was noteworthy in the form of the files."""
        import pandas as pd

        for each in found:
            line = pd.DataFrame({"file": [each.file]})
            self._add(line, problem=each.message, action="read all the same", kind=each.code)

    def add_notes(self, instrument: Instrument, found: Sequence[Finding]) -> None:
        """What was noteworthy in the answers to an instrument as a whole."""
        import pandas as pd

        for each in found:
            line = pd.DataFrame({"instrument": [instrument.id]})
            self._add(line, problem=each.message, action="read as such", kind=each.code)

    def add_rows(self, frame: pl.DataFrame, plan: StudyPlan) -> None:
        """Rows and respondents that cannot be compared, or look wrong."""
        for found, constants in row_checks(frame, plan):
            self._add(to_pandas(found).rename(columns=_NAMES), **constants)

    def add_answers(self, instrument: Instrument, found: pd.DataFrame) -> None:
        """Answers that are not allowed, as :func:`scorewell.responses.findings` gives them."""
        table = found.drop(columns="row").rename(columns=_NAMES)
        self._add(table, instrument=instrument.id)

    def add_lines(
        self, instrument: Instrument, binding: Binding, lines: Sequence[pl.DataFrame]
    ) -> None:
        """Findings about single values in the columns of an instrument."""
        import polars as pl

        items = {column: item for item, column in binding.columns.items()}
        for each in lines:
            found = each.filter(pl.col("column").is_in(list(items))).with_columns(
                pl.col("column").replace_strict(items, default=None).alias("item")
            )
            self._add(to_pandas(found).rename(columns=_NAMES), instrument=instrument.id)

    def add_totals(
        self, instrument: Instrument, scale_id: str, found: pl.DataFrame, problem: str
    ) -> None:
        """Totals that cannot be scores."""
        self._add(
            to_pandas(found).rename(columns=_NAMES),
            instrument=instrument.id,
            item=scale_id,
            problem=problem,
            action="taken as missing",
            kind="total-outside",
        )

    def add_unused_overlays(self, registry: Registry, used: Sequence[Instrument]) -> None:
        """Overlays for instruments that the study does not use."""
        import pandas as pd

        ids = {instrument.id for instrument in used}
        for overlay in registry.overlays:
            if overlay.extends not in ids:
                line = pd.DataFrame({"file": [overlay.document.file]})
                problem = f"the overlay extends {overlay.extends}, which the study does not use"
                self._add(
                    line,
                    instrument=overlay.extends,
                    problem=problem,
                    action="not applied",
                    kind="overlay-not-used",
                )

    def void_cells(self, instrument: Instrument, kinds: Collection[str]) -> pl.DataFrame:
        """The answers of these kinds, by file, row, respondent, occasion and item."""
        import polars as pl

        table = self.table()
        wanted = table[table["kind"].isin(list(kinds)) & (table["instrument"] == instrument.id)]
        types = {FILE: pl.String, ROW: pl.UInt32, ID: pl.String, OCCASION: pl.String}
        columns = [
            pl.Series(own, [_or_none(v) for v in wanted[name]], dtype=types[own])
            for own, name in _NAMES.items()
        ]
        items = pl.Series("item", list(wanted["item"]), dtype=pl.String)
        return pl.DataFrame([*columns, items])

    def refuse(self, policies: Mapping[str, str]) -> None:
        """Stop where there is a finding of a kind whose policy is error.

        Raises
        ------
        DataError
            With the number of each kind and where the first one is.
        """
        kinds = kinds_with(policies, "error")
        table = self.table()
        table = table[table["kind"].isin(list(kinds))]
        if not len(table):
            return
        counts = ", ".join(f"{kind}: {n}" for kind, n in table["kind"].value_counts().items())
        first = {name: _or_none(table.iloc[0][name]) for name in COLUMNS}
        places = ("file", "row", "id", "occasion", "item")
        where = ", ".join(f"{name} {first[name]}" for name in places if first[name] is not None)
        raise DataError(
            f"the data has findings that are errors here ({counts}); the first: {where}: "
            f"{first['problem']}",
            hint="mend the data, or change the policy of this kind",
        )

    def _add(self, table: pd.DataFrame, **constants: str) -> None:
        if len(table):
            self._parts.append(table.assign(**constants).reindex(columns=list(COLUMNS)))

    def table(self) -> pd.DataFrame:
        """All findings, in the order in which they were met."""
        import pandas as pd

        if not self._parts:
            return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
        return pd.concat([part.astype(object) for part in self._parts], ignore_index=True)


def _or_none(value: object) -> Any:
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN is not
