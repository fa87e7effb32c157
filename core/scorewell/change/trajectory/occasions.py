"""Which occasions there are, in which order, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real

from scorewell.errors import ChangeError

FIRST_SCORE = "first score"
"""Each respondent's first score is the baseline, on whatever occasion."""

SHARED = "shared"
"""The same occasions for everybody: who was not there has a missing score."""

OWN_ORDER = "own"
"""Each respondent's own sequence, in order of time: 1, 2, 3 and so on."""


def occasion_text(value: object) -> str:
    """An occasion as it is written: ``8.0`` is ``8``.

    Examples
    --------
    >>> occasion_text(8.0), occasion_text(" follow-up "), occasion_text(2.5)
    ('8', 'follow-up', '2.5')
    """
    if isinstance(value, Real):
        number = float(value)
        return str(int(number)) if number.is_integer() else f"{number:.15g}"
    return str(value).strip()


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """Which occasions there are, in which order, and what each is for.

    Attributes
    ----------
    order : tuple of str
        The occasions in their order. Empty: the order comes from the column
        ``time``, never from the order of the rows.
    baseline : str
        The occasion that all later ones are held against; the first one if
        empty. :data:`FIRST_SCORE` takes each respondent's first score.
    post : str
        The end of treatment. Occasions after it are follow-ups, on which a
        gain is kept or lost. Empty: there are no follow-ups.
    sequence : {'', 'shared', 'own'}
        Whether the occasions are the same for everybody (who has no row of
        one has a missing score) or each respondent has a sequence of their
        own (sessions on dates, for example; nothing is missing then but
        scores). Empty: ``own`` where the time is a date and there is nothing
        else to go by, otherwise ``shared``.

    Raises
    ------
    ChangeError
        If the order names an occasion twice or fewer than two, if baseline
        and post are not in it in this order, or the sequence is unknown.

    Examples
    --------
    >>> Occasions.of(["pre", "mid", "post", "3m"], post="post").follow_ups
    ('3m',)
    """

    order: tuple[str, ...] = ()
    baseline: str = ""
    post: str = ""
    sequence: str = ""

    def __post_init__(self) -> None:
        twice = sorted({occasion for occasion in self.order if self.order.count(occasion) > 1})
        if twice:
            raise ChangeError(
                f"the order of the occasions names {', '.join(twice)} more than once",
                hint="name every occasion once, from the first to the last",
            )
        if len(self.order) == 1:
            raise ChangeError(
                f"the order of the occasions names only {self.order[0]}",
                hint="a course has at least two occasions",
            )
        if self.sequence not in ("", SHARED, OWN_ORDER):
            raise ChangeError(
                f"sequence is {self.sequence!r}; expected {SHARED} or {OWN_ORDER}"
            )
        if self.order and self.sequence == OWN_ORDER:
            raise ChangeError(
                "the occasions have a declared order, and each respondent is to have a "
                "sequence of their own",
                hint="give the order, or the sequence own and a time",
            )
        if self.order:
            self.check(self.order)

    @classmethod
    def of(
        cls,
        order: Iterable[object] = (),
        *,
        baseline: object = "",
        post: object = "",
        sequence: str = "",
    ) -> Occasions:
        """The same from occasions that may be written as numbers."""
        return cls(
            order=tuple(occasion_text(occasion) for occasion in order),
            baseline=occasion_text(baseline),
            post=occasion_text(post),
            sequence=sequence,
        )

    @property
    def follow_ups(self) -> tuple[str, ...]:
        """The occasions of the declared order that come after ``post``."""
        return self.order[self.order.index(self.post) + 1 :] if self.post in self.order else ()

    def check(self, labels: tuple[str, ...]) -> None:
        """Hold baseline and post against the occasions there are."""
        has_name = self.baseline not in ("", FIRST_SCORE)
        for role, occasion in (
            ("baseline", self.baseline if has_name else ""),
            ("post", self.post),
        ):
            if occasion and occasion not in labels:
                raise ChangeError(
                    f"the {role} occasion is {occasion}, which is not among the occasions",
                    hint=f"they are, in order: {', '.join(labels)}",
                )
        start = labels.index(self.baseline) if has_name else 0
        if self.post and labels.index(self.post) <= start:
            raise ChangeError(
                f"the post occasion {self.post} does not come after the baseline "
                f"{labels[start]}",
                hint=f"the order is: {', '.join(labels)}",
            )
