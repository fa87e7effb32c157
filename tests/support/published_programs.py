"""What the published programs answer, worked out slowly and with sixty digits.

Written from descriptions of the programs alone: it shares no line and no rounding with the
engine. Scores and figures are given as decimal numbers, so that 0.1 is a tenth; two numbers are
the same where they agree to forty digits, which only happens where algebra makes them equal.
Every answer is for respondents one by one, in plain Python.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from statistics import NormalDist

DIGITS = 60
TOLERANCE = Decimal(10) ** -40


class NoAnswerError(Exception):
    """There is no answer for these figures."""


@dataclass
class Rules:
    """How a program decides; by default as clinsig 1.2 does."""

    all_pre: bool = True  # mean and SD of all pre scores, or of complete pairs
    normal_quantile_is_1_96: bool = True  # 1.96, or the normal quantile
    tie_is_change: bool = False
    pre_on_cutoff: str = "clinical"
    post_on_cutoff: str = "clinical"
    anybody_recovers: bool = False
    says_whose_sd: bool = True  # else an index of both occasions takes that of pairs


PROGRAMS = {
    "jacobson-truax-1991": Rules(),
    "clinsig-1.2": Rules(),
    "clinicalsignificance-3.0": Rules(
        all_pre=False, normal_quantile_is_1_96=False, pre_on_cutoff="functional"
    ),
    "jtrci-2019": Rules(
        all_pre=False, tie_is_change=True, post_on_cutoff="functional", anybody_recovers=True
    ),
    "rciplot-0.1": Rules(normal_quantile_is_1_96=False, anybody_recovers=True),
    "cecpfuns-0.0": Rules(normal_quantile_is_1_96=False),
    "leeds": Rules(normal_quantile_is_1_96=False, says_whose_sd=False),
}

CONTROL_INDICES = (
    "chelune", "iverson", "temkin", "speer", "mcsweeny", "charter", "crawford-howell", "maassen",
)  # fmt: skip
PAIRED_INDICES = ("hsu-linn-nord", "hageman-arrindell", "nunnally-kotsch-both-sds")


@dataclass
class Answer:
    """One dictionary or list per question; respondents in the order given."""

    index: list = field(default_factory=list)
    reliable: list = field(default_factory=list)
    baseline: list = field(default_factory=list)
    end: list = field(default_factory=list)
    outcome: list = field(default_factory=list)
    cutoff: Decimal | None = None
    critical: Decimal | None = None
    nearest: Decimal = Decimal(10)


def sign(number):
    """-1, 0 or 1, with what algebra makes 0 as 0."""
    if abs(number) < TOLERANCE:
        return 0
    return 1 if number > 0 else -1


def mean(numbers):
    if not numbers:
        raise NoAnswerError("no scores")
    return sum(numbers, Decimal(0)) / len(numbers)


def sd(numbers):
    if len(numbers) < 2:
        raise NoAnswerError("fewer than two scores")
    centre = mean(numbers)
    return (sum((x - centre) ** 2 for x in numbers) / (len(numbers) - 1)).sqrt()


def median(numbers):
    result = sorted(numbers)
    half = len(result) // 2
    return result[half] if len(result) % 2 else (result[half - 1] + result[half]) / 2


def mad(numbers):
    """Median distance from the median, times the 1.4826 of R."""
    if len(numbers) < 2:
        raise NoAnswerError("fewer than two scores")
    centre = median(numbers)
    return median([abs(x - centre) for x in numbers]) * Decimal("1.4826")


def sample_quantile(numbers, share):
    """R's quantile of type 7."""
    result = sorted(numbers)
    place = (len(result) - 1) * share
    low = int(place)
    if low + 1 == len(result):
        return result[low]
    return result[low] + (place - low) * (result[low + 1] - result[low])


def correlation(first, second):
    a, b = mean(first), mean(second)
    squares = sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second)
    if squares == 0:
        raise NoAnswerError("no spread")
    return sum((x - a) * (y - b) for x, y in zip(first, second, strict=True)) / squares.sqrt()


def quantile(share):
    return Decimal(NormalDist().inv_cdf(share))


def critical_value(rules, index, level):
    if rules.normal_quantile_is_1_96:
        return Decimal("1.96")
    risk = 1 - level
    return quantile(1 - risk) if index == "hageman-arrindell" else quantile(1 - risk / 2)


