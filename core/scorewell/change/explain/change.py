"""One respondent's arithmetic, written out with the numbers in the formulas."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

import numpy as np

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.tolerance import exceeds
from scorewell.change.resolve import ChangeSettings
from scorewell.change.results.approach_results import Judgement
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.results.growth import GrowthResult
from scorewell.errors import ChangeError, did_you_mean
from scorewell.results import explain_result


def head(result: ChangeResult | Judgement | GrowthResult, case: Mapping[str, Any]) -> str:
    """Who it is, on which scale."""
    scale = result.scale
    span = f"{number(scale.low)} to {number(scale.high)}, {scale.better} is better"
    return f"Respondent {shown_id(case['id'])}, {result.instrument.column(scale.id)} ({span})"


def find_case(
    result: ChangeResult | Judgement | GrowthResult, case_id: object
) -> Mapping[str, Any]:
    """The row of one respondent."""
    ids = result.cases["id"].astype(str)
    rows = result.cases[(ids == str(case_id)).to_numpy(dtype=bool)]
    if rows.empty:
        path = result.instrument.column(result.scale.id)
        raise ChangeError(
            f"{path}: no respondent '{case_id}' was judged",
            hint=did_you_mean(str(case_id), ids.tolist())
            or f"there are {len(ids)} respondents, the first is {next(iter(ids), 'none')}",
        )
    return {str(name): value for name, value in rows.iloc[0].items()}


def number(value: float) -> str:
    """A number with up to six digits."""
    text = f"{value:.6g}"
    return "0" if text == "-0" else text


def shown_id(case_id: object) -> str:
    """An id on one line, without characters that a terminal obeys."""
    return "".join(character for character in str(case_id) if character.isprintable())


def in_formula(value: float) -> str:
    """A number as it stands in a formula: a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, and not missing."""
    return isinstance(value, float | int) and not math.isnan(value)


def score_lines(case: Mapping[str, Any]) -> list[str]:
    """The scores and their difference, or why there is none."""
    before, after = (
        number(case[name]) if is_number(case[name]) else "missing" for name in ("pre", "post")
    )
    text = f"Scores: {before} before, {after} after"
    if not case["assessable"]:
        return [text, f"Not assessable: {case['reason']}. There is no change to judge."]
    change = f"{after} - {in_formula(case['pre'])} = {number(case['change'])} points"
    return [f"{text}; change = {change}"]


def sourced(source: Input) -> str:
    """An input with its origin and source."""
    value = number(source.value) if is_number(source.value) else str(source.value)
    people = f", n = {source.n}" if source.n is not None and not _tells_n(source) else ""
    origin = f"{source.origin}: {source.detail}{people}"
    return (
        f"  {source.name} = {value} ({origin}{'; ' * bool(source.citation)}{source.citation})"
    )


def _tells_n(source: Input) -> bool:
    """Whether the words on an input say already how many people stand behind it."""
    return re.search(rf"(?<!\d){source.n}(?!\d)", source.detail) is not None


_SYMBOLS = {
    "reliability": ("r",), "reliability_post": ("r'",), "sd": ("s", "S1"), "mean_pre": ("M1",),
    "mean_post": ("M2",), "sd_post": ("S2",), "correlation": ("r12",), "n": ("n",),
    "control_mean_pre": ("M1",), "control_sd_pre": ("S1",), "control_mean_post": ("M2",),
    "control_sd_post": ("S2",), "control_retest": ("r",), "control_n": ("n",),
}  # fmt: skip
"""How formulas write the inputs of a method."""

_LEVELS = ("level", "multiplier", "phi max")
"""What sets the critical value."""

_TOKEN = re.compile(r"\s*(\d+\.?\d*|[A-Za-z]\w*'?|[-+*/^()])")
_DEFINITION = re.compile(r"\bwith (\w+) = ")
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


@explain_result.register
def explain_change(result: ChangeResult, case_id: object) -> str:
    """How the classes of one respondent came about; see ``Result.explain``.

    Returns
    -------
    str
        Several lines: change, index, standard error, score expected, limit and
        cut-off, with each number in its formula; statuses; the class, and why.
        A rule for exact ties is named where it decided.
    """
    case = find_case(result, case_id)
    inputs = {source.name: source for source in result.inputs}
    blocks = [
        [head(result, case)],
        score_lines(case),
        list(_reliable(result, case, inputs)) if case["assessable"] else [],
        [*_cutoff(result, inputs), *_statuses(result, case, inputs)],
        _outcome(result, case, inputs),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _reliable(
    result: ChangeResult, case: Mapping[str, Any], inputs: Mapping[str, Input]
) -> Iterator[str]:
    method, index, critical = result.method, case.get("index"), result.critical_value
    yield f"Reliable change: {method.title}"
    yield f"  {method.formula}"
    yield from map(sourced, result.settings.method_sources.values())
    if critical is None or not is_number(index):
        yield f"  so the change is: {case['reliable']}"
        return
    error = float(case.get("standard_error", result.standard_error))
    expected, post = float(case.get("expected", case["pre"])), float(case["post"])
    origin = "as the method expects" if "expected" in case else "the score before"
    yield f"  score expected without change = {number(expected)}, {origin}"
    yield f"  standard error = {number(error)} points"
    difference = f"({number(post)} - {in_formula(expected)})"
    yield f"  index = {difference} / {number(error)} = {number(index)}"
    yield from _formula_with_numbers(result.settings, case)
    level = next((inputs[name] for name in _LEVELS if name in inputs), None)
    if level is not None:
        yield sourced(level)
    limit = number(critical * error)
    product = f"{number(critical)} x {number(error)}"
    yield f"  limit = {product} = {limit} points from the score expected"
    yield f"  {_index_text(result, case, inputs)}"


def _index_text(
    result: ChangeResult, case: Mapping[str, Any], inputs: Mapping[str, Input]
) -> str:
    """On which side of the critical value the index lies."""
    critical, index, better = result.critical_value or 0.0, case["index"], result.scale.better
    index_text, edge = number(index), number(math.copysign(critical, index))
    words = f"so the change is: {case['reliable']}"
    if _is_tie(abs(index), critical, size=critical):
        return f"{index_text} is exactly {edge}, and {inputs['on limit'].detail}; {words}"
    if abs(index) < critical:
        return (
            f"{number(index)} lies between -{number(critical)} and {number(critical)}; {words}"
        )
    side = "above" if index > 0 else "below"
    return f"{index_text} lies {side} {edge}, and {better} is better; {words}"


def _is_tie(value: float, threshold: float, *, size: float) -> bool:
    """Whether a rule for exact ties decides."""
    at = np.array([value])
    on, off = (exceeds(at, threshold, size=size, ties=ties)[0] for ties in (True, False))
    return bool(on != off)


def _formula_with_numbers(settings: ChangeSettings, case: Mapping[str, Any]) -> Iterator[str]:
    """The method's own formula with the numbers in it, where they give the index."""
    values = {"x1": float(case["pre"]), "x2": float(case["post"])}
    method = settings.method
    for name, method_input in settings.method_inputs.items():
        values |= dict.fromkeys(_SYMBOLS.get(name, ()), method_input)
    lines = []
    for symbol in _DEFINITION.finditer(method.formula):
        text, value = _worked(method.formula[symbol.end() :], values)
        values[symbol[1]] = value
        lines.append(f"  {symbol[1]} = {text} = {number(value)}")
    body = method.formula.split(" with ", maxsplit=1)[0].rstrip(",")
    text, value = _worked(body.split(" = ", maxsplit=1)[-1], values)
    # What cannot be followed, or says something else than the method does, is left out.
    if math.isclose(value, float(case["index"]), rel_tol=1e-9, abs_tol=1e-9):
        yield from lines
        yield f"  in the formula: {text} = {number(value)}"


