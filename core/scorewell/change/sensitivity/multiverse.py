"""From pairs of scores to their classes in every combination of choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from scorewell.change.options.options import ChangeOptions
from scorewell.change.resolve import resolve
from scorewell.change.sample import read_sample
from scorewell.change.sensitivity.choices import FACTORS, ChoiceSpace, choices
from scorewell.change.sensitivity.multiverse_result import Multiverse
from scorewell.change.sensitivity.tally import AnalysisParts, Tally
from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.definitions.model import Instrument, Scale
from scorewell.registry.contracts import ChangeMethod


def multiverse(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Sequence[tuple[str, ChangeOptions]] = (),
) -> Multiverse:
    """Judge the same pairs in every combination of choices.

    Varied are criterion, index, reliability, functional norm, standard
    deviation and the rules for exact ties; see
    :func:`~scorewell.change.sensitivity.choices.choices`. The level, the clinical
    population, a later reliability and the figures of a control sample stay
    what they are. What does not enter a combination (the functional norm
    beside criterion a, a reliability beside an index of a retest sample) is
    not varied in it, so that no combination is counted twice.

    Parameters
    ----------
    pairs, scale, instrument, method_registry, options
        As for :func:`~scorewell.change.analyse.analyse`; what they give is
        the analysis itself, with which every combination is compared.

    Returns
    -------
    Multiverse

    Raises
    ------
    ChangeError
        If the analysis itself cannot be run, or the pairs cannot be read.

    Examples
    --------
    The R package clinicalsignificance 3.0.0 counts 6 recovered with the cut-off c, 2 with
    a and 7 with b.

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> found = multiverse(
    ...     pairs(), SCALE, instrument=INSTRUMENT, method_registry=methods, options=CHOICES
    ... )
    >>> moves = found.moves.set_index("choice")
    >>> moves.loc[["c", "a", "b"], "recovered"].tolist()
    [6, 2, 7]
    """
    sample = read_sample(pairs, scale, instrument=instrument, options=options)
    settings = resolve(sample.request, method_registry)
    choices_by_factor = choices(sample.request, settings, method_registry)
    space = ChoiceSpace(choices=choices_by_factor, registry=method_registry)
    parts = AnalysisParts(sample=sample, registry=method_registry)
    tally = Tally(space=space, size=len(sample.pairs.frame))
    for combination in space.combinations():
        tally.add(combination, parts)
    of = int(sample.pairs.assessable.sum())
    frame = tally.frame(of=of)
    return Multiverse(
        instrument=instrument,
        scale=scale,
        choices=choices_by_factor,
        combinations=frame,
        not_run=pd.DataFrame(tally.not_run, columns=[*FACTORS, "reason"], dtype=object),
        moves=tally.moves(frame),
        cases=sample.pairs.frame.assign(**tally.case_columns(sample.pairs.assessable)),
        findings=tuple(
            dict.fromkeys(
                (*accepted_errors_finding(instrument), *sample.findings, *tally.findings)
            )
        ),
    )
