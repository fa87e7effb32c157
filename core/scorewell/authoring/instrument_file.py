"""A draft as the file of a definition."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scorewell.authoring.draft import DraftScale, InstrumentDraft
from scorewell.authoring.editor_schemas import schema_reference
from scorewell.authoring.write_tree import number, render

Sheet = tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Worked:
    """One answer sheet: answers, the score of each scale, and how it was worked out."""

    name: str
    answers: Sheet
    scores: tuple[tuple[str, float | None], ...]
    derivation: str


def worked_examples(draft: InstrumentDraft) -> list[Worked]:
    """The sheets that a definition needs: lowest, highest, mixed, each reversal, gaps, blank.

    The scores come from the key of the draft by plain arithmetic, not from
    the engine; whether the key is right, only the manual says.
    """
    return [_worked(draft, name, sheet) for name, sheet in _sheets(draft)]


def _sheets(draft: InstrumentDraft) -> Iterator[tuple[str, Sheet]]:
    codings = [draft.coding(item).values for item in draft.items]
    lows: Sheet = tuple(min(values) for values in codings)
    yield "all lowest answers", lows
    yield "all highest answers", tuple(max(values) for values in codings)
    mixture = _mixed_keys(codings)
    if mixture not in (lows, tuple(max(values) for values in codings)):
        yield "mixed answers", mixture
    reversed_ = sorted({place for scale in draft.scales for place in scale.reversed})
    for place in reversed_:
        sheet = list(lows)
        sheet[place - 1] = max(codings[place - 1])
        yield f"only item {place}, which is reversed, at its highest", tuple(sheet)
    for place in _one_of_each(draft):
        gap = list(mixture)
        gap[place - 1] = None
        yield f"item {place} missing", tuple(gap)
    yield "no answers", (None,) * len(codings)


def _mixed_keys(codings: list[tuple[float, ...]]) -> Sheet:
    """Answers of at least three kinds, where there are so many, not the same read backwards."""
    options = {value for values in codings for value in values}
    positions = min(3, len(options), len(codings))
    climbing = [
        values[(3 * place + place // 3) % len(values)] for place, values in enumerate(codings)
    ]
    if _is_mixed(climbing, positions):
        return tuple(climbing)
    sheet: list[float] = []
    for values in codings:  # answers that were not there yet, as long as there are any
        sheet.append(next((value for value in values if value not in sheet), values[0]))
    for place, values in reversed(list(enumerate(codings))):
        for value in values:
            variant = [*sheet[:place], value, *sheet[place + 1 :]]
            if _is_mixed(variant, positions):
                return tuple(variant)
    return tuple(sheet)


def _is_mixed(sheet: list[float], limits: int) -> bool:
    return len(set(sheet)) >= limits and (sheet != sheet[::-1] or len(sheet) == 1)


def _one_of_each(draft: InstrumentDraft) -> list[int]:
    """Positions of items without which every scale has one answer too few."""
    places: list[int] = []
    for scale in draft.scales:
        if sum(place in scale.items for place in places) != 1:
            places.append(scale.items[0])
    return list(dict.fromkeys(places))


def _worked(draft: InstrumentDraft, name: str, sheet: Sheet) -> Worked:
    scores: list[tuple[str, float | None]] = []
    lines: list[str] = []
    for scale in draft.scales:
        score, line = _score(draft, scale, sheet)
        scores.append((scale.id, score))
        lines.append(f"{scale.id}: {line}")
    return Worked(name=name, answers=sheet, scores=tuple(scores), derivation="; ".join(lines))


def _score(draft: InstrumentDraft, scale: DraftScale, sheet: Sheet) -> tuple[float | None, str]:
    terms: list[str] = []
    values: list[float] = []
    for place in scale.items:
        answer = sheet[place - 1]
        if answer is None:
            missing = sum(sheet[row - 1] is None for row in scale.items)
            return None, f"{missing} missing, so no score"
        if place in scale.reversed:
            coding = draft.coding(draft.items[place - 1]).values
            ends = min(coding) + max(coding)
            values.append(ends - answer)
            terms.append(f"({number(ends)} - {number(answer)})")
        else:
            values.append(answer)
            terms.append(number(answer))
    total = math.fsum(values)
    texts = " + ".join(terms)
    if draft.method == "mean":
        score = total / len(values)
        return score, f"({texts}) / {len(values)} = {number(round(score, 6))}"
    return total, f"{texts} = {number(total)}"


def instrument_files(draft: InstrumentDraft, folder: Path) -> dict[Path, str]:
    """The definition of a draft and, where they are not there yet, the schemas beside it.

    Parameters
    ----------
    draft : InstrumentDraft
        What is known.
    folder : pathlib.Path
        Where the definition goes; its name is the instrument's id.
    """
    path = folder / f"{draft.id}.yaml"
    reference, files = schema_reference(path, "instrument")
    return {path: instrument_text(draft, schema=reference), **files}


def instrument_text(draft: InstrumentDraft, *, schema: str) -> str:
    """A definition that is valid as it stands, with a TODO wherever a person must decide."""
    return render(
        "instrument.yaml.j2",
        draft=draft,
        schema=schema,
        ranges={scale.id: _range(draft, scale) for scale in draft.scales},
        examples=worked_examples(draft),
        width=max(len(item.id) for item in draft.items),
    )


def _range(draft: InstrumentDraft, scale: DraftScale) -> str:
    codings = [draft.coding(draft.items[place - 1]).values for place in scale.items]
    ends = [math.fsum(map(min, codings)), math.fsum(map(max, codings))]
    if draft.method == "mean":
        ends = [end / len(codings) for end in ends]
    return ", ".join(number(end) for end in ends)
