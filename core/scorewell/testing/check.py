"""One check of one method, and what it says when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Check", "CheckError", "demand"]


class CheckError(AssertionError):
    """A method does not do what its hook promises."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that a method must do; call it to find out.

    Attributes
    ----------
    subject : str
        The method, for example ``sum``.
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


def demand(holds: object, told: str) -> None:
    """Fail with ``told`` unless something holds."""
    if not holds:
        raise CheckError(told)
