"""Encodings: the codes and labels that stand for the answers in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from scorewell.definitions.model import Coding, Instrument
from scorewell.errors import DataError, did_you_mean

DECLARED_CODING = "declared"

_BLANKS = frozenset({"", ".", "na", "nan", "none", "null"})
_MAX_CODES = 12
# A number and the label of one answer, as questions of forms are often written.
_JOINTS = (
    "{} - {}", "{}-{}", "{} \N{EN DASH} {}", "{} = {}", "{}={}", "{}: {}", "{}. {}", "{}) {}",
    "({}) {}", "{} {}", "{} ({})", "{}:{}", "{1} ({0})", "{1} [{0}]", "{1} - {0}", "{1} = {0}",
    "{1}: {0}", "{1}={0}",
)  # fmt: skip
_SIGNS = (
    (" ", "\N{NO-BREAK SPACE}"),
    ("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
    ("-", "\N{EN DASH}"),
)
_ZEROS = 7


def normalize_label(text: str) -> str:
    """Text without outer blanks and in lower case, as it is compared."""
    return text.strip().lower()


def _written_code(code: float | str) -> str:
    return normalize_label(code) if isinstance(code, str) else f"{code:g}"


def spellings(label: str) -> frozenset[str]:
    """A label as programs write it, with all kinds of accents, apostrophes, dashes and blanks.

    Examples
    --------
    >>> sorted(spellings("don't know")) == sorted(
    ...     [
    ...         "don't know",
    ...         "don\N{RIGHT SINGLE QUOTATION MARK}t know",
    ...         "don't\N{NO-BREAK SPACE}know",
    ...         "don\N{RIGHT SINGLE QUOTATION MARK}t\N{NO-BREAK SPACE}know",
    ...     ]
    ... )
    True
    """
    forms = {label}
    for usual, variant in _SIGNS:
        forms |= {form.replace(variant, usual) for form in forms}
        forms |= {form.replace(usual, variant) for form in forms}
    return frozenset(normalize(kind, form) for form in forms for kind in ("NFC", "NFD"))


def parse_number(text: str) -> float | None:
    """The number that a text stands for, decimal comma allowed, or None.

    Examples
    --------
    >>> parse_number(" 2,5 "), parse_number("often")
    (2.5, None)
    """
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _number_texts(value: float) -> set[str]:
    """A number in every way in which it is written in a column of text."""
    bare = f"{value:g}" if float(f"{value:g}") == value else repr(float(value))
    is_integer = float(value).is_integer()
    forms = {bare, f"{bare}."} if is_integer else {bare}
    point = "." if is_integer else ""
    forms |= {f"{bare}{point}{'0' * places}" for places in range(1, _ZEROS)}
    if value >= 0:
        forms |= {start + form for form in forms for start in ("0", "00", "+")}
    return forms | {form.replace(".", ",") for form in forms}


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """The codes and labels that stand for the answers in a column.

    Attributes
    ----------
    coding : Coding
        The declared coding.
    codes : tuple of (code, value)
        Code in the data and value that is scored, in the order of the form.
    missing : tuple of float or str
        Codes that stand for a missing answer; they win over answers.
    languages : tuple of str
        The languages whose labels are read. Without any, and for a coding
        that has none of them, all languages of the coding are read.
    """

    coding: Coding
    codes: tuple[tuple[float | str, float], ...]
    missing: tuple[float | str, ...] = ()
    languages: tuple[str, ...] = ()

    @cached_property
    def absent_numbers(self) -> tuple[float, ...]:
        """The numbers that say that the item does not apply."""
        return code_numbers(self.coding.not_applicable)

    @cached_property
    def absent_texts(self) -> frozenset[str]:
        """The texts that say that the item does not apply."""
        return code_texts(self.coding.not_applicable)

    @cached_property
    def missing_numbers(self) -> tuple[float, ...]:
        """The missing codes that are numbers."""
        return code_numbers(self.missing)

    @cached_property
    def missing_texts(self) -> frozenset[str]:
        """Texts that stand for a missing answer, blanks among them."""
        return _BLANKS.difference(self._answer_texts) | code_texts(self.missing)

    @cached_property
    def numbers(self) -> Mapping[float, float]:
        """Value by numeric code."""
        return {
            float(code): value
            for code, value in self.codes
            if not isinstance(code, str) and code not in self.missing_numbers
        }

    @cached_property
    def texts(self) -> Mapping[str, float]:
        """Value by normalized text: codes first, then labels of a single answer."""
        return {
            text: value
            for text, value in self._answer_texts.items()
            if text not in self.missing_texts
        }

    @cached_property
    def _answer_texts(self) -> Mapping[str, float]:
        texts: dict[str, float] = {}
        for code, value in self.codes:
            forms = {normalize_label(code)} if isinstance(code, str) else _number_texts(code)
            texts |= dict.fromkeys(forms, value)
        for label, values in self.labels.items():
            if len(values) == 1:
                texts.setdefault(label, min(values))
        for code, value in self.codes:
            for label, values in self.labels.items():
                if values == {value}:
                    for joint in _JOINTS:
                        texts.setdefault(joint.format(_written_code(code), label), value)
        return texts

    @cached_property
    def labels(self) -> Mapping[str, frozenset[float]]:
        """The values of the answers that a normalized label stands for; no numbers."""
        values_by_label: dict[str, set[float]] = {}
        labels_by_language = self.coding.labels
        for language in [
            language for language in self.languages if language in labels_by_language
        ] or labels_by_language:
            labels = labels_by_language[language]
            for label, value in zip(
                map(normalize_label, labels), self.coding.values, strict=True
            ):
                if label and parse_number(label) is None:
                    for form in spellings(label):
                        values_by_label.setdefault(form, set()).add(value)
        return {label: frozenset(values) for label, values in values_by_label.items()}

    @cached_property
    def unclear(self) -> frozenset[str]:
        """Labels that stand for more than one answer."""
        return frozenset(label for label, values in self.labels.items() if len(values) > 1)

    @cached_property
    def code_list(self) -> str:
        """The codes as text, for example ``0, 1, 2, 3, 4``."""
        codes = [code if isinstance(code, str) else f"{code:g}" for code, _ in self.codes]
        if len(codes) > _MAX_CODES:
            return f"{codes[0]} to {codes[-1]}"
        return ", ".join(codes)


def code_numbers(codes: Sequence[float | str]) -> tuple[float, ...]:
    """The codes that are numbers, those in text among them."""
    numbers = (parse_number(code) if isinstance(code, str) else float(code) for code in codes)
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


def code_texts(codes: Sequence[float | str]) -> frozenset[str]:
    """The codes in every way in which they are written in a column of text, normalized."""
    texts = {normalize_label(code) for code in codes if isinstance(code, str)}
    return frozenset(texts.union(*map(_number_texts, code_numbers(codes))))


def encoding(
    coding: Coding,
    *,
    name: str = "",
    missing: Sequence[float | str] = (),
    codes: Mapping[str, float] | None = None,
    mirrored: bool = False,
    languages: Sequence[str] = (),
) -> Encoding:
    """The encoding of one coding.

    Parameters
    ----------
    coding : Coding
        The declared coding.
    name : str, optional
        Name of an alternative; a coding without it keeps the declared codes.
    missing : sequence of float or str, optional
        Codes that stand for a missing answer.
    codes : mapping of str to float, optional
        Value that is scored by the text in the data, instead of the declared
        codes and of every alternative.
    mirrored : bool, optional
        Whether the numbers were reversed before, so that the lowest stands
        for the highest answer. Labels are not reversed.
    languages : sequence of str, optional
        The languages whose labels are read; all of the coding by default.

    Examples
    --------
    >>> from scorewell.definitions.model import Answer
    >>> coding = Coding(
    ...     id="yes_no",
    ...     answers=(Answer(value=0, label="no"), Answer(value=1, label="yes")),
    ...     alternatives={"one-two": (1, 2)},
    ... )
    >>> encoding(coding).code_list, encoding(coding, name="one-two").code_list
    ('0, 1', '1, 2')
    >>> encoding(coding, name="one-two").texts["2"]
    1
    >>> encoding(coding, codes={"n": 0, "y": 1, "j": 1}).texts["j"]
    1
    >>> dict(encoding(coding, mirrored=True).numbers)
    {0.0: 1, 1.0: 0}
    """
    pairs: list[tuple[float | str, float]]
    if codes:
        pairs = [(_parse_code(text), value) for text, value in codes.items()]
    else:
        pairs = list(
            zip(coding.alternatives.get(name, coding.values), coding.values, strict=True)
        )
    if mirrored:
        low_plus_high = coding.lowest + coding.highest
        pairs = [
            (code, value if isinstance(code, str) else low_plus_high - value)
            for code, value in pairs
        ]
    return Encoding(
        coding=coding, codes=tuple(pairs), missing=tuple(missing), languages=tuple(languages)
    )


def _parse_code(text: str) -> float | str:
    number = parse_number(text)
    return text if number is None else number


def check_codes(instrument: Instrument, codes: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse a map of codes that names another coding, or a value that is not an answer."""
    for coding_id, values_by_code in codes.items():
        codings = codings_by_id(instrument)
        coding = codings.get(coding_id)
        if coding is None:
            raise DataError(
                f"{instrument.id} has no coding '{coding_id}'",
                hint=did_you_mean(coding_id, codings)
                or f"its codings are {', '.join(codings)}",
            )
        values = [float(value) for value in coding.values]
        for text, value in values_by_code.items():
            if float(value) not in values:
                raise DataError(
                    f"{instrument.id}: the map of codes gives '{text}' the value {value:g}, "
                    f"which is no answer of the coding {coding_id}",
                    hint=f"its answers are {', '.join(f'{answer:g}' for answer in values)}",
                )


