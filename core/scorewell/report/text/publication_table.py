"""The table that published evaluations print, with its caption and footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import capital, one_line, scale_title
from scorewell.report.tables.tables import one_table
from scorewell.report.text.sentences import cutoff_words, illustrative_words, limit_words

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult


@dataclass(frozen=True, kw_only=True)
class Published:
    """A table ready to be pasted into a paper.

    Attributes
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        The heading of the row labels, then one for each count.
    blocks : tuple of (measure, rows)
        Per measure (with its n) its rows: label and counts.
    footnotes : tuple of str
        What is needed to read it: what is counted, limits, cut-offs, who is
        missing, what is made up.
    """

    caption: str
    columns: tuple[str, ...]
    blocks: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]
    footnotes: tuple[str, ...]


def published(results: Sequence[ChangeResult]) -> Published:
    """All measures in the layout of published evaluations."""
    table = one_table(results)
    blocks = []
    parts = table.groupby(level="measure", sort=False)
    for (measure, block), result in zip(parts, results, strict=True):
        labels = block.index.get_level_values("significance")
        rows = zip(labels, block.to_numpy().tolist(), strict=True)
        blocks.append(
            (
                measure_words(measure, result),
                tuple((term(label), tuple(map(int, row))) for label, row in rows),
            )
        )
    return Published(
        caption=say("published.caption"),
        columns=(
            say("published.significance"),
            *(capital(term(name)) for name in table.columns),
        ),
        blocks=tuple(blocks),
        footnotes=tuple(_footnotes(results)),
    )


def measure_words(measure: object, result: ChangeResult) -> str:
    """A measure with its n, as it stands above its rows."""
    name = one_line(measure).rpartition(" (n = ")[0]
    return f"{name} ({say('figure.counted', n=result.n_assessable)})"


def _footnotes(results: Sequence[ChangeResult]) -> list[str]:
    if not results:
        return []
    notes = [say("published.n"), say("published.terms")]
    if any(each.cutoffs.value is not None for each in results):
        notes.append(say("published.okay"))
    for each in results:
        title = scale_title(each)
        words = say(
            "published.limits", title=title, limit=limit_words(each), cutoff=cutoff_words(each)
        )
        notes.append(f"{words} {illustrative_words(each)}".rstrip())
        if each.n_assessable < each.n:
            reasons = ", ".join(
                f"{term(why)}: {n}" for why, n in each.n_not_assessable.items() if n
            )
            lacking = each.n - each.n_assessable
            notes.append(
                say("published.missing", title=title, n=lacking, whole=each.n, reasons=reasons)
            )
    return notes
