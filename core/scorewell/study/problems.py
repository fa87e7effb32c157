"""Everything noteworthy in the data of a study, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.model import Instrument
from scorewell.responses import to_pandas
from scorewell.study.data import FILE, ID, OCCASION, ROW

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.registry import Registry
    from scorewell.study.plan import StudyPlan

__all__ = ["COLUMNS", "Problems"]

COLUMNS = (
    "file", "row", "id", "occasion", "instrument",
    "item", "column", "value", "problem", "action",
)  # fmt: skip
_NAMES = {FILE: "file", ROW: "row", ID: "id", OCCASION: "occasion"}


class Problems:
    """Collects findings in the data; nothing is dropped without a line here."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add_rows(self, frame: pl.DataFrame, plan: StudyPlan) -> None:
        """Rows that cannot be paired: no id, no occasion, another occasion."""
        import polars as pl

        known, wanted = _occasions(plan)
        cases = [
            (pl.col(ID).is_null(), "no respondent id", "row not compared"),
            (pl.col(OCCASION).is_null(), "no occasion", "row not compared"),
        ]
        if known:
            other = pl.col(OCCASION).is_in(known).not_()
            cases.append((other, f"the occasion is {wanted}", "row scored, not compared"))
        for condition, problem, action in cases:
            found = frame.filter(condition).select(FILE, ROW, ID, OCCASION)
            self._add(to_pandas(found).rename(columns=_NAMES), problem=problem, action=action)

    def add_answers(self, instrument: Instrument, found: pd.DataFrame) -> None:
        """Answers that are not allowed, as :func:`scorewell.responses.findings` gives them."""
        table = found.drop(columns="row").rename(columns=_NAMES)
        self._add(table, instrument=instrument.id)

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
                    line, instrument=overlay.extends, problem=problem, action="not applied"
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


def _occasions(plan: StudyPlan) -> tuple[list[str], str]:
    """The occasions that are compared, and how to say that a row has another one."""
    if plan.course is None:
        return [plan.pre, plan.post], f"neither {plan.pre} nor {plan.post}"
    return list(plan.course.order), f"none of {', '.join(plan.course.order)}"
