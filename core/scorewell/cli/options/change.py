"""Options that say how change is judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from scorewell.cli.options.data import (
    find_scale,
    load_definition,
    number_or_text,
    split_names,
    split_scale,
)
from scorewell.cli.options.help_panels import COLUMNS, JUDGEMENT
from scorewell.cli.options.signature import option
from scorewell.cli.output.rows import note
from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.change.advice import Advice
    from scorewell.change.options.options import ChangeOptions
    from scorewell.registry.registry import Registry
    from scorewell.study.approaches import ApproachUse

_SAMPLE_FIGURES = ("mean_pre", "mean_post", "sd_post", "correlation")
_CONTROL_FIGURES = ("mean_pre", "sd_pre", "mean_post", "sd_post", "retest", "n")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, kw_only=True)
class LimitOptions:
    """The limit of reliable change and the cut-off."""

    panel = JUDGEMENT
    reliability: str | None = option(
        "Id of a reliability of the scale (`show` lists them), a number such as "
        "0.89, or sample-alpha for alpha of the data's own items at baseline.",
        metavar="ID|R",
    )
    sd: str | None = option(
        "Standard deviation for the limit: baseline (all baseline scores; the "
        "default), pairs (those with both scores), the id of a norm, or a number.",
        metavar="WHICH",
    )
    clinical: str | None = option(
        "Clinical population: id of a norm, figures such as 32,9.5, or baseline / pairs.",
        metavar="ID|M,SD",
    )
    functional: str | None = option(
        "Functional (non-clinical) population: id of a norm, or figures such as 8,6.",
        metavar="ID|M,SD",
    )
    criterion: str | None = option(
        "Cut-off: a (2 SD beyond the clinical mean), b (within 2 SD of the "
        "functional mean), c (between the two), published (a cut-off of the "
        "definition), auto (the first that divides the possible scores).",
        metavar="a|b|c|published|auto",
    )
    cutoff: str | None = option(
        "Published cut-off that decides: its id (`show` lists them).", metavar="ID"
    )
    level: float | None = option("Two-sided confidence level of the limit; 0.95 unless given.")
    multiplier: float | None = option(
        "Multiplier of the standard error instead of a level: 1.96"
    )
    phi_max: float | None = option(
        "Highest risk of misclassification in each direction instead of a level: 0.05"
    )

    def mapping(self) -> dict[str, Any]:
        """The options as a study file writes them; None where one is not given."""
        return {
            "reliability": _number(self.reliability),
            "sd": _number(self.sd),
            "clinical": _population(self.clinical, "clinical"),
            "functional": _population(self.functional, "functional"),
            "criterion": self.criterion,
            "cutoff": self.cutoff,
            "level": self.level,
            "multiplier": self.multiplier,
            "phi_max": self.phi_max,
        }

    def change_options(self) -> ChangeOptions:
        """The options as the change engine takes them."""
        from scorewell.change.options.options import ChangeOptions

        options = self.mapping().items()
        return ChangeOptions.from_mapping(
            {name: value for name, value in options if value is not None}
        )


@dataclass(frozen=True, kw_only=True)
class IndexOptions(LimitOptions):
    """The change index, and figures that it needs."""

    panel = JUDGEMENT
    preset: str | None = option(
        "Choices that go together, such as clinsig-1.2; weaker than options beside "
        "it. `scorewell methods` lists them.",
        metavar="NAME",
    )
    method: str | None = option(
        "Change index; jacobson-truax unless given. `scorewell methods` lists them.",
        metavar="NAME",
    )
    reliability_post: str | None = option(
        "Reliability at the later occasion, for indices that tell them apart; the "
        "same unless given.",
        metavar="ID|R",
    )
    sample_figures: str | None = option(
        "Figures of a sample that an index needs and one respondent cannot give: "
        "mean_pre=20,mean_post=14,sd_post=8,correlation=0.6",
        metavar="NAME=VALUE,...",
    )
    control: str | None = option(
        "Figures of people measured twice without treatment: means and SDs before "
        "and after, retest correlation, number.",
        metavar="M1,SD1,M2,SD2,R[,N]",
    )

    def mapping(self) -> dict[str, Any]:
        """The options as a study file writes them; None where one is not given."""
        return {
            **super().mapping(),
            "preset": self.preset,
            "method": self.method,
            "reliability_post": _number(self.reliability_post),
            **_sample_figures(self.sample_figures or ""),
            "control": _control(self.control) if self.control else None,
        }


@dataclass(frozen=True, kw_only=True)
class JudgementOptions(IndexOptions):
    """The approach that judges pairs, its parameters, and the change index."""

    panel = JUDGEMENT
    approach: str = option(
        "How pairs are judged; combined (reliable change and cut-off) unless "
        "given. `scorewell methods --kind approach` lists them.",
        metavar="NAME",
        default="combined",
    )
    parameter: list[str] | None = option(
        "Parameter of the approach: improvement=30. `scorewell methods show "
        "APPROACH` lists them.",
        metavar="NAME=VALUE",
    )
    control_group: str | None = option(
        "Group of the data that was not treated: it gives these figures and is not "
        "judged itself.",
        metavar="LABEL",
    )

    def mapping(self) -> dict[str, Any]:
        """The options as a study file writes them; None where one is not given."""
        return {**super().mapping(), "control_group": self.control_group}

    def approaches(self) -> tuple[ApproachUse, ...]:
        """The approach; empty for the usual one."""
        parameters = parse_parameters(self.parameter or ())
        if self.approach == "combined" and not parameters:
            return ()
        from scorewell.study.approaches import ApproachUse

        return (ApproachUse(approach=self.approach, parameters=parameters, origin="call"),)


@dataclass(frozen=True, kw_only=True)
class RespondentScores:
    """The two scores of one respondent."""

    panel = COLUMNS
    pre_score: float | None = option("One respondent's baseline score.")
    post_score: float | None = option("One respondent's later score.")


def advice(
    registry: Registry, name: str, options: IndexOptions, scores: RespondentScores
) -> Advice:
    """What reliable and clinically significant change is for one respondent."""
    from scorewell.change.advice import advise
    from scorewell.change.inputs.request import record_options

    id_, scale = split_scale(name)
    instrument = load_definition(registry, id_)
    call = options.change_options()
    with record_options() as option_names:
        result = advise(
            instrument.scale(find_scale(instrument, scale)),
            instrument=instrument,
            method_registry=registry.plugins.change_methods,
            options=[("call", call)],
            pre=scores.pre_score,
            post=scores.post_score,
        )
    note_unused(call, option_names)
    return result


def note_unused(options: ChangeOptions, option_names: Collection[str]) -> None:
    """Say which options of a call changed nothing.

    Parameters
    ----------
    option_names : collection of str
        The options that the judgement used.
    """
    for entry in fields(options):
        name = entry.name
        if getattr(options, name) is None or name in {*option_names, "preset"}:
            continue
        flag = f"--{name.replace('_', '-')}"
        flag = f"--sample-figures {name}" if name in _SAMPLE_FIGURES else flag
        note(
            f"warning: {flag} changed nothing: the method, criterion or approach does not use "
            "it [option-not-used]"
        )


def parse_parameters(texts: Sequence[str]) -> dict[str, Any]:
    """``NAME=VALUE`` as names and values.

    Raises
    ------
    ScorewellError
        If one is not of this form, or comes twice.

    Examples
    --------
    >>> parse_parameters(["improvement=5.5", "cutoff=yes", "group=a"])
    {'improvement': 5.5, 'cutoff': True, 'group': 'a'}
    """
    parameters: dict[str, Any] = {}
    for text in texts:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not name or not sign or not value:
            raise ScorewellError(
                f"--parameter {text} is not of the form NAME=VALUE",
                hint="write for example --parameter improvement=30",
            )
        if name in parameters:
            raise ScorewellError(f"--parameter gives {name} twice", hint="give it once")
        parameters[name] = _parameter_value(value)
    return parameters


def _parameter_value(text: str) -> str | float | bool:
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    try:
        return int(text)
    except ValueError:
        return number_or_text(text)


def _number(text: str | None) -> str | float | None:
    return None if text is None else number_or_text(text)


def _population(text: str | None, name: str) -> str | dict[str, Any] | None:
    if text is None or "," not in text:
        return text
    try:
        mean, sd = (float(part) for part in text.split(","))
    except ValueError:
        raise ScorewellError(
            f"--{name} {text} is neither the id of a norm nor a mean and a standard deviation",
            hint=f"write the mean, a comma and the SD, with decimal points: --{name} 32,9.5",
        ) from None
    return {"mean": mean, "sd": sd, "source": "typed on the command line"}


def _sample_figures(text: str) -> dict[str, float]:
    figures: dict[str, float] = {}
    for part in split_names(text):
        name, _, value = (piece.strip() for piece in part.partition("="))
        try:
            figures[name.replace("-", "_")] = float(value)
        except ValueError:
            raise ScorewellError(
                f"--sample-figures {text} is not a list of figures",
                hint="write names and numbers, with decimal points: --sample-figures "
                "sd_post=8,correlation=0.6",
            ) from None
    for name in figures:
        if name not in _SAMPLE_FIGURES:
            raise ScorewellError(
                f"--sample-figures knows no figure '{name}'",
                hint=did_you_mean(name, _SAMPLE_FIGURES)
                or f"it knows {', '.join(_SAMPLE_FIGURES)}",
            )
    return figures


def _control(text: str) -> dict[str, Any]:
    try:
        numbers: list[float] = [float(part) for part in text.split(",")]
        if len(numbers) == len(_CONTROL_FIGURES):
            numbers[-1] = int(text.rsplit(",", maxsplit=1)[-1])
        figures: dict[str, Any] = dict(zip(_CONTROL_FIGURES, numbers, strict=len(numbers) != 5))
    except ValueError:
        raise ScorewellError(
            f"--control {text} is not five or six numbers",
            hint="write mean and SD before, mean and SD after, the retest correlation and the "
            "number of people, with decimal points: --control 103,10,109,8,0.76,100",
        ) from None
    return figures | {"source": "typed on the command line"}
