"""An instrument bound to the columns of a frame, and how its answers are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scorewell.answers.columns.covariate_source import CovariateSource
from scorewell.answers.columns.encoding import Encoding, encoding, split_choice
from scorewell.answers.columns.marker_columns import (
    NO_CODING_MARKER,
    NO_LANGUAGE_MARKER,
    CodingMarker,
    LanguageMarker,
)
from scorewell.definitions.model import Instrument


@dataclass(frozen=True, kw_only=True)
class Binding:
    """An instrument bound to the columns of a frame.

    Attributes
    ----------
    instrument : Instrument
        The instrument.
    columns : mapping of str to str
        Column by item id, in the order of the form. An item without a column
        counts as never answered.
    coding : str
        Name of the alternative encoding that the data uses, or such a name for
        each coding (``level=zero-based,vas=declared``). Empty takes the
        declared coding and refuses data that fits only an alternative;
        ``declared`` takes the declared coding whatever the data looks like.
    missing_codes : tuple of float or str
        Codes that stand for a missing answer.
    covariates : mapping of str to CovariateSource
        The column of each covariate that has one.
    codes : mapping of str to mapping
        Id of a coding to a map of codes that replaces it: what is written in
        the data to the value that is scored.
    mirrored : frozenset of str
        Items whose numbers were reversed before the data came here.
    coding_marker : CodingMarker
        The column whose name says which encoding the data uses, and that
        encoding; it counts where ``coding`` is empty.
    languages : tuple of str
        The languages whose labels are read; empty for all of the definition.
    language_marker : LanguageMarker
        The column whose name says in which language the labels are, and that
        language; it counts where the labels could be in several.
    """

    instrument: Instrument
    columns: Mapping[str, str]
    coding: str = ""
    missing_codes: tuple[float | str, ...] = ()
    covariates: Mapping[str, CovariateSource] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    mirrored: frozenset[str] = frozenset()
    coding_marker: CodingMarker = NO_CODING_MARKER
    languages: tuple[str, ...] = ()
    language_marker: LanguageMarker = NO_LANGUAGE_MARKER

    @property
    def answer_columns(self) -> frozenset[str]:
        """The columns of items, and those that say how items are written."""
        markers = {self.coding_marker.column, self.language_marker.column}
        return frozenset({*self.columns.values(), *markers} - {""})

    @property
    def read_columns(self) -> tuple[str, ...]:
        """The columns of items and covariates, without repetition."""
        covariates = (source.column for source in self.covariates.values())
        return tuple(dict.fromkeys([*self.columns.values(), *covariates]))

    def encoding(self, item_id: str) -> Encoding:
        """The codes and labels that stand for the answers in the column of an item."""
        coding = self.instrument.item(item_id).coding
        choice = self.coding or self.coding_marker.coding
        return encoding(
            coding,
            name=split_choice(choice).get(coding.id, choice),
            missing=self.missing_codes,
            codes=self.codes.get(coding.id),
            mirrored=item_id in self.mirrored,
            languages=self.languages,
        )
