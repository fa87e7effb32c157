"""Every combination of choices, without what does not enter it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from scorewell.methods import ChangeMethod
from scorewell.multiverse.choices import FACTORS, NOT_USED, Choice, Choices

__all__ = ["Combination", "Key", "Space", "key_of"]

Combination = dict[str, Choice]
"""A choice for every factor."""

Key = tuple[str, ...]
"""The labels of a combination, in the order of ``FACTORS``."""

_USES = {
    "reliability": frozenset({"reliability", "reliability_post"}),
    "sd": frozenset({"sd", "mean_pre"}),
}
"""Inputs of a method that a factor gives."""


@dataclass(frozen=True, kw_only=True)
class Space:
    """All combinations, each once.

    Attributes
    ----------
    choices : Choices
        What every factor may be.
    registry : mapping of str to ChangeMethod
        The registered change methods by name.
    """

    choices: Choices
    registry: Mapping[str, ChangeMethod]

    @property
    def default(self) -> Combination:
        """The combination of the analysis itself."""
        return self.reduced({name: self.choices.by_factor[name][:1] for name in FACTORS})

    def combinations(self) -> Iterator[Combination]:
        """Every combination once, that of the analysis itself first."""
        seen = {key_of(self.default)}
        yield self.default
        # An index that needs no reliability can be chosen where the scale has none.
        empty = (Choice(factor="", label=NOT_USED),)
        levels = [self.choices.by_factor[name] or empty for name in FACTORS]
        for chosen in product(*levels):
            reduced = self.reduced({n: (c,) for n, c in zip(FACTORS, chosen, strict=True)})
            if key_of(reduced) not in seen:
                seen.add(key_of(reduced))
                yield reduced

    def alone(self) -> Iterator[tuple[str, Choice, Key]]:
        """Every choice with the other factors as in the analysis itself."""
        base = {name: self.choices.by_factor[name][:1] for name in FACTORS}
        default = self.default
        for name in FACTORS:
            if default[name].label == NOT_USED:
                yield name, default[name], key_of(default)
                continue
            for choice in self.choices.by_factor[name]:
                yield name, choice, key_of(self.reduced({**base, name: (choice,)}))

    def reduced(self, chosen: Mapping[str, Sequence[Choice]]) -> Combination:
        """A combination without the choices that do not enter it."""
        needs = set(self.registry[chosen["method"][0].label].inputs)
        used = {name: bool(needs & inputs) for name, inputs in _USES.items()}
        used["functional"] = chosen["criterion"][0].label != "a"
        return {
            name: chosen[name][0]
            if chosen[name] and used.get(name, True)
            else Choice(factor=name, label=NOT_USED)
            for name in FACTORS
        }


def key_of(combination: Combination) -> Key:
    """The labels of a combination."""
    return tuple(combination[name].label for name in FACTORS)
