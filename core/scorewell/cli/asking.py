"""Questions that a scaffold asks on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import typer

from scorewell.errors import ScorewellError

__all__ = ["ask_instrument"]


def ask_instrument(id_: str, said: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Ask for what the options did not say; an answer that cannot be is asked for again.

    Parameters
    ----------
    id_ : str
        The id, if it was given.
    said : mapping
        What the options say, by name.

    Returns
    -------
    tuple of str and dict
        The id, and what was said and answered.
    """
    from scorewell.authoring.draft import (
        checked_id,
        parse_coding,
        parse_positions,
        parse_scale,
    )

    typer.echo("Enter leaves open what you do not know; the file will have a TODO.", err=True)
    answers = dict(said)
    id_ = id_ or _ask("Id, for example phq-9", checked_id)
    answers["name"] = said["name"] or _ask("Full name", str, default="")
    answers["items"] = int(_ask("Number of items", _count))
    answers["coding"] = said["coding"] or _ask(
        "Allowed answers, for example 1-5 or 0=never,1=often", parse_coding
    )
    answers["reversed"] = said["reversed"] or _ask(
        "Reversed items, for example 2,4", parse_positions, default=""
    )
    scales = list(said["scale"])
    while not said["scale"]:
        label = "Another scale" if scales else "A scale, for example worry=1,3-5, or one total"
        scale = _ask(label, lambda text: text and parse_scale(text), default="")
        if not scale:
            break
        scales.append(scale)
    answers["scale"] = scales
    answers["better"] = said["better"] or _ask(
        "Improvement is lower, higher or none", _direction, default=""
    )
    return id_, answers


def _ask(question: str, check: Callable[[str], object], *, default: str | None = None) -> str:
    while True:
        text = str(
            typer.prompt(question, default=default, show_default=False, err=True)
        ).strip()
        try:
            check(text)
        except ScorewellError as error:
            typer.echo(f"  {error.message}. {error.hint}".rstrip(". ") + ".", err=True)
        except ValueError as error:
            typer.echo(f"  {error}.", err=True)
        else:
            return text


def _count(text: str) -> None:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise ValueError("a number from 1 to 1000")


def _direction(text: str) -> None:
    if text not in {"", "lower", "higher", "none"}:
        raise ValueError("lower, higher or none")
