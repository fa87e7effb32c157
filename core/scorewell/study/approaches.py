"""The approaches of a study, with their scales and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scorewell.change.options.options import ChangeOptions
from scorewell.definitions.reading.document import Document
from scorewell.errors import ChangeError, DefinitionError, Finding, did_you_mean

if TYPE_CHECKING:
    from scorewell.registry.contracts import Approach


RESERVED = frozenset({"approach", "change", "scales"})
"""Keys of an entry that are no parameters."""


@dataclass(frozen=True, kw_only=True)
class ApproachUse:
    """One approach as a study or a call asks for it.

    Attributes
    ----------
    approach : str
        Name of a registered approach.
    parameters : mapping
        The parameters of the approach.
    change : ChangeOptions
        How it judges otherwise, stronger than the measure's own options.
    scales : tuple of str
        The scales of the measure that it judges; all if empty.
    origin : {'study', 'call'}
        Who asks.
    document, path
        Where it stands, if in a file.
    """

    approach: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    change: ChangeOptions = field(default_factory=ChangeOptions)
    scales: tuple[str, ...] = ()
    origin: str = "study"
    document: Document | None = field(default=None, repr=False, compare=False)
    path: tuple[str | int, ...] = ()


def read_approaches(
    entries: Sequence[Mapping[str, Any]], document: Document, path: tuple[str | int, ...]
) -> tuple[ApproachUse, ...]:
    """The ``approaches`` of a study file or of one of its measures."""
    return tuple(
        ApproachUse(
            approach=entry["approach"],
            parameters={key: value for key, value in entry.items() if key not in RESERVED},
            change=ChangeOptions.from_mapping(entry.get("change", {})),
            scales=tuple(entry.get("scales", ())),
            document=document,
            path=(*path, place),
        )
        for place, entry in enumerate(entries)
    )


def bind_approaches(
    uses: Sequence[ApproachUse],
    registry: Mapping[str, Approach],
    *,
    scales: Sequence[str] | None = None,
) -> None:
    """Check every approach before any data is read.

    Parameters
    ----------
    uses : sequence of ApproachUse
        What is asked for.
    registry : mapping of str to Approach
        The registered approaches by name.
    scales : sequence of str or None
        The scales of the measure that the approaches belong to.
    """
    findings = [finding for use in uses for finding in _problems(use, registry, scales)]
    if not findings:
        return
    file = uses[0].document.file if uses[0].document is not None else ""
    if file:
        raise DefinitionError(f"{file} is not a valid study", findings=findings)
    names = ", ".join(use.approach for use in uses)
    raise ChangeError(
        f"the approach '{names}' cannot be used like this",
        findings=[replace(finding, line=None, column=None) for finding in findings],
    )


def _problems(
    use: ApproachUse, registry: Mapping[str, Approach], scales: Sequence[str] | None
) -> Iterator[Finding]:
    from scorewell.change.run_approach import approach_named, check_approach

    document = use.document or Document(data=dict(use.parameters), file="", digest="")
    try:
        approach = approach_named(use.approach, registry)
    except ChangeError as error:
        yield document.finding(
            "approach-unknown", (*use.path, "approach"), error.message, hint=error.hint
        )
        return
    yield from check_approach(approach, use.parameters, document=document, path=use.path)
    if scales is None and use.scales:
        yield document.finding(
            "approach-scale",
            (*use.path, "scales"),
            "`scales` names scales of a measure, and this is for all measures",
            hint="move the entry to the approaches of the measure",
        )
        return
    for place, scale in enumerate(use.scales):
        if scale not in (scales or ()):
            yield document.finding(
                "approach-scale",
                (*use.path, "scales", place),
                f"the measure compares no scale `{scale}`",
                hint=did_you_mean(scale, scales or ())
                or f"it compares {', '.join(scales or ())}",
            )


def uses_for(
    study: Sequence[ApproachUse], measure: Sequence[ApproachUse], scale: str
) -> tuple[ApproachUse, ...]:
    """The approaches of one scale: the measure's own, then the study's others.

    What a measure says of an approach replaces what the study says of it.
    """
    measure_uses = [use for use in measure if not use.scales or scale in use.scales]
    names = {use.approach for use in measure_uses}
    study_uses = [use for use in study if use.approach not in names]
    return (*study_uses, *measure_uses)