def expected_and_error(index, x1, figures):
    """The later score without change, and the error, for one respondent."""
    f = figures
    r, s1 = f.get("r"), f.get("s1")
    if index in CONTROL_INDICES:
        return _of_control(index, x1, f["control"])
    first = s1 * (1 - r).sqrt()
    root = (2 * first * first).sqrt()
    if index in ("jacobson-truax", "christensen-mendoza"):
        return x1, root
    if index == "jacobson-1984":
        return x1, first
    regressed = f["m1"] + r * (x1 - f["m1"])
    if index == "gulliksen-lord-novick":
        return regressed, s1 * (1 - r * r).sqrt()
    if index == "hsu-linn-nord":
        return f["m2"] + r * (x1 - f["m1"]), s1 * (1 - r * r).sqrt()
    if index == "edwards-nunnally":
        return regressed, first
    if index in ("nunnally-kotsch", "nunnally-kotsch-both-sds"):
        later = f["s2"] if index.endswith("sds") else s1
        return regressed, (r * r * s1 * s1 * (1 - r) + later * later * (1 - f["r_post"])).sqrt()
    raise AssertionError(index)


def _of_control(index, x1, c):
    m1, s1, m2, s2, r, n = (c[name] for name in ("m1", "s1", "m2", "s2", "r", "n"))
    classic, estimate = (2 * s1 * s1 * (1 - r)).sqrt(), ((s1 * s1 + s2 * s2) * (1 - r)).sqrt()
    regression = s2 * (1 - r * r).sqrt()
    line = m2 + r * s2 / s1 * (x1 - m1)
    growth = (1 + 1 / n + (x1 - m1) ** 2 / (s1 * s1 * (n - 1))).sqrt()
    return {
        "chelune": (x1 + m2 - m1, classic),
        "iverson": (x1 + m2 - m1, estimate),
        "temkin": (x1 + m2 - m1, (s1 * s1 + s2 * s2 - 2 * r * s1 * s2).sqrt()),
        "speer": (m2 + r * (x1 - m1), classic),
        "mcsweeny": (line, regression),
        "charter": (m2 + r * (x1 - m1), regression),
        "crawford-howell": (line, regression * growth),
        "maassen": (m2 + s2 / s1 * (x1 - m1), estimate),
    }[index]


def hageman_index(x1, x2, f):
    """Hageman and Arrindell's index as the program computes it."""
    error = f["s1"] ** 2 * (1 - f["r"])
    r2 = (f["s2"] ** 2 - error) / f["s2"] ** 2
    pair = 2 * f["s1"] * f["s2"] * f["r12"]
    variance = f["s1"] ** 2 + f["s2"] ** 2 - pair
    if sign(variance) <= 0:
        raise NoAnswerError("differences do not vary")
    rdd = (f["s1"] ** 2 * f["r"] + f["s2"] ** 2 * r2 - pair) / variance
    if sign(rdd) <= 0:
        raise NoAnswerError("differences are not reliable")
    return ((x2 - x1) * rdd + (f["m2"] - f["m1"]) * (1 - rdd)) / (
        rdd.sqrt() * (2 * error).sqrt()
    )


def cutoff_of(criterion, direction, clinical, functional, *, k=(2, 2), tail=None):
    """The cut-off by a, b or c; None where its figures are lacking or contradict the scale.

    Parameters
    ----------
    tail : Decimal or None
        The quantile of the baseline scores that stands for a.
    """
    m1, s1 = clinical
    if (
        functional is not None
        and m1 is not None
        and sign(direction * (functional[0] - m1)) <= 0
    ):
        return None
    if criterion == "b":
        if functional is None or functional[1] is None:
            return None
        return functional[0] - k[1] * direction * functional[1]
    if criterion == "a" and tail is not None:
        return tail
    if not s1 or (criterion == "c" and functional is None):
        return None
    if criterion == "a":
        return m1 + k[0] * direction * s1
    m0, s0 = functional
    if s0 is None:
        return (m0 + m1) / 2
    return (s1 * m0 + s0 * m1) / (s0 + s1)


