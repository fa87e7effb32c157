"""What the functions of a method or format of a plugin must give.

Each check says what should be there instead of a result; empty if the result is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Check = Callable[..., str]
"""``check(result, *arguments)``."""

_CASE_COLUMNS = ("id", "pre", "post", "change", "outcome", "assessable", "reason")


def _is_of(result: object, *names: str) -> bool:
    """Whether an object is of a class with one of these names, whose module is not imported."""
    return any(kind.__name__ in names for kind in type(result).__mro__)


def _expression(result: Any, *_: object) -> str:
    return "" if _is_of(result, "Expr") else "an expression over the parts"


def _range(result: Any, *_: object) -> str:
    expected = "the lowest and the highest possible score"
    try:
        low, high = (float(number) for number in result)
    except (TypeError, ValueError):
        return expected
    sound = math.isfinite(low) and math.isfinite(high) and low <= high
    return "" if sound else expected


def _texts(result: Any, *_: object) -> str:
    sound = isinstance(result, Iterable) and not isinstance(result, str)
    return "" if sound and all(isinstance(text, str) for text in result) else "a list of texts"


def _truth(result: Any, *_: object) -> str:
    return "" if isinstance(result, bool) else "True or False"


def _table(result: Any, *_: object) -> str:
    import polars as pl

    from scorewell.registry.contracts.files import Table

    if not _is_of(result, Table.__name__):
        return "a Table"
    if not isinstance(result.frame, pl.LazyFrame):
        return "a Table with a lazy Polars frame"
    for name in ("format", "encoding", "id_column", "occasion_column", "time_column"):
        if not isinstance(getattr(result, name), str):
            return f"a Table whose `{name}` is a text"
    for name in ("labels", "missing", "descriptions"):
        if not isinstance(getattr(result, name), Mapping):
            return f"a Table whose `{name}` are a mapping by column"
    for name in ("raw", "first"):
        if not isinstance(getattr(result, name), pl.LazyFrame | None):
            return f"a Table whose `{name}` is a lazy Polars frame or None"
    return _entries_problem(result, "findings", "Finding")


def _file(_: object, __: object, path: Path) -> str:
    return "" if path.is_file() else "a file at the path that it is given"


def _query(result: Any, *_: object) -> str:
    import polars as pl

    return "" if isinstance(result, pl.LazyFrame) else "a lazy query"


def _index(result: Any, pre: Any, post: Any, *_: object) -> str:
    import numpy as np

    from scorewell.registry.contracts import ChangeIndex

    if not isinstance(result, ChangeIndex):
        return "a ChangeIndex"
    complete = np.isfinite(pre) & np.isfinite(post)
    columns = [result.index] if result.expected is None else [result.index, result.expected]
    for values in map(_numbers, columns):
        if values.shape != complete.shape or not np.isfinite(values[complete]).all():
            return "a ChangeIndex with one finite number per respondent with both scores"
    errors = _numbers(result.standard_error)
    if (
        errors.shape not in ((), complete.shape)
        or not (np.broadcast_to(errors, complete.shape)[complete] > 0).all()
    ):
        return "a ChangeIndex with a standard error above 0"
    return ""


def _numbers(values: Any) -> NDArray[np.float64]:
    """Values as an array of numbers; a single NaN where they are none."""
    import numpy as np

    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        return np.asarray(np.nan)


def _number(result: Any, *_: object) -> str:
    try:
        return "" if math.isfinite(float(result)) else "a finite number"
    except (TypeError, ValueError):
        return "a finite number"


def _judgement(result: Any, pairs: Any, *_: object) -> str:
    from scorewell.registry.contracts.change import JUDGEMENT_OUTCOMES

    if _is_of(result, "GroupJudgement"):
        return _group_problem(result)
    if not _is_of(result, "Judgement"):
        return "a Judgement or a GroupJudgement"
    columns = getattr(result.cases, "columns", ())
    absent = [name for name in _CASE_COLUMNS if name not in columns]
    if absent:
        return f"a Judgement whose cases have the column {absent[0]}"
    if len(result.cases) != len(pairs):
        return "a Judgement with one case per respondent"
    strange = set(result.cases["outcome"].dropna()) - set(JUDGEMENT_OUTCOMES)
    if strange:
        return f"a Judgement whose outcomes are of {', '.join(JUDGEMENT_OUTCOMES)}"
    if set(result.cases["assessable"]) - {True, False}:
        return "a Judgement that says of each respondent whether assessable"
    return _remark_problem(result)


def _group_problem(result: Any) -> str:
    figures = result.figures
    if not isinstance(figures, tuple) or not all(
        _is_of(figure, "GroupFigure") for figure in figures
    ):
        return "a GroupJudgement with a tuple of GroupFigure"
    for name in ("verdict", "words"):
        if not isinstance(getattr(result, name), str) or not getattr(result, name).strip():
            return f"a GroupJudgement with its `{name}`"
    if not isinstance(result.n, tuple):
        return "a GroupJudgement whose `n` is a tuple of counts"
    return _remark_problem(result)


def _remark_problem(result: Any) -> str:
    """What inputs and findings of a judgement should be."""
    inputs = _entries_problem(result, "inputs", "Input")
    return inputs or _entries_problem(result, "findings", "Finding")


def _entries_problem(result: Any, name: str, kind: str) -> str:
    entries = getattr(result, name)
    sound = isinstance(entries, tuple) and all(_is_of(entry, kind) for entry in entries)
    return "" if sound else f"a {type(result).__name__} whose `{name}` are a tuple of {kind}"


def _slopes(result: Any, *arguments: Any) -> str:
    import numpy as np

    from scorewell.registry.contracts import Slopes

    if not isinstance(result, Slopes):
        return "Slopes"
    n = arguments[-1]
    for values in map(_numbers, (result.slope, result.tested, result.standard_error)):
        if values.shape != (n,) or not np.isfinite(values).all():
            return "Slopes with one finite number per respondent"
    single = (result.average, result.average_error, result.slope_sd, result.residual_sd)
    if any(_numbers(value).shape != () or np.isnan(_numbers(value)) for value in single):
        return "Slopes whose average, errors and spreads are numbers"
    return "" if isinstance(result.trouble, str) else "Slopes whose `trouble` is a text"


def check_answers(result: Any, measures: Any) -> str:
    """What the test of an outcome should give: 1, 0 or -1 (not known) per respondent."""
    import numpy as np

    n = len(next(iter(measures.values())).pre)
    answers = _numbers(result)
    sound = answers.shape == (n,) and np.isin(answers, (0, 1, -1)).all()
    return "" if sound else "1, 0 or -1 for each respondent"


def _export(result: Any, *_: object) -> str:
    from scorewell.registry.contracts.exchange import ExportFile

    if not isinstance(result, ExportFile) or not isinstance(result.content, str):
        return "an ExportFile with its content as text"
    return "" if isinstance(result.losses, Sequence) else "an ExportFile with a list of losses"


def _draft(result: Any, *_: object) -> str:
    return "" if _is_of(result, "InstrumentDraft") else "an InstrumentDraft"


RESULT_CHECKS: Mapping[str, Mapping[str, Check]] = {
    "ScoringMethod": {
        "score": _expression,
        "reason": _expression,
        "reach": _range,
        "check": _texts,
        "uses": _texts,
    },
    "ChangeMethod": {"compute": _index, "freedom": _number},
    "Approach": {"judge": _judgement},
    "GrowthMethod": {"compute": _slopes},
    "Reader": {"read": _table, "recognises": _truth},
    "Writer": {"write": _file, "sink": _query},
    "Exporter": {"write": _export},
    "Importer": {"read": _draft},
}
"""The functions of each kind, with the check of what they return."""