def codings_by_id(instrument: Instrument) -> dict[str, Coding]:
    """The codings of the items, by id."""
    return {item.coding.id: item.coding for item in instrument.items}


def check_mirrored(instrument: Instrument, items: Sequence[str]) -> None:
    """Refuse items as reversed already that no scale reverses."""
    reversible = reversed_items(instrument)
    for item in items:
        if item not in reversible:
            raise DataError(
                f"{instrument.id}: no scale reverses the item '{item}', so it cannot have been "
                "reversed already",
                hint=did_you_mean(item, reversible)
                or f"the reversed items are {', '.join(reversible) or 'none'}",
            )


def reversed_items(instrument: Instrument) -> list[str]:
    """Ids of the items that some scale reverses, in the order of the form."""
    reversed_ids = {item for scale in instrument.scales for item in scale.reversed}
    return [item.id for item in instrument.items if item.id in reversed_ids]


def check_coding(instrument: Instrument, choice: str) -> None:
    """Refuse a choice of encodings that does not say one for every coding of the instrument.

    Raises
    ------
    DataError
        If no coding has the encoding, or only some have it and the others are not named.
    """
    codings = codings_by_id(instrument)
    names_by_coding = split_choice(choice)
    for coding_id, name in names_by_coding.items():
        if coding_id not in codings:
            raise DataError(
                f"{instrument.id} has no coding '{coding_id}'",
                hint=did_you_mean(coding_id, codings)
                or f"its codings are {', '.join(codings)}",
            )
        _check_name(f"the coding {coding_id}", [codings[coding_id]], name)
    if not names_by_coding:
        _check_name(instrument.id, list(codings.values()), choice)
        names_by_coding = {
            coding_id: choice
            for coding_id, coding in codings.items()
            if choice in {"", DECLARED_CODING, *coding.alternatives}
        }
    without = [coding_id for coding_id in codings if coding_id not in names_by_coding]
    if without:
        open_codings = ", ".join(without)
        problem = (
            f"nothing says in which encoding the answers of the coding {open_codings} are"
            if "=" in choice
            else f"only the coding {', '.join(names_by_coding)} has the encoding {choice}, and "
            f"nothing says in which encoding the answers of the coding {open_codings} are"
        )
        suggestion = ",".join(
            f"{key}={names_by_coding.get(key, DECLARED_CODING)}" for key in codings
        )
        raise DataError(
            f"{instrument.id}: {problem}",
            hint=f"say it of each: --coding {suggestion} (coding='{suggestion}'), if "
            f"{open_codings} is written as declared",
        )


