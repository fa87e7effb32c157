"""What a study found, with everything that is needed to check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorewell.display import Drawn

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change import ChangeResult, GroupJudgement, GrowthResult, Judgement
    from scorewell.course import CourseResult
    from scorewell.denominators import DenominatorsResult
    from scorewell.missing import MissingResult
    from scorewell.multiverse import Multiverse
    from scorewell.outcomes import OutcomeResult
    from scorewell.precision import PrecisionResult
    from scorewell.study.measure import Scored

__all__ = ["StudyResult"]


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyResult(Drawn):
    """What a study found, with everything that is needed to check it.

    Attributes
    ----------
    title, authors, note
        As the study file gives them.
    changes : tuple of ChangeResult
        One per measure and scale, in the order of the study.
    precision, missing, denominators : tuples, one result per change result
        How precisely its numbers are known and who depends on it; what
        missing later scores could hide; shares of those who could have had
        an outcome.
    multiverses : tuple of Multiverse
        What every other defensible choice would have given, one per change
        result; empty unless the study asks for it (``sensitivity``).
    courses : tuple of CourseResult
        One per measure and scale, where respondents are followed over more
        than two occasions.
    outcomes : tuple of OutcomeResult
        One per rule over several measures, in the order of the study.
    judgements : tuple of Judgement or GroupJudgement
        What further approaches say, scale by scale, in the order of the study.
    growths : tuple of GrowthResult
        One per measure and scale, where slopes over all occasions are judged.
    scored : tuple of Scored
        One per measure: its instrument, the data, and how items were bound to
        columns; for what is said about single answers.
    scores : pandas.DataFrame
        One row per respondent and occasion: ``id``, ``occasion``, ``time``
        and ``group`` where there are any, then every score (``instrument.scale``) with the
        columns that tell how it came about.
    findings : pandas.DataFrame
        One row per problem in the data: ``file``, ``row``, ``id``,
        ``occasion``, ``instrument``, ``item``, ``column``, ``value``,
        ``problem``, ``action``.
    alerts : pandas.DataFrame
        One row per answer or score that a person should look at: ``id``,
        ``occasion``, ``instrument``, ``target`` (item or scale), ``value``,
        ``message``.
    manifest : mapping
        What the result was made with: versions, definitions, overlays,
        plugins, options, and hashes of the data; plain values that JSON can
        hold. ``created`` is the time in ISO 8601.
    """

    title: str
    authors: tuple[str, ...] = ()
    note: str = ""
    changes: tuple[ChangeResult, ...]
    scores: pd.DataFrame
    findings: pd.DataFrame
    alerts: pd.DataFrame
    manifest: Mapping[str, Any]
    precision: tuple[PrecisionResult, ...] = ()
    missing: tuple[MissingResult, ...] = ()
    denominators: tuple[DenominatorsResult, ...] = ()
    multiverses: tuple[Multiverse, ...] = ()
    courses: tuple[CourseResult, ...] = ()
    outcomes: tuple[OutcomeResult, ...] = ()
    judgements: tuple[Judgement | GroupJudgement, ...] = ()
    growths: tuple[GrowthResult, ...] = ()
    scored: tuple[Scored, ...] = ()
