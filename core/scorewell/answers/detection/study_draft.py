"""A study file to start from, with a remark wherever a person must decide."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scorewell.answers.columns.encoding import DECLARED
from scorewell.answers.detection.column_roles import POST, PRE
from scorewell.answers.detection.inspect_file import Fit, Seen
from scorewell.answers.detection.inspect_files import Together, file_occasions


def study_draft(*files: Seen, beside: Path) -> str:
    """The text of a study file.

    Parameters
    ----------
    *files : Seen
        What each data file holds.
    beside : pathlib.Path
        Where the study file will stand; paths in it are relative to its
        folder.
    """
    together = Together(files=files)
    seen = together.merged if len(files) > 1 else files[0]
    named, sure = file_occasions(files) if len(files) > 1 else (("",), False)
    own = [one.occasion_column or len(_marks(one)) > 1 for one in files]
    labels = ["" if tells else name for tells, name in zip(own, named, strict=True)]
    lines = [
        "# A study to start from, made by looking at the data. DECIDE: what a person must.",
        "format: 1",
        f"title: {_text(_title(files))}  # DECIDE: what the report is called",
        "data:",
        *(
            line
            for place, (one, label) in enumerate(zip(files, labels, strict=True))
            for line in _data(one, beside, label, together.renamed(place), sure=sure)
        ),
        *_columns(seen, together.id_columns),
        *_ids(together),
        *_occasions(seen, [label for label in labels if label], sure=sure),
    ]
    codes = sorted({code for fit in seen.fits for code in fit.missing})
    if codes:
        shown = ", ".join(f"{code:g}" for code in codes)
        lines.append(
            f"missing_codes: [{shown}]  # DECIDE: do these stand for a missing answer?"
        )
    if seen.repeated:
        lines += [
            f"# DECIDE: {seen.repeated} rows repeat a respondent on the same occasion. Until",
            "# that is mended, none of the rows of such a respondent gives a score on it:",
            "findings: {duplicate-row: null-score}",
        ]
    lines += _measures(seen, together)
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A string as YAML, in double quotes."""
    return json.dumps(value, ensure_ascii=False)


def _title(files: Sequence[Seen]) -> str:
    return f"Change in {' and '.join(dict.fromkeys(one.path.stem for one in files))}"


def _data(
    seen: Seen, beside: Path, label: str, renamed: Mapping[str, str], *, sure: bool
) -> Iterator[str]:
    path = os.path.relpath(seen.path.resolve(), beside.resolve().parent)
    yield f"  - file: {_text(Path(path).as_posix())}"
    for key in ("reader", "sheet", "encoding"):
        value = getattr(seen.options, key)
        if value:
            yield f"    {key}: {_text(value)}"
    first, rows = seen.options.header_row, seen.options.header_rows
    if first:
        yield f"    header_row: {first if rows == 1 else _text(f'{first}-{first + rows - 1}')}"
    if seen.options.dictionary is not None:
        near = os.path.relpath(seen.options.dictionary.resolve(), beside.resolve().parent)
        yield f"    dictionary: {_text(Path(near).as_posix())}"
    if seen.item_columns is not None:
        item, answer = map(_text, seen.item_columns)
        yield f"    items: {{item: {item}, answer: {answer}}}"
    marks = _marks(seen)
    if len(marks) > 1:
        kind = "prefixes" if all(before for before, _ in marks.values()) else "suffixes"
        pairs = ", ".join(
            f"{_text(name)}: {_text(before or after)}"
            for name, (before, after) in marks.items()
        )
        yield f"    {kind}: {{{pairs}}}"
    elif label:
        remark = "" if sure else "  # DECIDE: which occasion is this file?"
        if not renamed:
            yield f"    occasion: {_text(label)}{remark}"
            return
        yield "    columns:  # as this file calls them, and as the others do"
        yield f"      {_text(label)}:{remark}"
        for own, usual in renamed.items():
            yield f"        {_text(own)}: {_text(usual)}"
    elif not seen.occasion_column:
        yield "    # DECIDE: nothing says which occasion a row belongs to. Name a column below"
        yield "    # as occasion, or give one file per occasion, each with its own occasion."
        yield '    occasion: "pre"'


def _ids(together: Together) -> Iterator[str]:
    """What a person must know of ids in several files."""
    if len(together.files) < 2 or not all(together.id_columns):
        return
    if together.spellings:
        one, other, *_ = together.spellings[0]
        yield f"# DECIDE: {len(together.spellings)} ids differ only in case, blanks or leading"
        yield f"# zeros, such as {_text(one)} and {_text(other)}. They count as different"
        yield "# respondents until they are written alike in the files."
    elif not together.shared:
        yield "# DECIDE: no respondent is in all of the files; are the ids written alike?"


def _marks(seen: Seen) -> dict[str, tuple[str, str]]:
    """Occasion to what stands before and after its columns, where columns tell them apart."""
    found: dict[str, tuple[str, str]] = {}
    for fit in seen.fits:
        if len(fit.groups) > 1:
            for group in fit.groups:
                mark = group.before or group.after
                label = re.sub(r"^[\W_]+|[\W_]+$", "", mark) or mark
                found.setdefault(label, (group.before, group.after))
    return {name: found[name] for name in sorted(found, key=_rank)}


def _rank(name: str) -> tuple[int, str]:
    return (0 if PRE.search(name) else 2 if POST.search(name) else 1, name)


