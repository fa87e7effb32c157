"""What results say of a definition whose errors the user insisted on using."""

from __future__ import annotations

from dataclasses import replace

from scorewell.definitions.model import Instrument
from scorewell.errors import Finding
from scorewell.i18n.messages import plural_words, words

ACCEPTED_ERRORS = "definition-errors-accepted"
"""The code of the finding."""


def accepted_errors_finding(instrument: Instrument) -> tuple[Finding, ...]:
    """A warning with the place of the first error; empty for a definition without errors."""
    if not instrument.accepted_errors:
        return ()
    first = instrument.accepted_errors[0]
    message = plural_words(
        "the definition of {{ instrument }} has an error and is used all the same: {{ first }}",
        "the definition of {{ instrument }} has {{ n }} errors and is used all the same; the "
        "first: {{ first }}",
        len(instrument.accepted_errors),
        instrument=instrument.id,
        n=len(instrument.accepted_errors),
        first=first.message,
    )
    hint = words("scores and classes may be wrong: correct the definition")
    warning = replace(
        first, code=ACCEPTED_ERRORS, severity="warning", message=message, hint=hint
    )
    return (warning,)
