"""Names, numbers and dates as a reader sees them."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scorewell.i18n.catalog import current_language
from scorewell.i18n.messages import say, say_plural, term, translate

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.approach_results import GroupJudgement, Judgement
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult
    from scorewell.change.sensitivity.multiverse_result import Multiverse
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.definitions.model import Scale
    from scorewell.study.result import StudyResult


_ORIGINS = ("call", "study", "overlay", "definition", "sample", "default")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def scale_title(
    result: ChangeResult
    | Judgement
    | GroupJudgement
    | GrowthResult
    | CourseResult
    | Multiverse,
) -> str:
    """Instrument and scale in one short name, for example ``FSCRS: Hated self``."""
    instrument = result.instrument
    return one_line(f"{instrument.acronym or instrument.id}: {result.scale.name}")


def range_words(scale: Scale) -> str:
    """Range and direction, for example ``0 to 20, lower is better``."""
    reach = span(number(scale.low), number(scale.high))
    return reach if scale.better == "none" else f"{reach}, {say(f'figure.{scale.better}')}"


def localize_number(text: str) -> str:
    """A number in the notation of the language in force, from the notation of Python."""
    return current_language().figure(text)


def signed_number(value: float, *, decimals: int) -> str:
    """A number with a real minus sign, and with a plus sign above 0.

    Examples
    --------
    >>> signed_number(1.25, decimals=1), signed_number(-0.01, decimals=1)
    ('+1.2', '0.0')
    >>> signed_number(-3, decimals=0)
    '\u22123'
    """
    text = f"{value:+.{decimals}f}"
    return localize_number(
        f"{0:.{decimals}f}" if float(text) == 0 else text.replace("-", "\u2212")
    )


def minus(text: str) -> str:
    """A number with a real minus sign."""
    return text.replace("-", "\u2212")


def span(low: str, high: str) -> str:
    """A range, for example ``0 to 20``."""
    return say("format.span", low=low, high=high)


def fraction_words(n: object, of: object) -> str:
    """A count with its denominator, for example ``6 of 13``."""
    return say("format.of", n=n, of=of)


def origin_words(origin: str) -> str:
    """The origin of an input, in words."""
    return say(f"origin.{origin}") if origin in _ORIGINS else one_line(origin)


def lower_first(text: str) -> str:
    """Text with its first letter in lower case."""
    return text[:1].lower() + text[1:]


def capitalize_first(text: str) -> str:
    """Text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def number(value: float, *, decimals: int = 4) -> str:
    """A number without trailing zeros.

    Examples
    --------
    >>> number(12.0), number(0.83), number(-0.00001), number(1.23456)
    ('12', '0.83', '0', '1.2346')
    """
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return localize_number("0" if text == "-0" else text)


def points(value: float, scale: Scale) -> str:
    """A limit or a cut-off in points: two decimals, three on a scale narrower than 2."""
    return localize_number(f"{value:.{3 if scale.high - scale.low < 2 else 2}f}")


def value_words(value: float | str) -> str:
    """The value of an input, as written or with at most four decimals."""
    return term(one_line(value)) if isinstance(value, str) else number(value)


def percent(share: float, *, of: int) -> str:
    """A share as a percentage, with one decimal from a thousand people on.

    Examples
    --------
    >>> percent(6 / 13, of=13), percent(462 / 1000, of=1000), percent(float("nan"), of=0)
    ('46%', '46.2%', '-')
    """
    if math.isnan(share):
        return "-"
    return say(
        "format.percent", value=localize_number(f"{100 * share:.{1 if of >= 1000 else 0}f}")
    )


def count_words(count: int, noun: str) -> str:
    """A count with its noun, for example ``1 finding`` or ``2 findings``.

    Parameters
    ----------
    noun : str
        Key of the noun among the texts ``count``.
    """
    return say_plural(f"count.{noun}", count, n=count)


def count_respondents(ids: pd.Series) -> int:
    """How many respondents there are in rows; each row without an id counts as one."""
    return int(ids.nunique() + ids.isna().sum())


def join_words(parts: Sequence[str], *, last: str = "and") -> str:
    """Parts as a list within a sentence.

    Examples
    --------
    >>> join_words(["a"]), join_words(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    if len(parts) < 2:
        return "".join(parts)
    return say(f"format.{last}", first=", ".join(parts[:-1]), last=parts[-1])


def possible_words(outcomes: object) -> str:
    """Possible outcomes, in the language in force.

    Examples
    --------
    >>> possible_words("recovered or improved")
    'recovered or improved'
    """
    first, *rest = map(term, str(outcomes).split(" or "))
    for outcome in rest:
        first = say("format.or", first=first, last=outcome)
    return first


def one_line(text: object) -> str:
    r"""Text from data or a definition on one line.

    Control characters go, and those that turn the direction of writing: on a
    terminal both can make a reader see something else than is there.

    Examples
    --------
    >>> one_line("a\n b\x1b[31m")
    'a b[31m'
    """
    return _CONTROL.sub("", " ".join(translate(text).split()))


def name_some(values: Sequence[object], most: int) -> str:
    """Up to so many values, and how many more there are."""
    more = [say("format.and_more", n=len(values) - most)] if len(values) > most else []
    return ", ".join([*map(one_line, values[:most]), *more])


def shorten(text: object, most: int) -> str:
    """Text on one line, cut to so many characters with an ellipsis at the end."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}\u2026"


def wrap(text: object, *, indent: str = "", hanging: str | None = None) -> str:
    """Text as lines of at most 88 characters.

    Parameters
    ----------
    indent : str
        What the first line begins with.
    hanging : str, optional
        What the other lines begin with; as the first one unless given.
    """
    return textwrap.fill(
        one_line(text),
        width=88,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def occasion_names(study: StudyResult) -> tuple[str, str]:
    """Labels of the two occasions that a study compares."""
    options: Any = study.manifest
    for key in ("options", "occasions"):
        options = options.get(key) if isinstance(options, Mapping) else None
    names: Mapping[str, Any] = options if isinstance(options, Mapping) else {}
    return one_line(names.get("pre") or "pre"), one_line(names.get("post") or "post")


def tool_name(study: StudyResult) -> str:
    """The program with the version that made the results of a study."""
    return f"scorewell {one_line(study.manifest.get('scorewell') or '')}".strip()


def creation_time(stamp: object) -> datetime:
    """When a report was made, without time zone; the year 2000 if unknown.

    Examples
    --------
    >>> creation_time("2024-03-05T09:07:00+00:00").isoformat(), creation_time(None).year
    ('2024-03-05T09:07:00', 2000)
    """
    try:
        return datetime.fromisoformat(str(stamp)).replace(tzinfo=None)
    except ValueError:
        return datetime(2000, 1, 1)  # noqa: DTZ001 - see above


def date_words(stamp: object) -> str:
    """A time in ISO 8601 for a reader; anything else as it is.

    Examples
    --------
    >>> date_words("2024-03-05T09:07:00+00:00")
    '5 March 2024, 09:07 UTC'
    """
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return one_line(stamp)
    return say(
        "format.date",
        day=moment.day,
        month=say(f"month.{moment.month}"),
        year=moment.year,
        time=f"{moment:%H:%M}",
        zone=moment.tzname() or "",
    )
