"""The table that published evaluations print, with its caption and footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import capitalize_first, one_line, scale_title
from scorewell.report.tables.tables import published_frame
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


def published_contents(results: Sequence[ChangeResult]) -> Published:
    """All measures in the layout of published evaluations."""
    table = published_frame(results)
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
            *(capitalize_first(term(name)) for name in table.columns),
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
    if any(result.cutoffs.value is not None for result in results):
        notes.append(say("published.okay"))
    for result in results:
        title = scale_title(result)
        words = say(
            "published.limits",
            title=title,
            limit=limit_words(result),
            cutoff=cutoff_words(result),
        )
        notes.append(f"{words} {illustrative_words(result)}".rstrip())
        if result.n_assessable < result.n:
            reasons = ", ".join(
                f"{term(reason)}: {n}" for reason, n in result.n_not_assessable.items() if n
            )
            n_missing = result.n - result.n_assessable
            notes.append(
                say(
                    "published.missing",
                    title=title,
                    n=n_missing,
                    whole=result.n,
                    reasons=reasons,
                )
            )
    return notes
