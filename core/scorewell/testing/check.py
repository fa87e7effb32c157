"""One check of one method, format or rule, and what it says when it fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Subject = TypeVar("Subject")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class CheckError(AssertionError):
    """What a plugin brings does not do what its hook promises."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that a method, format or rule must do; call it to find out.

    Attributes
    ----------
    subject : str
        The method, format or rule, for example ``sum``.
    name, sentence : str
        Name of the check, and what must hold.
    run : callable
        Raises a :class:`CheckError` if it does not.
    """

    subject: str
    name: str
    sentence: str
    run: Callable[[], None]

    @property
    def id(self) -> str:
        """``method: check``, by which an expected failure is declared."""
        return f"{self.subject}: {self.name}"

    def __call__(self) -> None:
        """Run the check.

        Raises
        ------
        CheckError
            Naming the method, what must hold, and what was found instead.
        """
        try:
            self.run()
        except CheckError as error:
            raise CheckError(f"{self.subject}: {self.sentence} {error}") from None
        except Exception as error:  # a method may raise anything
            raise CheckError(
                f"{self.subject}: {self.sentence} It raised {type(error).__name__}: {error}"
            ) from error


def demand(holds: object, message: str) -> None:
    """Fail with ``message`` unless something holds."""
    if not holds:
        raise CheckError(message)


def demand_name(name: str) -> None:
    """Fail unless options and definitions can write a name."""
    demand(_NAME.fullmatch(name), f"The name is `{name}`")


def demand_texts(subject: object, *keys: str) -> None:
    """Fail unless each of these texts says something."""
    for key in keys:
        demand(str(getattr(subject, key)).strip(), f"It has no {key}")


def demand_description(method: object) -> None:
    """Fail unless a method has a name that options can write, and tells what it does."""
    demand_name(str(getattr(method, "name", "")))
    demand_texts(method, "title", "summary", "formula", "reference")


def demand_parameters(
    schema: Mapping[str, object], parameters: Mapping[str, object], *, case: str
) -> None:
    """Fail unless a schema is one and allows the parameters of a case."""
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(dict(schema))
    closed = {"type": "object", "additionalProperties": False, **schema}
    violations = Draft202012Validator(closed).iter_errors(dict(parameters))
    wrong = "; ".join(error.message for error in violations)
    demand(not wrong, f"{wrong}; give it {case} with parameters that it takes")


def checks_from(
    name: str, functions: Iterable[Callable[[Subject], None]], subject: Subject
) -> list[Check]:
    """A check of one subject from each function, called and described as the function is."""

    def make_check(function: Callable[[Subject], None]) -> Check:
        return Check(
            subject=name,
            name=function.__name__.strip("_").replace("_", "-"),
            sentence=(function.__doc__ or "").strip(),
            run=lambda: function(subject),
        )

    return [make_check(function) for function in functions]
