"""Hide small counts in the tables of a page, so that no other number gives one back.

The tables are one system: every count of the page is a sum of *atoms* (respondents of one group
with one result), and the atoms are whole numbers that are not negative. A count from 1 to below
the limit is hidden. A reader knows all the counts shown, how the tables add up, and what the
marks say; the counts that such a reader has to think possible are the *feasible worlds*. A
small count is protected if there is a world in which it is 1, and a world in which it is the
limit less 1: then what is printed says no more than its mark. (A small count without a mark
of its own, as the number not judged in a group, is protected if there is a world in which it
differs.) Where there is no such world, the counts that stand in its way and are cheapest to
lose are hidden too.

This is secondary cell suppression for linked tables, solved for one small count after the
other by integer programming: Fischetti, M., & Salazar-González, J. J. (2000). Models and
algorithms for optimizing cell suppression in tabular data with linear constraints. Journal of
the American Statistical Association, September 2000. The R package sdcTable calls the check by
the reader's bounds ``attack``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Atoms = frozenset[int]
"""The places of the atoms that a count is the sum of."""


class Mark(StrEnum):
    """What a page shows of a count."""

    EXACT = "exact"
    BELOW = "below"  # from 1 to below the limit
    ABOVE = "above"  # the limit or more
    OPEN = "open"  # anything


@dataclass(kw_only=True)
class CountSystem:
    """The counts of a page and how they add up.

    Attributes
    ----------
    atoms : list of int
        Respondents by result and group; whole numbers.
    blocks : list of int
        For each atom, the part of the page that it belongs to; parts are searched apart first.
    structural_zeros : set of int
        Atoms that can only be 0, whatever the data.
    costs : dict
        For each printed count, how much is lost if it is hidden.
    derived : set
        Counts that are not printed and that must not be found out either.
    equations : list of (Atoms, Atoms)
        Sums that are equal in every world.
    """

    atoms: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    structural_zeros: set[int] = field(default_factory=set)
    costs: dict[Atoms, float] = field(default_factory=dict)
    derived: set[Atoms] = field(default_factory=set)
    equations: list[tuple[Atoms, Atoms]] = field(default_factory=list)

    def add_atom(self, n: int, *, block: int, is_structural: bool = False) -> int:
        """The place of a new atom."""
        self.atoms.append(n)
        self.blocks.append(block)
        if is_structural and not n:
            self.structural_zeros.add(len(self.atoms) - 1)
        return len(self.atoms) - 1

    def add_count(self, atoms: Iterable[int], *, cost: float) -> Atoms:
        """A count that is printed; printed twice, it costs twice as much to hide."""
        places = frozenset(atoms)
        self.costs[places] = self.costs.get(places, 0.0) + cost
        return places

    def value(self, count: Atoms) -> int:
        """A count in the data."""
        return sum(self.atoms[place] for place in count)


# What it costs, beside the count itself, to say not even that it is small or large, and to
# hide that a count is 0.
_OPEN_COST = 25.0
_ZERO_COST = 40.0
_SECONDS = 10.0


def hide_small_counts(system: CountSystem, *, limit: int) -> dict[Atoms, Mark]:
    """The mark of each printed count.

    Parameters
    ----------
    limit : int
        Counts from 1 to below the limit are hidden; at least 3, or 0 for none.

    Examples
    --------
    Of 9 respondents 2 improved and 7 did not. The total and the 7 give the 2 back, so the 7 is
    hidden, which costs less than the total; with it the 2 can be anything from 1 to 4:

    >>> system = CountSystem()
    >>> improved, others = (system.add_atom(n, block=0) for n in (2, 7))
    >>> counts = [
    ...     system.add_count(atoms, cost=cost)
    ...     for atoms, cost in (([improved], 1), ([others], 1), ([improved, others], 3))
    ... ]
    >>> marks = hide_small_counts(system, limit=5)
    >>> [marks[count].value for count in counts]
    ['below', 'above', 'exact']
    """
    counts = [count for count in {*system.costs, *system.derived} if count]
    small = sorted((c for c in counts if 0 < system.value(c) < limit), key=sorted)
    marks = {
        count: Mark.BELOW if 0 < system.value(count) < limit else Mark.EXACT
        for count in system.costs
    }
    reach = {count: [system.value(count)] * 2 for count in small}
    for count in small:
        value = system.value(count)
        for target in (1, limit - 1) if count in marks else (value + 1,):
            low, high = reach[count]
            says_nothing = marks.get(count, Mark.OPEN) is Mark.OPEN
            if low <= target <= high or (says_nothing and low < high):
                continue
            world = _find_world(system, marks, count, target, limit)
            if world is None:  # no world in the time allowed
                return dict.fromkeys(marks, Mark.OPEN)
            for cell in small:
                n = _sum(world, cell)
                reach[cell] = [min(reach[cell][0], n), max(reach[cell][1], n)]
            for cell, mark in marks.items():
                marks[cell] = _weaken(mark, system.value(cell), _sum(world, cell), limit)
    return marks


def _sum(values: NDArray[np.int64], count: Atoms) -> int:
    return int(values[list(count)].sum())


def _weaken(mark: Mark, value: int, alternative: int, limit: int) -> Mark:
    """The mark that allows another value: the same one if it allows it already."""
    if alternative == value or mark is Mark.OPEN:
        return mark
    if mark is Mark.BELOW:
        return mark if 0 < alternative < limit else Mark.OPEN
    return Mark.ABOVE if value >= limit and alternative >= limit else Mark.OPEN


def _find_world(
    system: CountSystem, marks: dict[Atoms, Mark], count: Atoms, target: int, limit: int
) -> NDArray[np.int64] | None:
    """The atoms of a world in which a count is the target, and few other marks are weakened."""
    block = {system.blocks[place] for place in count}
    near = [place for place, name in enumerate(system.blocks) if name in block]
    world = _solve(system, marks, (count, target), limit, near)
    if world is None and len(near) < len(system.atoms):
        world = _solve(system, marks, (count, target), limit, range(len(system.atoms)))
    return world


def _solve(
    system: CountSystem,
    marks: dict[Atoms, Mark],
    goal: tuple[Atoms, int],
    limit: int,
    active: Sequence[int],
) -> NDArray[np.int64] | None:
    """The cheapest world with a count of that size by integer programming; None if none.

    The unknowns are the change of every active atom and two switches for every mark: it is
    weakened, and it is weakened until it says nothing.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    free = [place for place in active if place not in system.structural_zeros]
    columns = {place: column for column, place in enumerate(free)}
    most = 3 * limit
    costs = [0.0] * len(free)
    rows: list[tuple[dict[int, float], float, float]] = []
    for count, mark in marks.items():
        change = {columns[place]: 1.0 for place in count if place in columns}
        if mark is Mark.OPEN or not change:
            continue
        value, weak, opened = system.value(count), len(costs), len(costs) + 1
        is_exact = mark is Mark.EXACT
        costs += [system.costs[count] * is_exact, _OPEN_COST if value else _ZERO_COST]
        if is_exact:
            rows.append((change | {weak: most}, 0, np.inf))
            rows.append((change | {weak: -most}, -np.inf, 0))
        if mark is Mark.BELOW:
            rows.append((change | {opened: -most}, -np.inf, limit - 1 - value))
            rows.append((change | {opened: most}, 1 - value, np.inf))
        elif value >= limit:
            rows.append((change | {opened: most}, limit - value, np.inf))
        else:
            rows.append(({opened: 1.0, weak: -1.0}, 0, np.inf))
    for left, right in system.equations:
        signs = {columns[place]: 1.0 for place in left if place in columns}
        for place in right & columns.keys():
            signs[columns[place]] = signs.get(columns[place], 0.0) - 1.0
        if signs:
            rows.append((signs, 0, 0))
    count, target = goal
    step = target - system.value(count)
    rows.append(({columns[place]: 1.0 for place in count if place in columns}, step, step))

    entries = [
        (n, column, sign) for n, row in enumerate(rows) for column, sign in row[0].items()
    ]
    n_rows, n_columns, values = zip(*entries, strict=True)
    matrix = csr_array((values, (n_rows, n_columns)), shape=(len(rows), len(costs)))
    low, high = np.zeros(len(costs)), np.ones(len(costs))
    low[: len(free)] = [-min(system.atoms[place], most) for place in free]
    high[: len(free)] = most
    _, lows, highs = zip(*rows, strict=True)
    solution = milp(
        costs,
        constraints=LinearConstraint(matrix, lows, highs),
        bounds=Bounds(low, high),
        integrality=np.ones(len(costs), dtype=np.int64),
        options={"time_limit": _SECONDS},
    )
    if solution.x is None:
        return None
    world = np.array(system.atoms, dtype=np.int64)
    world[free] += np.rint(solution.x[: len(free)]).astype(np.int64)
    return world if _is_feasible(system, world, goal) else None


def _is_feasible(
    system: CountSystem, world: NDArray[np.int64], goal: tuple[Atoms, int]
) -> bool:
    """Whether rounding has left a world that adds up."""
    return (
        bool((world >= 0).all())
        and _sum(world, goal[0]) == goal[1]
        and all(_sum(world, left) == _sum(world, right) for left, right in system.equations)
    )
