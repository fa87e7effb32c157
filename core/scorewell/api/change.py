"""From scores to who changed: pairs, courses and whole studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack, overload

from scorewell.errors import ChangeError
from scorewell.registry.registry import Registry, open_registry
from scorewell.scores.check_definition import load_checked

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrame

    from scorewell.change.options.options import ChangeOptions
    from scorewell.change.options.typed_figures import Control, Population
    from scorewell.change.results.approach_results import GroupJudgement, Judgement
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.trajectory.sudden_gains import SuddenGains
    from scorewell.definitions.model import Instrument, Scale
    from scorewell.study.result import StudyResult

    Figures = str | Population | Mapping[str, object]
    Criterion = Literal["a", "b", "c", "published", "auto"]
    AutoRule = Literal["published", "functional", "overlap"]
    Side = Literal["clinical", "functional"]


class ChangeKeywords(TypedDict, total=False):
    """The options of an analysis of change as keyword arguments."""

    preset: str | None
    method: str | None
    reliability: str | float | None
    reliability_post: str | float | None
    sd: str | float | None
    mean_pre: float | None
    mean_post: float | None
    sd_post: float | None
    correlation: float | None
    control: Control | Mapping[str, object] | None
    control_group: str | float | None
    clinical: Figures | None
    functional: Figures | None
    criterion: Criterion | None
    cutoff: str | bool | None
    auto_rule: AutoRule | None
    level: float | None
    multiplier: float | None
    phi_max: float | None
    cutoff_multipliers: tuple[float, float] | None
    centre: Literal["mean", "median"] | None
    spread: Literal["sd", "mad"] | None
    quantiles: tuple[float, float] | None
    on_limit: Literal["unchanged", "changed"] | None
    pre_on_cutoff: Side | None
    post_on_cutoff: Side | None
    recovered_from: Literal["clinical", "any"] | None


class ApproachKeywords(TypedDict, total=False):
    """The parameters of the bundled approaches as keyword arguments."""

    improvement: str | float | None
    deterioration: str | float | None
    bayesian: bool | None
    group: str | float | None
    reference: str | float | None


class _BothKeywords(ChangeKeywords, ApproachKeywords, total=False):
    pass


@overload
def analyse_change(
    pairs: IntoFrame,
    scale: str,
    *,
    registry: Registry | None = None,
    **options: Unpack[ChangeKeywords],
) -> ChangeResult: ...
@overload
def analyse_change(
    pairs: IntoFrame,
    scale: str,
    *,
    approach: str,
    options: Mapping[str, object] | None = None,
    registry: Registry | None = None,
    **keywords: Unpack[_BothKeywords],
) -> Judgement | GroupJudgement: ...
def analyse_change(
    pairs: IntoFrame,
    scale: str,
    *,
    approach: str = "",
    options: Mapping[str, object] | None = None,
    improvement: str | float | None = None,
    deterioration: str | float | None = None,
    bayesian: bool | None = None,
    group: str | float | None = None,
    reference: str | float | None = None,
    preset: str | None = None,
    method: str | None = None,
    reliability: str | float | None = None,
    reliability_post: str | float | None = None,
    sd: str | float | None = None,
    mean_pre: float | None = None,
    mean_post: float | None = None,
    sd_post: float | None = None,
    correlation: float | None = None,
    control: Control | Mapping[str, object] | None = None,
    control_group: str | float | None = None,
    clinical: Figures | None = None,
    functional: Figures | None = None,
    criterion: Criterion | None = None,
    cutoff: str | bool | None = None,
    auto_rule: AutoRule | None = None,
    level: float | None = None,
    multiplier: float | None = None,
    phi_max: float | None = None,
    cutoff_multipliers: tuple[float, float] | None = None,
    centre: Literal["mean", "median"] | None = None,
    spread: Literal["sd", "mad"] | None = None,
    quantiles: tuple[float, float] | None = None,
    on_limit: Literal["unchanged", "changed"] | None = None,
    pre_on_cutoff: Side | None = None,
    post_on_cutoff: Side | None = None,
    recovered_from: Literal["clinical", "any"] | None = None,
    registry: Registry | None = None,
) -> ChangeResult | Judgement | GroupJudgement:
    """Judge the change of every respondent, or of the group, on one scale.

    Parameters
    ----------
    pairs : pandas, Polars (eager or lazy), PyArrow, DuckDB or other frame
        ``id``, ``pre``, ``post`` and, if wanted, ``group``; one row each.
    scale : str
        ``instrument.scale``, for example ``pseq.total``.
    approach : str, optional
        Name of an approach other than an index with a cut-off, for example
        ``percentage``; ``scorewell methods --kind approach`` lists them.
    improvement, deterioration, bayesian, group, reference : optional
        Parameters of the bundled approaches, in the units of the command
        line: ``improvement=30`` is 30 % for ``percentage`` and 30 points for
        ``anchor``.
    options : mapping, optional
        Parameters of any approach by name: those of plugins, and the level of
        an interval, ``options={"level": 0.9}``. A parameter is given once.
    cutoff : str or bool, optional
        Id of the published cut-off that decides; as True, a parameter of the
        approach ``anchor``.
    preset, method, reliability, ..., recovered_from : optional
        How change is judged, as in the ``change`` part of a study file;
        :class:`~scorewell.change.options.options.ChangeOptions` describes
        each. Figures of a population are also taken as a mapping with
        ``mean``, ``sd``, ``n`` and ``source``.
    registry : Registry, optional
        Instruments and plugins; all that are installed by default.

    Returns
    -------
    ChangeResult
        Cases, tables, inputs with their sources, findings.
    Judgement or GroupJudgement
        Where an approach is named: outcomes of the respondents, or figures of
        the group.

    Raises
    ------
    ChangeError
        If there is no such scale or approach, an option is not allowed, or a
        figure is lacking.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"id": ["a", "b"], "pre": [20, 20], "post": [40, 21]})
    >>> result = analyse_change(pairs, "pseq.total", sd=10, reliability=0.92, clinical={
    ...     "mean": 20, "sd": 10, "source": "made up"})

    The limit is 1.96 x sqrt(2) x 10 x sqrt(1 - .92) = 7.84 points, so a rise
    of 20 is reliable and a rise of 1 is not.

    >>> round(result.limit, 2), result.cases["reliable"].tolist()
    (7.84, ['improved', 'unchanged'])

    A rise from 20 to 40 is one of 100 %, from 20 to 21 one of 5 %.

    >>> judgement = analyse_change(pairs, "pseq.total", approach="percentage", improvement=30)
    >>> judgement.cases["outcome"].tolist()
    ['improved', 'unchanged']
    """
    arguments = locals()
    from scorewell.answers.values.frames import frame_to_pandas
    from scorewell.change.analyse import analyse
    from scorewell.change.run_approach import approach_named, judge_by

    registry = registry or open_registry()
    instrument, model = _scale(scale, registry)
    change_options = [("call", _change_options(arguments))]
    parameters = _approach_parameters(arguments)
    if not approach:
        if parameters:
            raise ChangeError(
                f"{', '.join(parameters)}: a parameter of an approach, and none is named",
                hint="name one, for example approach='anchor'",
            )
        return analyse(
            frame_to_pandas(pairs),
            model,
            instrument=instrument,
            method_registry=registry.plugins.change_methods,
            options=change_options,
        )
    return judge_by(
        approach_named(approach, registry.plugins.approaches),
        frame_to_pandas(pairs),
        model,
        instrument=instrument,
        method_registry=registry.plugins.change_methods,
        parameters=parameters,
        options=change_options,
    )


def analyse_course(
    scores: IntoFrame,
    scale: str,
    *,
    order: Sequence[object] = (),
    baseline: object = "",
    post: object = "",
    sequence: str = "",
    sudden_gains: SuddenGains | None = None,
    preset: str | None = None,
    method: str | None = None,
    reliability: str | float | None = None,
    reliability_post: str | float | None = None,
    sd: str | float | None = None,
    mean_pre: float | None = None,
    mean_post: float | None = None,
    sd_post: float | None = None,
    correlation: float | None = None,
    control: Control | Mapping[str, object] | None = None,
    control_group: str | float | None = None,
    clinical: Figures | None = None,
    functional: Figures | None = None,
    criterion: Criterion | None = None,
    cutoff: str | None = None,
    auto_rule: AutoRule | None = None,
    level: float | None = None,
    multiplier: float | None = None,
    phi_max: float | None = None,
    cutoff_multipliers: tuple[float, float] | None = None,
    centre: Literal["mean", "median"] | None = None,
    spread: Literal["sd", "mad"] | None = None,
    quantiles: tuple[float, float] | None = None,
    on_limit: Literal["unchanged", "changed"] | None = None,
    pre_on_cutoff: Side | None = None,
    post_on_cutoff: Side | None = None,
    recovered_from: Literal["clinical", "any"] | None = None,
    registry: Registry | None = None,
) -> CourseResult:
    """Follow every respondent on one scale over any number of occasions.

    Parameters
    ----------
    scores : pandas, Polars (eager or lazy), PyArrow, DuckDB or other frame
        ``id``, ``score``, and ``occasion`` or ``time`` (numbers or dates) or
        both; ``group`` if wanted. One row per respondent and occasion.
    scale : str
        ``instrument.scale``, for example ``pseq.total``.
    order : sequence, optional
        The occasions from the first to the last; by their time otherwise.
    baseline, post, sequence
        As in :class:`~scorewell.change.trajectory.occasions.Occasions`.
    sudden_gains : SuddenGains, optional
        The criteria of sudden gains, if these are to be looked for.
    preset, method, reliability, ..., recovered_from : optional
        As in :func:`analyse_change`.
    registry : Registry, optional
        Instruments and plugins; all that are installed by default.

    Returns
    -------
    CourseResult
        Every status of every respondent on every occasion, counts, inputs
        with their sources, findings, and each course in words.

    Raises
    ------
    ChangeError
        If there is no such scale, an option is not allowed, or a figure is
        lacking.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame({
    ...     "id": ["a", "a", "a"], "occasion": ["post", "pre", "3m"], "score": [35, 20, 24]})
    >>> result = analyse_course(scores, "pseq.total", order=["pre", "post", "3m"], post="post",
    ...     sd=10, reliability=0.92, clinical={"mean": 20, "sd": 10, "source": "made up"})

    The limit is 1.96 x sqrt(2) x 10 x sqrt(1 - .92) = 7.84 points: 15 more
    than at baseline are a gain; 4 more are none, so it is lost.

    >>> result.respondents[["first_gain", "follow_up", "lost_at"]].iloc[0].tolist()
    ['post', 'lost', '3m']
    """
    arguments = locals()
    from scorewell.answers.values.frames import frame_to_pandas
    from scorewell.change.trajectory.follow import follow
    from scorewell.change.trajectory.occasions import Occasions

    registry = registry or open_registry()
    instrument, model = _scale(scale, registry)
    return follow(
        frame_to_pandas(scores),
        model,
        instrument=instrument,
        method_registry=registry.plugins.change_methods,
        occasions=Occasions.of(order, baseline=baseline, post=post, sequence=sequence),
        options=[("call", _change_options(arguments))],
        sudden_gains=sudden_gains,
    )


def _scale(name: str, registry: Registry) -> tuple[Instrument, Scale]:
    """The scale that ``instrument.scale`` names."""
    instrument_id, _, scale_id = name.rpartition(".")
    if not instrument_id:
        raise ChangeError(f"`{name}` names no scale", hint="write instrument.scale: pseq.total")
    instrument = load_checked(registry, instrument_id)
    scales = [scale.id for scale in instrument.scales]
    if scale_id not in scales:
        raise ChangeError(
            f"{instrument.id} has no scale `{scale_id}`",
            hint=f"its scales: {', '.join(scales)}",
        )
    return instrument, instrument.scale(scale_id)


def _change_options(arguments: Mapping[str, object]) -> ChangeOptions:
    """The options of an analysis among the arguments of a call."""
    from scorewell.change.options.options import ChangeOptions

    values = _present(ChangeKeywords, arguments)
    if isinstance(values.get("cutoff"), bool):
        del values["cutoff"]
    return ChangeOptions.from_mapping(values)


def _approach_parameters(arguments: Mapping[str, object]) -> dict[str, object]:
    """The parameters of an approach among the arguments of a call."""
    parameters = _present(ApproachKeywords, arguments)
    if isinstance(arguments["cutoff"], bool):
        parameters["cutoff"] = arguments["cutoff"]
    options = arguments["options"]
    if not isinstance(options, Mapping):
        return parameters
    twice = [name for name in options if name in parameters]
    if twice:
        raise ChangeError(
            f"{', '.join(twice)} is given as a keyword and in options", hint="give it once"
        )
    return parameters | dict(options)


def _present(keywords: type, arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments of these names that are not None."""
    names = keywords.__annotations__
    return {name: arguments[name] for name in names if arguments[name] is not None}


def evaluate(study: str | Path, *, registry: Registry | None = None) -> StudyResult:
    """Run a study file; see :func:`scorewell.write_report` for its report.

    Parameters
    ----------
    study : path
        The study file.
    registry : Registry, optional
        Instruments and plugins; those that the study names by default.

    Raises
    ------
    DefinitionError
        With every finding of the study file.
    ScorewellError
        If data cannot be read, or an analysis lacks a figure.
    """
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    return run_study(read_plan(Path(study)), registry=registry)
