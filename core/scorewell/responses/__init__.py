"""Answers: binding columns to items, reading and checking what is in them."""

from __future__ import annotations

from scorewell.responses.answers import AnswerExpressions, answers
from scorewell.responses.binding import Binding, bind
from scorewell.responses.encoding import DECLARED, Encoding, encoding
from scorewell.responses.files import scan, sink
from scorewell.responses.findings import findings
from scorewell.responses.fits import check_encoding, fits
from scorewell.responses.frames import column_names, to_sheet

__all__ = [
    "DECLARED",
    "AnswerExpressions",
    "Binding",
    "Encoding",
    "answers",
    "bind",
    "check_encoding",
    "column_names",
    "encoding",
    "findings",
    "fits",
    "scan",
    "sink",
    "to_sheet",
]
