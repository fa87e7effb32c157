"""Everything noteworthy in the data of a study, in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from scorewell.answers.checks.answer_checks import outside_coding
from scorewell.answers.checks.policies import kinds_with, severity_of
from scorewell.answers.checks.row_checks import odd_ids, row_checks
from scorewell.answers.columns.binding import Binding
from scorewell.answers.layout.data_file import FILE, ID, OCCASION, ROW, TAKEN_ONCE
from scorewell.answers.values.frames import to_pandas
from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding, ScorewellError
from scorewell.i18n.messages import Message, words

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.answers.layout.layout import DataLayout
    from scorewell.registry.registry import Registry


COLUMNS = (
    "file", "row", "id", "occasion", "instrument",
    "item", "column", "value", "problem", "action", "kind", "severity",
)  # fmt: skip
_NAMES = {FILE: "file", ROW: "row", ID: "id", OCCASION: "occasion"}


class Problems:
    """Collects findings in the data; nothing is dropped without a line here."""

    def __init__(self, policies: Mapping[str, str] | None = None) -> None:
        self._policies = policies or {}
        self._parts: list[pl.DataFrame] = []
        self._messages: dict[str, Message] = {}

    def add_files(self, findings: Sequence[Finding]) -> None:
        """What was noteworthy in the form of the files."""
        import polars as pl

        for finding in findings:
            line = pl.DataFrame({"file": [finding.file]})
            self._add(
                line,
                problem=finding.message,
                action=words("read all the same"),
                kind=finding.code,
            )

    def add_notes(
        self, instrument: Instrument, findings: Sequence[Finding], *, action: str = ""
    ) -> None:
        """What was noteworthy in the answers to an instrument as a whole, and what was done."""
        import polars as pl

        for finding in findings:
            line = pl.DataFrame({"instrument": [instrument.id]})
            self._add(
                line,
                problem=finding.message,
                action=action or words("read as such"),
                kind=finding.code,
            )

    def add_rows_left_out(self, rows: Sequence[pl.DataFrame]) -> None:
        """Rows that are no respondent, and were left out."""
        for table in rows:
            self._add(table)

    def add_accepted_errors(self, instrument: Instrument) -> None:
        """A definition that is used in spite of its errors."""
        import polars as pl

        for finding in accepted_errors_finding(instrument):
            line = pl.DataFrame({"instrument": [instrument.id]})
            action = words("used all the same")
            self._add(line, problem=finding.message, action=action, kind=finding.code)

    def add_rows(self, frame: pl.DataFrame, layout: DataLayout) -> None:
        """Rows and respondents that cannot be compared, or look wrong."""
        for rows, constants in row_checks(frame, layout):
            self._add(rows, **constants)

    def add_odd_ids(self, frame: pl.DataFrame) -> None:
        """Rows whose id is a word for no respondent."""
        for rows, constants in odd_ids(frame):
            self._add(rows, **constants)

    def add_answers(
        self, instrument: Instrument, findings: pl.DataFrame, binding: Binding | None = None
    ) -> None:
        """Answers that are not allowed; a study's own columns say where before ``row``."""
        if binding is not None:
            self._remember(
                *(outside_coding(binding.encoding(item)) for item in binding.columns)
            )
        self._add(
            findings.drop("row") if ROW in findings.columns else findings,
            instrument=instrument.id,
        )

    def add_lines(
        self, instrument: Instrument, binding: Binding, lines: Sequence[pl.DataFrame]
    ) -> None:
        """Findings about single values in the columns of an instrument."""
        import polars as pl

        items = {column: item for item, column in binding.columns.items()}
        for table in lines:
            findings = table.filter(pl.col("column").is_in(list(items))).with_columns(
                pl.col("column").replace_strict(items, default=None).alias("item")
            )
            self._add(findings, instrument=instrument.id)

    def add_totals(
        self, instrument: Instrument, scale_id: str, findings: pl.DataFrame, problem: str
    ) -> None:
        """Totals that cannot be scores."""
        self._add(
            findings,
            instrument=instrument.id,
            item=scale_id,
            problem=problem,
            action=words("taken as missing"),
            kind="total-outside",
        )

    def add_outside_scores(
        self, instrument: Instrument, counts: Mapping[str, int], methods: Mapping[str, str]
    ) -> None:
        """Scores outside the range of their scales, counted by scale."""
        import polars as pl

        for scale_id, n in counts.items():
            scale = instrument.scale(scale_id)
            plugin = methods.get(scale.method, "")
            problem = words(
                "{{ n }} scores outside the range of the definition, {{ low }} to {{ high }}",
                n=n, low=f"{scale.low:g}", high=f"{scale.high:g}",
            )  # fmt: skip
            action = words("left as they are; check the definition")
            if plugin:
                action = words(
                    "left as they are; from the method {{ method }} of the plugin {{ plugin }}",
                    method=scale.method, plugin=plugin,
                )  # fmt: skip
            self._add(
                pl.DataFrame({"instrument": [instrument.id]}),
                item=scale_id, problem=problem, action=action, kind="score-outside",
            )  # fmt: skip

    def add_failed_analysis(self, instrument: str, scale: str, error: ScorewellError) -> None:
        """An analysis that is not in the results of a study."""
        import polars as pl

        self._add(
            pl.DataFrame({"instrument": [instrument]}),
            item=scale,
            problem=error.message,
            action=words("not in the results; all else is. {{ hint }}", hint=error.hint),
            kind="analysis-failed",
        )

    def add_different_items(
        self, instrument: Instrument, rows_by_scale: Iterable[tuple[str, pl.DataFrame]]
    ) -> None:
        """Rows of respondents whose scores on a scale rest on different items."""
        for scale_id, rows in rows_by_scale:
            problem = words(
                "an item does not apply on one occasion and does on another, so the scores "
                "rest on different items"
            )
            action = words("compared as they are")
            self._add(
                rows, instrument=instrument.id, item=scale_id, problem=problem, action=action,
                kind="items-differ",
            )  # fmt: skip

    def add_doubts(
        self,
        instrument: Instrument,
        doubts: Sequence[tuple[tuple[str, ...], Message, Message, str]],
    ) -> None:
        """Items, problem, action and kind of what is in doubt in some rows."""
        import polars as pl

        line = pl.DataFrame({"instrument": [instrument.id]})
        for items, problem, action, kind in doubts:
            self._add(line, item=", ".join(items), problem=problem, action=action, kind=kind)

    def add_unused_overlays(
        self, registry: Registry, instruments: Sequence[Instrument]
    ) -> None:
        """Overlays for instruments that the study does not use."""
        import polars as pl

        ids = {instrument.id for instrument in instruments}
        for overlay in registry.overlays:
            if overlay.extends not in ids:
                line = pl.DataFrame({"file": [overlay.document.file]})
                problem = words(
                    "the overlay extends {{ instrument }}, which the study does not use",
                    instrument=overlay.extends,
                )
                self._add(
                    line,
                    instrument=overlay.extends,
                    problem=problem,
                    action=words("not applied"),
                    kind="overlay-not-used",
                )

    def void_cells(self, instrument: Instrument, kinds: Collection[str]) -> pl.DataFrame:
        """The answers of these kinds, by file, row, respondent, occasion and item."""
        import polars as pl

        condition = (pl.col("kind").is_in(list(kinds))) & (
            pl.col("instrument") == instrument.id
        )
        places = {internal: pl.col(name) for internal, name in _NAMES.items()}
        places[ROW] = places[ROW].cast(pl.UInt32)
        return self.frame().filter(condition).select(**places, item=pl.col("item"))

    def refuse(self, policies: Mapping[str, str]) -> None:
        """Stop where there is a finding of a kind whose policy is error.

        Raises
        ------
        DataError
            With the number of each kind and where the first one is.
        """
        kinds = kinds_with(policies, "error")
        table = self.frame()
        table = table.filter(table["kind"].is_in(list(kinds)))
        if table.is_empty():
            return
        counts = ", ".join(f"{kind}: {n}" for kind, n in Counter(table["kind"]).most_common())
        first = table.row(0, named=True)
        places = ("file", "row", "id", "occasion", "item")
        place = ", ".join(f"{name} {first[name]}" for name in places if first[name] is not None)
        raise DataError(
            f"the data has findings that are errors here ({counts}); the first: {place}: "
            f"{first['problem']}",
            hint="mend the data, or change the policy of this kind",
        )

    def _add(self, findings: pl.DataFrame, **constants: str) -> None:
        import polars as pl

        if len(findings):
            self._remember(*constants.values())
            names = {
                name: new_name for name, new_name in _NAMES.items() if name in findings.columns
            }
            values = {name: pl.lit(value) for name, value in constants.items()}
            findings = findings.rename(names).with_columns(**values)
            severities = {
                kind: severity_of(kind, self._policies) for kind in findings["kind"].unique()
            }
            severity = pl.col("kind").replace_strict(severities, return_dtype=pl.String)
            if "action" in findings.columns:  # of two equal answers one is used
                severity = (
                    pl.when(pl.col("action") == TAKEN_ONCE)
                    .then(pl.lit("warning"))
                    .otherwise(severity)
                )
            self._parts.append(findings.with_columns(severity=severity))

    def _remember(self, *texts: str) -> None:
        """Keep messages with their values; columns of Polars hold their text only."""
        self._messages.update({text: text for text in texts if isinstance(text, Message)})

    def frame(self) -> pl.DataFrame:
        """All findings, in the order in which they were met: texts, and the number of a row."""
        import polars as pl

        types = {name: pl.Int64 if name == "row" else pl.String for name in COLUMNS}
        parts = [
            part.select(
                pl.col(name).cast(kind)
                if name in part.columns
                else pl.lit(None, kind).alias(name)
                for name, kind in types.items()
            )
            for part in self._parts
        ]
        return pl.concat(parts) if parts else pl.DataFrame(schema=types)

    def table(self) -> pd.DataFrame:
        """All findings, in the order in which they were met."""
        import pandas as pd

        if not self._parts:
            return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
        parts = [to_pandas(part).reindex(columns=list(COLUMNS)) for part in self._parts]
        table = pd.concat([part.astype(object) for part in parts], ignore_index=True)
        for name in ("problem", "action"):
            texts = [self._messages.get(text, text) for text in table[name]]
            table[name] = pd.Series(texts, dtype=object)
        return table