def figures_of(index, rows, rules, reliability, later_reliability, control, spread=sd):
    """Means, standard deviations and so on that the program takes."""
    pairs = [(x1, x2) for x1, x2 in rows if x1 is not None and x2 is not None]
    value = [x1 for x1, _ in rows if x1 is not None]
    first, second = [x1 for x1, _ in pairs], [x2 for _, x2 in pairs]
    choice = value if rules.all_pre else first
    result = {"r": reliability, "r_post": later_reliability, "control": control}
    if index in PAIRED_INDICES:
        # A mean before that stands beside one after is of the same people.
        result["m1"] = mean(first)
        result["s1"] = sd(choice if rules.says_whose_sd else first)
        result["m2"] = mean(second)
    elif index not in CONTROL_INDICES:
        result["m1"], result["s1"] = mean(choice), spread(choice)
    if result.get("s1") == 0:
        raise NoAnswerError("no spread")
    if index in ("hageman-arrindell", "nunnally-kotsch-both-sds"):
        result["s2"] = sd(second)
        if result["s2"] == 0:
            raise NoAnswerError("no spread")
    if index == "hageman-arrindell":
        result["r12"] = correlation(first, second)
        hageman_index(first[0], second[0], result)
    return result, choice


def answer(
    program, rows, *, better, index="jacobson-truax", criterion="c", reliability="0.8",
    later_reliability=None, functional=None, control=None, level="0.95", multiplier=None,
    k=("2", "2"), quantiles=None, robust=False, typed_sd=None, clinical=None,
):  # fmt: skip
    """What a program says of every respondent, or NoAnswerError.

    Parameters
    ----------
    rows : list of (str or None, str or None)
        The scores before and after, as decimal numbers.
    functional : (str, str or None) or None
        Mean and standard deviation.
    k : (str, str)
        How many standard deviations a and b lie from their means.
    quantiles : (str, str) or None
        Of the baseline scores, for a.
    robust : bool
        Median and median absolute deviation, as clinsig can take them.
    typed_sd : str or None
        Standard deviation of the limit, instead of the sample's.
    clinical : (str, str) or None
        Mean and standard deviation of a clinical population, instead of the sample's.
    """
    with localcontext() as context:
        context.prec = DIGITS
        exact = [tuple(None if x is None else Decimal(x) for x in row) for row in rows]
        rules, direction = PROGRAMS[program], {"lower": -1, "higher": 1}[better]
        centre, spread = (median, mad) if robust else (mean, sd)
        r = Decimal(reliability)
        figures, choice = figures_of(
            index, exact, rules, r,
            r if later_reliability is None else Decimal(later_reliability),
            None if control is None else {k: Decimal(v) for k, v in control.items()},
            spread=spread if typed_sd is None else lambda _: Decimal(typed_sd),
        )  # fmt: skip
        norm = functional and tuple(None if x is None else Decimal(x) for x in functional)
        result = Answer(critical=critical_value(rules, index, float(level)))
        if multiplier is not None:
            result.critical = Decimal(multiplier)
        if clinical is None:
            patients = (
                centre(choice) if choice else None,
                spread(choice) if len(choice) > 1 else None,
            )
        else:
            patients = tuple(map(Decimal, clinical))
        tail = None
        if quantiles is not None and len(choice) > 1:
            tail = sample_quantile(choice, Decimal(quantiles[0 if direction < 0 else 1]))
        result.cutoff = cutoff_of(
            criterion, direction, patients, norm, k=tuple(map(Decimal, k)), tail=tail
        )
        for x1, x2 in exact:
            _judge(result, x1, x2, index, figures, direction, rules)
        return result


def _judge(result, x1, x2, index, figures, direction, rules):
    before = _side(result, x1, direction, rules.pre_on_cutoff)
    after = _side(result, x2, direction, rules.post_on_cutoff)
    result.baseline.append(before)
    result.end.append(after)
    if x1 is None or x2 is None:
        for entry in (result.index, result.reliable, result.outcome):
            entry.append(None)
        return
    if index == "hageman-arrindell":
        value = hageman_index(x1, x2, figures)
    else:
        expected, error = expected_and_error(index, x1, figures)
        value = (x2 - expected) / error
    reliable = "unchanged"
    for word, gain in (("improved", direction * value), ("deteriorated", -direction * value)):
        result.nearest = min(result.nearest, _near(gain - result.critical))
        beyond = sign(gain - result.critical)
        if beyond > 0 or (beyond == 0 and rules.tie_is_change):
            reliable = word
    recovered = reliable == "improved" and after == "functional"
    if not rules.anybody_recovers:
        recovered = recovered and before == "clinical"
    result.index.append(value)
    result.reliable.append(reliable)
    result.outcome.append("recovered" if recovered else reliable)