def _check_name(owner: str, codings: Sequence[Coding], name: str) -> None:
    alternatives = {alternative for coding in codings for alternative in coding.alternatives}
    names = [DECLARED_CODING, *sorted(alternatives)]
    if name and name not in names:
        raise DataError(
            f"{owner} has no encoding '{name}'; it has {', '.join(names)}",
            hint=did_you_mean(name, names),
        )


def split_choice(choice: str) -> dict[str, str]:
    """Encoding by coding, of a choice that names codings; empty for the name of an encoding.

    Examples
    --------
    >>> split_choice("level=zero-based, vas=declared"), split_choice("one-based")
    ({'level': 'zero-based', 'vas': 'declared'}, {})
    """
    if "=" not in choice:
        return {}
    pairs = (pair.partition("=") for pair in choice.split(","))
    return {coding_id.strip(): name.strip() for coding_id, _, name in pairs}


def full_choice(instrument: Instrument, name: str) -> str:
    """How an encoding is chosen: by its name, or for each coding where not all have it."""
    codings = codings_by_id(instrument)
    if name == DECLARED_CODING or all(
        name in coding.alternatives for coding in codings.values()
    ):
        return name
    return ",".join(
        f"{coding_id}={name if name in coding.alternatives else DECLARED_CODING}"
        for coding_id, coding in codings.items()
    )
