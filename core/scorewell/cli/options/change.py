"""Options that say how change is judged, shared by ``change``, ``course`` and ``target``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.change.options.options import ChangeOptions
    from scorewell.definitions.model import Instrument
    from scorewell.registry.registry import Registry


Method = Annotated[
    str | None,
    typer.Option(
        "--method",
        metavar="NAME",
        help="Change index; jacobson-truax unless given. `scorewell methods` lists them.",
    ),
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="NAME",
        help="Choices that go together, such as clinsig-1.2; weaker than options beside it. "
        "`scorewell methods` lists them.",
    ),
]
Reliability = Annotated[
    str | None,
    typer.Option(
        "--reliability",
        metavar="ID|R",
        help="Id of a reliability of the scale (`show` lists them), a number such as 0.89, or "
        "sample-alpha for alpha of the data's own items at baseline.",
    ),
]
ReliabilityPost = Annotated[
    str | None,
    typer.Option(
        "--reliability-post",
        metavar="ID|R",
        help="Reliability at the later occasion, for indices that tell them apart; the same "
        "unless given.",
    ),
]
SampleFigures = Annotated[
    str | None,
    typer.Option(
        "--sample",
        metavar="NAME=VALUE,...",
        help="Figures of a sample that an index needs and one respondent cannot give: "
        "mean_pre=20,mean_post=14,sd_post=8,correlation=0.6",
    ),
]
ControlFigures = Annotated[
    str | None,
    typer.Option(
        "--control",
        metavar="M1,SD1,M2,SD2,R[,N]",
        help="Figures of people measured twice without treatment: means and SDs before and "
        "after, retest correlation, number.",
    ),
]
ControlGroup = Annotated[
    str | None,
    typer.Option(
        "--control-group",
        metavar="LABEL",
        help="Group of the data that was not treated: it gives these figures and is not "
        "judged itself.",
    ),
]
Spread = Annotated[
    str | None,
    typer.Option(
        "--sd",
        metavar="WHICH",
        help="Standard deviation for the limit: baseline (all baseline scores; the default), "
        "pairs (those with both scores), the id of a norm, or a number.",
    ),
]
Clinical = Annotated[
    str | None,
    typer.Option(
        "--clinical",
        metavar="ID|M,SD",
        help="Clinical population: id of a norm, figures such as 32,9.5, or baseline / pairs.",
    ),
]
Functional = Annotated[
    str | None,
    typer.Option(
        "--functional",
        metavar="ID|M,SD",
        help="Functional (non-clinical) population: id of a norm, or figures such as 8,6.",
    ),
]
Criterion = Annotated[
    str | None,
    typer.Option(
        "--criterion",
        metavar="a|b|c|auto",
        help="Cut-off: a (2 SD beyond the clinical mean), b (within 2 SD of the functional "
        "mean), c (between the two), auto (c where functional norms exist, otherwise a).",
    ),
]
Level = Annotated[
    float | None,
    typer.Option("--level", help="Two-sided confidence level of the limit; 0.95 unless given."),
]
Multiplier = Annotated[
    float | None,
    typer.Option(
        "--multiplier", help="Multiplier of the standard error instead of a level: 1.96"
    ),
]
PhiMax = Annotated[
    float | None,
    typer.Option(
        "--phi-max",
        help="Highest risk of misclassification in each direction instead of a level: 0.05",
    ),
]


def options(**given: str | float | None) -> ChangeOptions:
    """The options that were given, as the change engine takes them."""
    from scorewell.change.options.options import ChangeOptions

    mapping: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name in {"reliability", "reliability_post", "sd"}:
            mapping[name] = _number(str(value))
        elif name in {"clinical", "functional"}:
            mapping[name] = _population(str(value), name)
        elif name == "sample":
            mapping |= _sample(str(value))
        elif name == "control":
            mapping[name] = _control(str(value))
        else:
            mapping[name] = value
    return ChangeOptions.from_mapping(mapping)


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _population(text: str, name: str) -> str | dict[str, Any]:
    if "," not in text:
        return text
    try:
        mean, sd = (float(part) for part in text.split(","))
    except ValueError:
        raise ScorewellError(
            f"--{name} {text} is neither the id of a norm nor a mean and a standard deviation",
            hint=f"write the mean, a comma and the SD, with decimal points: --{name} 32,9.5",
        ) from None
    return {"mean": mean, "sd": sd, "source": "typed on the command line"}


def _sample(text: str) -> dict[str, float]:
    names = ("mean_pre", "mean_post", "sd_post", "correlation")
    found: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = (each.strip() for each in part.partition("="))
        try:
            found[name.replace("-", "_")] = float(value)
        except ValueError:
            raise ScorewellError(
                f"--sample {text} is not a list of figures",
                hint="write names and numbers, with decimal points: --sample sd_post=8,"
                "correlation=0.6",
            ) from None
    for name in found:
        if name not in names:
            raise ScorewellError(
                f"--sample knows no figure '{name}'",
                hint=did_you_mean(name, names) or f"it knows {', '.join(names)}",
            )
    return found


def _control(text: str) -> dict[str, Any]:
    names = ("mean_pre", "sd_pre", "mean_post", "sd_post", "retest", "n")
    try:
        figures: list[float] = [float(part) for part in text.split(",")]
        if len(figures) == len(names):
            figures[-1] = int(text.rsplit(",", maxsplit=1)[-1])
        found: dict[str, Any] = dict(zip(names, figures, strict=len(figures) != 5))
    except ValueError:
        raise ScorewellError(
            f"--control {text} is not five or six numbers",
            hint="write mean and SD before, mean and SD after, the retest correlation and the "
            "number of people, with decimal points: --control 103,10,109,8,0.76,100",
        ) from None
    return found | {"source": "typed on the command line"}


def split_scale(name: str) -> tuple[str, str]:
    """``pseq.total`` as instrument and scale; the scale is empty if not named.

    Examples
    --------
    >>> split_scale("pseq.total"), split_scale("pseq")
    (('pseq', 'total'), ('pseq', ''))
    """
    if name.lower().endswith((".yaml", ".yml")):
        return name, ""
    instrument, _, scale = name.partition(".")
    return instrument, scale


def one_scale(instrument: Instrument, scale: str) -> str:
    """The scale that is meant: the one named, or the only one.

    Raises
    ------
    ScorewellError
        If there is no such scale, or none is named and there are several.
    """
    ids = [each.id for each in instrument.scales]
    if not scale and len(ids) == 1:
        return ids[0]
    if scale in ids:
        return scale
    problem = f"has no scale `{scale}`" if scale else "has several scales, and none is named"
    raise ScorewellError(
        f"{instrument.id} {problem}",
        hint=f"name one: {', '.join(f'{instrument.id}.{each}' for each in ids)}",
    )


def advice(
    known: Registry,
    name: str,
    asked: ChangeOptions,
    *,
    pre: float | None = None,
    post: float | None = None,
) -> str:
    """What reliable and clinically significant change is for one respondent, in words."""
    from scorewell.change.advice import advise

    instrument, scale = split_scale(name)
    found = known.load(instrument)
    return advise(
        found.scale(one_scale(found, scale)),
        instrument=found,
        method_registry=known.plugins.change_methods,
        options=[("call", asked)],
        pre=pre,
        post=post,
    ).text()
