"""A draft of a study file, with a remark wherever a person must decide."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scorewell.answers.columns.encoding import DECLARED_CODING, full_choice
from scorewell.answers.detection.column_roles import POST, PRE
from scorewell.answers.detection.inspect_file import FileContent, InstrumentMatch
from scorewell.answers.detection.inspect_files import FileSet, file_occasions


def study_draft(*files: FileContent, beside: Path) -> str:
    """The text of a study file; paths in it are relative to the folder of ``beside``."""
    file_set = FileSet(files=files)
    content = file_set.combined if len(files) > 1 else files[0]
    occasion_names, sure = file_occasions(files) if len(files) > 1 else (("",), False)
    labels = [
        "" if file.occasion_column or len(_affixes(file)) > 1 else name
        for file, name in zip(files, occasion_names, strict=True)
    ]
    lines = [
        "# A study to start from, made by looking at the data. DECIDE: what a person must.",
        "format: 1",
        f"title: {_text(_title(files))}  # DECIDE: what the report is called",
        "data:",
        *(
            line
            for place, (file, label) in enumerate(zip(files, labels, strict=True))
            for line in _data(file, beside, label, file_set.column_renames(place), sure=sure)
        ),
        *_columns(content, file_set.id_columns),
        *_ids(file_set),
        *_occasions(content, [label for label in labels if label], sure=sure),
    ]
    if count := content.repeated_rows:
        lines += [
            f"# DECIDE: {count} rows repeat a respondent on the same occasion. Until",
            "# that is mended, none of the rows of such a respondent gives a score on it:",
            "findings: {duplicate-row: null-score}",
        ]
    lines += _measures(content, file_set)
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A string as YAML, in double quotes."""
    return json.dumps(value, ensure_ascii=False)


def _title(files: Sequence[FileContent]) -> str:
    return f"Change in {' and '.join(dict.fromkeys(file.path.stem for file in files))}"


def _data(
    content: FileContent,
    beside: Path,
    label: str,
    column_renames: Mapping[str, str],
    *,
    sure: bool,
) -> Iterator[str]:
    path = os.path.relpath(content.path.resolve(), beside.resolve().parent)
    yield f"  - file: {_text(Path(path).as_posix())}"
    for key in ("reader", "sheet", "encoding"):
        value = getattr(content.options, key)
        if value:
            yield f"    {key}: {_text(value)}"
    first, rows = content.options.header_row, content.options.header_rows
    if first:
        yield f"    header_row: {first if rows == 1 else _text(f'{first}-{first + rows - 1}')}"
    if content.options.dictionary is not None:
        near = os.path.relpath(content.options.dictionary.resolve(), beside.resolve().parent)
        yield f"    dictionary: {_text(Path(near).as_posix())}"
    if content.item_columns is not None:
        item, answer = map(_text, content.item_columns)
        yield f"    items: {{item: {item}, answer: {answer}}}"
    affixes = _affixes(content)
    if len(affixes) > 1:
        kind = "prefixes" if all(before for before, _ in affixes.values()) else "suffixes"
        pairs = ", ".join(
            f"{_text(name)}: {_text(before or after)}"
            for name, (before, after) in affixes.items()
        )
        yield f"    {kind}: {{{pairs}}}"
    elif label:
        remark = "" if sure else "  # DECIDE: which occasion is this file?"
        if not column_renames:
            yield f"    occasion: {_text(label)}{remark}"
            return
        yield "    columns:  # as this file calls them, and as the others do"
        yield f"      {_text(label)}:{remark}"
        for old, usual in column_renames.items():
            yield f"        {_text(old)}: {_text(usual)}"
    elif not content.occasion_column:
        yield "    # DECIDE: nothing says which occasion a row belongs to. Name a column below"
        yield "    # as occasion, or give one file per occasion, each with its own occasion."
        yield '    occasion: "pre"'


def _ids(file_set: FileSet) -> Iterator[str]:
    """Remarks on the ids in several files."""
    if len(file_set.files) < 2 or not all(file_set.id_columns):
        return
    if file_set.spellings:
        first, second, *_ = file_set.spellings[0]
        yield f"# DECIDE: {len(file_set.spellings)} ids differ only in case, blanks, hyphens,"
        yield f"# leading zeros or accents, such as {_text(first)} and {_text(second)}. They"
        yield "# count as different respondents until they are written alike in the files."
    elif not file_set.common_ids:
        yield "# DECIDE: no respondent is in all of the files; are the ids written alike?"


def _affixes(content: FileContent) -> dict[str, tuple[str, str]]:
    """Prefix and suffix of the columns of each occasion, where columns name occasions."""
    affixes: dict[str, tuple[str, str]] = {}
    for match in content.matches:
        if len(match.groups) > 1:
            for group in match.groups:
                mark = group.before or group.after
                label = re.sub(r"^[\W_]+|[\W_]+$", "", mark) or mark
                affixes.setdefault(label, (group.before, group.after))
    return {name: affixes[name] for name in sorted(affixes, key=_rank)}


def _rank(name: str) -> tuple[int, str]:
    return (0 if PRE.search(name) else 2 if POST.search(name) else 1, name)


