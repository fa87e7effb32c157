"""Made-up answers, with what was asked of them and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

import pandas as pd

from scorewell.definitions.model import Instrument
from scorewell.io.json_values import plain, records
from scorewell.results import Result
from scorewell.simulation.design import Design
from scorewell.simulation.model import ThresholdModel
from scorewell.simulation.targets import Targets


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Simulation(Result):
    """Made-up answers.

    Attributes
    ----------
    instrument : Instrument
        What was answered.
    design : Design
        What was asked for.
    targets : Targets
        The alphas, norms and retest correlation aimed at, with their sources.
    model : ThresholdModel
        The model that the answers are drawn from.
    frame : pandas.DataFrame
        ``respondent``, ``occasion`` and one column per item, as answered on the
        form: nothing is reversed. One row per respondent and occasion.
    expected : pandas.DataFrame
        Per scale and occasion what the model expects: ``alpha``, ``mean``,
        ``sd``, ``effect`` (change since the first occasion in its standard
        deviations, positive where it is an improvement) and ``retest``
        (correlation of scores with another occasion at the same mean).
    """

    main_table: ClassVar[str] = "frame"
    respondent_tables: ClassVar[tuple[str, ...]] = ()  # the answers are not part of the JSON

    instrument: Instrument
    design: Design
    targets: Targets
    model: ThresholdModel
    frame: pd.DataFrame
    expected: pd.DataFrame

    def wide(self) -> pd.DataFrame:
        """One row per respondent; the columns of each occasion begin with its name.

        Examples
        --------
        >>> from scorewell.registry.registry import open_registry
        >>> from scorewell.simulation.draw import simulate
        >>> made = simulate(open_registry().load("gad-2"), Design(respondents=2))
        >>> list(made.wide().columns)
        ['respondent', 'pre_gad_2_1', 'pre_gad_2_2', 'post_gad_2_1', 'post_gad_2_2']
        """
        names = pd.Index(self.frame["respondent"].unique(), name="respondent")
        parts = []
        for occasion in self.design.occasions:
            rows = self.frame[self.frame["occasion"] == occasion].drop(columns="occasion")
            parts.append(rows.set_index("respondent").add_prefix(f"{occasion}_"))
        return pd.concat([part.reindex(names) for part in parts], axis=1).reset_index()

    def summary(self) -> str:
        """What was aimed at, and where that is from, as lines of text."""
        count, seed = self.design.respondents, self.design.seed
        lines = [f"{self.instrument.id}: {count} made-up respondents, seed {seed}"]
        for target in self.targets.alphas:
            name = self.instrument.column(target.scale.scale.id)
            lines.append(f"{name}: alpha {target.value:.3g}, {target.source}")
        if len(self.design.occasions) > 1:
            name = self.instrument.column(self.targets.retest_scale.scale.id)
            about = f"retest {self.targets.retest:.3g}, {self.targets.retest_source}"
            lines.append(f"{name}: {about}")
        if not self.targets.norms:
            lines.append("no norm is asked for: means lie in the middle of each scale")
        return "\n".join(lines)

    @property
    def _subject(self) -> str:
        return self.instrument.id

    def _key_counts(self) -> Mapping[str, object]:
        design = self.design
        return {"respondents": design.respondents, "occasions": len(design.occasions)}

    def _values(self) -> dict[str, object]:
        return {
            "instrument": {
                name: getattr(self.instrument, name) for name in ("id", "version", "digest")
            },
            "design": plain(asdict(self.design)),
            "alphas": [
                {"scale": target.scale.scale.id, "value": target.value, "source": target.source}
                for target in self.targets.alphas
            ],
            "retest": {
                "value": self.targets.retest,
                "scale": self.targets.retest_scale.scale.id,
                "source": self.targets.retest_source,
            },
            "expected": records(self.expected),
        }