def _worked(formula: str, values: Mapping[str, float]) -> tuple[str, float]:
    """A formula, up to the first word in it, with numbers; and its value, or NaN."""
    text, exact, place = "", "", 0
    while match := _TOKEN.match(formula, place):
        token = match[1]
        if token[0].isalpha() and token not in values and token != "sqrt":  # noqa: S105
            break
        lead = match[0][: -len(token)]
        text += lead + (in_formula(values[token]) if token in values else token)
        exact += f"({values[token]!r})" if token in values else token.replace("^", "**")
        place = match.end()
    try:
        return text.strip(), _value(ast.parse(exact, mode="eval").body)
    except (SyntaxError, ArithmeticError, ValueError):
        return text.strip(), math.nan


def _value(node: ast.expr) -> float:
    """The value of an expression of numbers, the four rules, powers and square roots."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return float(_OPERATORS[type(op)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument], keywords=[]):
            return math.sqrt(_value(argument))
    raise ValueError("no arithmetic")


def _cutoff(result: ChangeResult, inputs: Mapping[str, Input]) -> Iterator[str]:
    cutoffs = result.cutoffs
    if cutoffs.value is None:
        yield f"Cut-off: none; recovery cannot be judged: {cutoffs.barrier}"
        return
    letter = cutoffs.criterion
    criterion = inputs["criterion"]
    yield f"Cut-off: {cutoffs.label} ({criterion.origin}: {criterion.detail})"
    if cutoffs.entry is not None:
        yield sourced(inputs["published cut-off"])
        return
    formula, with_numbers, names = _formula(result, inputs)
    yield from (sourced(inputs[name]) for name in names)
    steps = [letter, formula, with_numbers, number(cutoffs.value)]
    yield f"  {' = '.join(filter(None, steps))}"


def _formula(
    result: ChangeResult, inputs: Mapping[str, Input]
) -> tuple[str, str, tuple[str, ...]]:
    """The formula of the deciding cut-off, the same with numbers, and what enters it."""
    letter = result.cutoffs.criterion
    figures = ("clinical mean", "clinical sd", "functional mean", "functional sd")
    values = {name: source.value for name, source in inputs.items() if is_number(source.value)}
    m1, s1, m0, s0 = (in_formula(values.get(name, math.nan)) for name in figures)
    lower = result.scale.better == "lower"
    if letter == "a" and "quantile" in inputs:
        return f"the quantile {number(values['quantile'])}", "", ("quantile",)
    if letter == "a":
        k, sign = number(values["multiplier a"]), "-" if lower else "+"
        names = ("clinical mean", "clinical sd", "multiplier a")
        return f"M1 {sign} k * S1", f"{m1} {sign} {k} * {s1}", names
    if letter == "b":
        k, sign = number(values["multiplier b"]), "+" if lower else "-"
        names = ("functional mean", "functional sd", "multiplier b")
        return f"M0 {sign} k * S0", f"{m0} {sign} {k} * {s0}", names
    if any(finding.code == "plain-midpoint" for finding in result.findings):
        return "(M1 + M0) / 2", f"({m1} + {m0}) / 2", ("clinical mean", "functional mean")
    with_numbers = f"({s1} * {m0} + {s0} * {m1}) / ({s0} + {s1})"
    return "(S1 * M0 + S0 * M1) / (S0 + S1)", with_numbers, figures


def _statuses(
    result: ChangeResult, case: Mapping[str, Any], inputs: Mapping[str, Input]
) -> Iterator[str]:
    cutoff, scale = result.cutoffs.value, result.scale
    if cutoff is None:
        return
    for word, score, status, rule in (
        ("before", case["pre"], case["baseline_status"], "pre on cut-off"),
        ("after", case["post"], case["end_status"], "post on cut-off"),
    ):
        if not isinstance(status, str):
            continue
        if _is_tie(score, cutoff, size=scale.high - scale.low):
            relation = f"is exactly on the cut-off, and {inputs[rule].detail}"
        else:
            relation = f"is {'above' if score > cutoff else 'below'} {number(cutoff)}"
        yield f"  {word}: {number(score)} {relation}: {status}"


def _outcome(
    result: ChangeResult, case: Mapping[str, Any], inputs: Mapping[str, Input]
) -> list[str]:
    if not case["assessable"]:
        return ["Outcome: none, because the respondent is not assessable"]
    outcome, start, end = case["outcome"], case["baseline_status"], case["end_status"]
    anyone = "recovered from" in inputs and inputs["recovered from"].value == "any"
    if case["reliable"] != "improved":
        reason = "whatever the cut-off, recovery needs a reliable improvement"
    elif result.cutoffs.value is None:
        reason = "reliably improved; recovery is not judged"
    elif outcome == "recovered":
        start_text = "" if anyone else f"{start} before, "
        reason = f"reliably improved, {start_text}{end} after"
    elif end == "functional":
        reason = "reliably improved, but functional before as well: no move into the range"
    else:
        reason = "reliably improved, but not functional after"
    lines = [f"Outcome: {outcome} ({reason})"]
    if isinstance(case["significance"], str):
        lines.append(f"Clinical significance: {case['significance']} ({start} to {end})")
    return lines