def _columns(content: FileContent, ids: Sequence[str]) -> Iterator[str]:
    yield "columns:"
    if len({name.strip().casefold() for name in ids}) > 1:
        id_list = ", ".join(f"'{name}'" if name else "none" for name in ids)
        yield "  # DECIDE: the files call the column of the respondent by different names:"
        yield f"  # {id_list}. Give it one name in all of them."
        yield f"  id: {_text(next(filter(None, ids)))}"
    elif content.id_parts:
        parts = ", ".join(map(_text, content.id_parts))
        yield f"  id: [{parts}]" if len(content.id_parts) > 1 else f"  id: {parts}"
    elif content.id_columns:
        more = ", ".join(content.id_columns[1:4])
        remark = f"  # DECIDE: or {more}?" if more else ""
        if content.id_guessed:
            remark = "  # DECIDE: told by its values; does it identify the respondent?"
        if content.id_counts_rows:
            remark = (
                f"  # DECIDE: it numbers the rows{f'; or {more}' if more else ''}; does it "
            )
            remark += "identify the respondent in every file?"
        yield f"  id: {_text(content.id_columns[0])}{remark}"
    else:
        yield '  id: "id"  # DECIDE: no column looks like the id of the respondent'
    if len(_affixes(content)) > 1:
        return
    if content.occasion_column:
        yield f"  occasion: {_text(content.occasion_column)}"
    if content.time_column not in {"", content.occasion_column}:
        yield f"  # time: {_text(content.time_column)}  # takes the dates as time, for courses"


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


def _occasions(content: FileContent, labels: Sequence[str], *, sure: bool) -> Iterator[str]:
    affixes = _affixes(content)
    inside = list(affixes) if len(affixes) > 1 else [name for name, _ in content.occasions]
    labels = sorted(labels, key=_rank) if sure else labels
    names = list(dict.fromkeys([*labels, *inside]))
    pre, post, certain = pre_and_post(names)
    unambiguous = (certain or sure) and len(names) == 2
    remark = "" if unambiguous else "  # DECIDE: which two are compared?"
    yield f"occasions: {{pre: {_text(pre)}, post: {_text(post)}}}{remark}"
    if len(names) > 2:
        yield f"# All occasions: {', '.join(map(_text, names))}. To follow respondents over all"
        yield "# of them, write them in order: occasions: {pre: ..., post: ..., order: [...]}"


def _measures(content: FileContent, file_set: FileSet) -> Iterator[str]:
    complete = [match for match in content.matches if match.groups[0].complete]
    measures = [
        match for match in complete if _on_several_occasions(file_set, match)
    ] or complete
    for match in complete:
        absent = file_set.file_names_without(match.instrument.id)
        if match not in measures:
            yield f"# DECIDE: {match.instrument.id} is not in {absent}, and left out here."
        elif absent:
            yield f"# {match.instrument.id} is not in {absent}."
    if not measures:
        yield "# DECIDE: no instrument was found in the columns; name it, and how its columns"
        yield "# are called ({n} is the position of the item)."
    yield "measures:"
    for match in measures:
        yield from _measure(content, match)
    for series in content.series:
        candidates = ", ".join(series.candidates[:8])
        lead = "  # - " if measures else "  - "
        rest = "  #   " if measures else "    "
        yield (
            f"{lead}instrument: {series.candidates[0]}  # DECIDE: {series.count} numbered "
            f"columns; instruments of this length: {candidates}"
        )
        yield f"{rest}columns: {_text(series.pattern)}"
    if not measures and not content.series:
        yield '  - instrument: "?"  # DECIDE: `scorewell list` names the instruments'


def _on_several_occasions(file_set: FileSet, match: InstrumentMatch) -> bool:
    """Whether the files hold an instrument on more than one occasion."""
    files = file_set.files_with(match.instrument.id)
    return len(files) > 1 or any(
        file.occasion_column or len(_affixes(file)) > 1 or len(file_set.files) == 1
        for file in files
    )


def _measure(content: FileContent, match: InstrumentMatch) -> Iterator[str]:
    instrument = match.instrument
    rivals = content.rivals.get(instrument.id, ())
    remark = f"  # DECIDE: or {', '.join(rivals[:6])}?" if rivals else ""
    yield f"  - instrument: {instrument.id}{remark}"
    group = match.groups[0]
    if group.by_text or group.by_answers:
        basis = "the wording" if group.by_text else "the answers, in the order of the form"
        yield f"    columns:  # DECIDE: told by {basis}; check that each is the right item"
        for item, column in match.groups[0].columns.items():
            yield f"      {item}: {_text(column)}"
    if match.missing:
        codes = ", ".join(f"{code:g}" for code in sorted(match.missing))
        yield f"    missing_codes: [{codes}]  # DECIDE: do these stand for a missing answer?"
    alternatives = [name for name in match.codings if name != DECLARED_CODING]
    if DECLARED_CODING in match.codings and alternatives:
        names = " and ".join([DECLARED_CODING, *alternatives])
        yield f"    # DECIDE: the answers fit {names}; look at"
        yield "    # the form, and say which by taking the # away:"
        yield f"    # coding: {DECLARED_CODING}"
    elif alternatives:
        choice = full_choice(instrument, alternatives[0])
        yield f"    coding: {choice}  # DECIDE: the answers fit only this encoding"
