"""How far results depend on choices, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.report.formatting import count_words, one_line, percent, scale_title, wrap
from scorewell.report.outcome_order import OUTCOMES

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse


_wrap = partial(wrap, indent="  ")
_MOST_RESPONDENTS = 20
_RANGED = ("improvement", "recovered")


def multiverse_text(multiverses: Sequence[Multiverse]) -> str:
    """Every scale in words: single choices, ranges of shares, fragile respondents."""
    return "\n\n".join("\n".join(_scale(multiverse)) for multiverse in multiverses)


def _scale(multiverse: Multiverse) -> Iterator[str]:
    yield scale_title(multiverse)
    yield _wrap(multiverse.sentence())
    yield ""
    yield _row("one choice at a time", "improvement", "recovered", "moved")
    for factor, rows in multiverse.moves.groupby("factor", sort=False):
        yield f"  {factor}"
        yield from (_move(row) for row in rows.to_dict("records"))
    yield ""
    yield from _ranges(multiverse)
    yield from _cases(multiverse)
    yield from _not_run(multiverse.not_run)
    for factor, label, reason in multiverse.choices.left_out:
        yield _wrap(f"Left out: the {factor} '{label}', because {reason}.")


def _not_run(rows: pd.DataFrame) -> Iterator[str]:
    """Why combinations could not be run; reasons that differ only in figures are one."""
    if rows.empty:
        return
    yield _wrap(f"{count_words(len(rows), 'combination')} could not be run:")
    alike = rows["reason"].str.replace(r"-?\d+(\.\d+)?", "#", regex=True)
    for _, part in rows.groupby(alike, sort=False):
        reasons = part["reason"].unique()
        rest = f" (and {len(reasons) - 1} more with other figures)" if len(reasons) > 1 else ""
        yield _wrap(f"- {len(part)}: {reasons[0]}{rest}", hanging="    ")


def _row(label: str, *cells: str) -> str:
    return f"  {label:<40}" + "".join(f"{cell:>15}" for cell in cells)


def _move(row: dict[Any, Any]) -> str:
    label = f"  {'*' if row['default'] else ' '} {one_line(row['choice'])}"
    cells = [
        "-"
        if pd.isna(row[name])
        else f"{row[name]} ({percent(row[f'{name}_share'], of=row['of'])})"
        for name in _RANGED
    ]
    return _row(label, *cells, str(row["moved"]))


def _ranges(multiverse: Multiverse) -> Iterator[str]:
    ranges, of = multiverse.ranges(), multiverse.n_assessable
    yield _wrap(
        "* is the analysis itself; moved are the respondents who get another class. "
        "How far the share of reliable improvement and of recovery runs:"
    )
    for row in ranges.to_dict("records"):
        yield _row(f"  {row['factor']}", *(_span(row, share, of) for share in _RANGED))


def _span(row: dict[Any, Any], share: str, of: int) -> str:
    low, high = (percent(row[f"{share}_{end}"], of=of) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _cases(multiverse: Multiverse) -> Iterator[str]:
    cases = multiverse.cases[multiverse.cases["robust"].notna()]
    fragile = cases[~cases["robust"].astype(bool)]
    robust = cases[cases["robust"].astype(bool)]
    counts = ", ".join(
        f"{count} {outcome}" for outcome, count in robust["outcome"].value_counts().items()
    )
    yield _wrap(
        f"{len(robust)} of {count_words(len(cases), 'respondent')} keep their class in all "
        f"combinations{f' ({counts})' if counts else ''}."
    )
    for row in fragile.head(_MOST_RESPONDENTS).to_dict("records"):
        shares = ", ".join(
            f"{name} in {percent(row[name], of=1000)}" for name in OUTCOMES if row[name]
        )
        by = row["flipped_by"] or "only several choices together"
        yield _wrap(
            f"- {row['id']}: {row['outcome']}; {shares} of combinations; flipped by: {by}",
            hanging="    ",
        )
    if len(fragile) > _MOST_RESPONDENTS:
        yield _wrap(
            f"- and {len(fragile) - _MOST_RESPONDENTS} more, in multiverse-cases.csv with -o"
        )