def _side(result, score, direction, on_cutoff):
    if score is None or result.cutoff is None:
        return None
    distance = direction * (score - result.cutoff)
    result.nearest = min(result.nearest, _near(distance))
    place = sign(distance)
    if place == 0:
        return on_cutoff
    return "functional" if place > 0 else "clinical"


def _near(distance):
    """How far from a tie, where it is none."""
    return Decimal(10) if sign(distance) == 0 else abs(distance)


def percentage(rows, *, better, improvement, deterioration):
    """Outcome by a share of the score before; None where there is no share."""
    values = []
    for x1, x2 in ((a and Decimal(a), b and Decimal(b)) for a, b in rows):
        if x1 is None or x2 is None or x1 == 0:
            values.append(None)
            continue
        gain = (x2 - x1) / abs(x1) * (1 if better == "higher" else -1)
        with localcontext() as context:
            context.prec = DIGITS
            if gain >= Decimal(improvement):
                values.append("improved")
            elif -gain >= Decimal(deterioration):
                values.append("deteriorated")
            else:
                values.append("unchanged")
    return values


def anchor(rows, *, better, improvement, deterioration):
    """Outcome by an amount that matters, met exactly included."""
    values = []
    for x1, x2 in rows:
        if x1 is None or x2 is None:
            values.append(None)
            continue
        gain = (Decimal(x2) - Decimal(x1)) * (1 if better == "higher" else -1)
        better_by, worse_by = gain - Decimal(improvement), -gain - Decimal(deterioration)
        word = (
            "improved" if better_by >= 0 else "deteriorated" if worse_by >= 0 else "unchanged"
        )
        values.append(word)
    return values


def statistical(program, rows, **arguments):
    """Outcome by the side of the cut-off alone; who did not move did not change."""
    result = answer(program, rows, **arguments)
    if result.cutoff is None:
        return [None] * len(rows)
    moves = {("clinical", "functional"): "improved", ("functional", "clinical"): "deteriorated"}
    outcomes = []
    for (x1, x2), before, after in zip(rows, result.baseline, result.end, strict=True):
        if x1 is None or x2 is None:
            outcomes.append(None)
        elif Decimal(x1) == Decimal(x2):
            outcomes.append("unchanged")
        else:
            outcomes.append(moves.get((before, after), "unchanged"))
    return outcomes


def true_scores(rows, *, better, criterion, reliability, functional, phi_max="0.05"):
    """Hageman and Arrindell's tests as clinicalsignificance has them, on complete pairs.

    Returns
    -------
    tuple
        The cut-off, the statistic of each respondent against it, and where it is shown that
        they crossed: "into functional", "into clinical", "not shown".
    """
    with localcontext() as context:
        context.prec = DIGITS
        exact = [tuple(None if x is None else Decimal(x) for x in row) for row in rows]
        rules, direction = PROGRAMS["clinicalsignificance-3.0"], 1 if better == "higher" else -1
        f, choice = figures_of(
            "hageman-arrindell", exact, rules, Decimal(reliability), Decimal(reliability), None
        )
        error = f["s1"] * (1 - f["r"]).sqrt()

        def true_sd(of):
            if of <= error:
                raise NoAnswerError("scores vary less than their error")
            return (of * of - error * error).sqrt()

        r2 = (true_sd(f["s2"]) / f["s2"]) ** 2
        m0, s0 = map(Decimal, functional)
        if sign(direction * (m0 - mean(choice))) <= 0:
            raise NoAnswerError("figures contradict the scale")
        clinical = (mean(choice), None if criterion == "b" else true_sd(sd(choice)))
        norm = (m0, None if criterion == "a" else true_sd(s0))
        cut = cutoff_of(criterion, direction, clinical, norm)
        critical = quantile(1 - float(phi_max))
        statistics, crossed = [], []
        for x1, x2 in exact:
            if x1 is None or x2 is None:
                statistics.append(None)
                crossed.append(None)
                continue
            value = (f["m2"] + (x2 - f["m2"]) * r2 - cut) / (r2.sqrt() * error)
            was_clinical = sign(direction * (x1 - cut)) < 0
            word = "not shown"
            if was_clinical and direction * value > critical:
                word = "into functional"
            if not was_clinical and -direction * value > critical:
                word = "into clinical"
            statistics.append(value)
            crossed.append(word)
        return cut, statistics, crossed