def _columns(seen: Seen, ids: Sequence[str]) -> Iterator[str]:
    yield "columns:"
    if len({name.strip().casefold() for name in ids}) > 1:
        listed = ", ".join(f"'{name}'" if name else "none" for name in ids)
        yield "  # DECIDE: the files call the column of the respondent by different names:"
        yield f"  # {listed}. Give it one name in all of them."
        yield f"  id: {_text(next(filter(None, ids)))}"
    elif seen.id_columns:
        more = ", ".join(seen.id_columns[1:4])
        remark = f"  # DECIDE: or {more}?" if more else ""
        if seen.id_guessed:
            remark = "  # DECIDE: told by its values; does it identify the respondent?"
        yield f"  id: {_text(seen.id_columns[0])}{remark}"
    else:
        yield '  id: "id"  # DECIDE: no column looks like the id of the respondent'
    if seen.occasion_column and len(_marks(seen)) < 2:
        yield f"  occasion: {_text(seen.occasion_column)}"
    if seen.time_column and seen.time_column != seen.occasion_column and len(_marks(seen)) < 2:
        yield f"  # time: {_text(seen.time_column)}  # takes the dates as time, for courses"


def pre_and_post(names: Sequence[str]) -> tuple[str, str, bool]:
    """The two occasions to compare, and whether their names say so.

    Examples
    --------
    >>> pre_and_post(["baseline", "week 4", "discharge"])
    ('baseline', 'discharge', True)
    >>> pre_and_post(["A", "B"])
    ('A', 'B', False)
    """
    before = [name for name in names if PRE.search(name)]
    after = [name for name in names if POST.search(name) and name not in before]
    if len(before) == 1 and len(after) == 1:
        return before[0], after[0], True
    rest = [*names, "pre", "post"] if len(names) < 2 else [*names]
    first = before[0] if before else rest[0]
    later = [name for name in after or rest if name != first]
    return first, (later or ["post"])[0], False


def _occasions(seen: Seen, labels: Sequence[str], *, sure: bool) -> Iterator[str]:
    marks = _marks(seen)
    inside = list(marks) if len(marks) > 1 else [name for name, _ in seen.occasions]
    labels = sorted(labels, key=_rank) if sure else labels
    names = list(dict.fromkeys([*labels, *inside]))
    pre, post, told = pre_and_post(names)
    remark = "" if (told or sure) and len(names) == 2 else "  # DECIDE: which two are compared?"
    yield f"occasions: {{pre: {_text(pre)}, post: {_text(post)}}}{remark}"
    if len(names) > 2:
        yield f"# All occasions: {', '.join(map(_text, names))}. To follow respondents over all"
        yield "# of them, write them in order: occasions: {pre: ..., post: ..., order: [...]}"


def _measures(seen: Seen, together: Together) -> Iterator[str]:
    whole = [fit for fit in seen.fits if fit.groups[0].complete]
    taken = [fit for fit in whole if _compared(together, fit)] or whole
    for fit in whole:
        absent = together.without(fit.instrument.id)
        if fit not in taken:
            yield f"# DECIDE: {fit.instrument.id} is not in {absent}, and left out here."
        elif absent:
            yield f"# {fit.instrument.id} is not in {absent}."
    if not taken:
        yield "# DECIDE: no instrument was found in the columns; name it, and how its columns"
        yield "# are called ({n} is the position of the item)."
    yield "measures:"
    for fit in taken:
        yield from _measure(seen, fit)
    for series in seen.series:
        candidates = ", ".join(series.candidates[:8])
        lead = "  # - " if taken else "  - "
        rest = "  #   " if taken else "    "
        yield (
            f"{lead}instrument: {series.candidates[0]}  # DECIDE: {series.count} numbered "
            f"columns; instruments of this length: {candidates}"
        )
        yield f"{rest}columns: {_text(series.pattern)}"
    if not taken and not seen.series:
        yield '  - instrument: "?"  # DECIDE: `scorewell list` names the instruments'


def _compared(together: Together, fit: Fit) -> bool:
    """Whether an instrument is there on more than one occasion."""
    having = together.having(fit.instrument.id)
    return len(having) > 1 or any(
        one.occasion_column or len(_marks(one)) > 1 or len(together.files) == 1
        for one in having
    )


def _measure(seen: Seen, fit: Fit) -> Iterator[str]:
    instrument = fit.instrument
    others = seen.rivals.get(instrument.id, ())
    remark = f"  # DECIDE: or {', '.join(others[:6])}?" if others else ""
    yield f"  - instrument: {instrument.id}{remark}"
    group = fit.groups[0]
    if group.by_text or group.by_answers:
        how = "the wording" if group.by_text else "the answers, in the order of the form"
        yield f"    columns:  # DECIDE: told by {how}; check that each is the right item"
        for item, column in fit.groups[0].columns.items():
            yield f"      {item}: {_text(column)}"
    rivals = [name for name in fit.codings if name != DECLARED]
    if DECLARED in fit.codings and rivals:
        yield f"    # DECIDE: the answers fit {DECLARED} and {' and '.join(rivals)}; look at"
        yield "    # the form, and say which by taking the # away:"
        yield f"    # coding: {DECLARED}"
    elif rivals:
        yield f"    coding: {rivals[0]}  # DECIDE: the answers fit only this encoding"
