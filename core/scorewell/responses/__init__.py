"""Answers: binding columns to items, reading and checking what is in them."""

from __future__ import annotations

from scorewell.responses.binding import Binding, bind
from scorewell.responses.codes import DECLARED, Encoding, encoding
from scorewell.responses.expressions import AnswerExpressions, answers
from scorewell.responses.files import scan, sink
from scorewell.responses.fitting import check_encoding, fits
from scorewell.responses.frames import column_names, to_pandas, to_sheet
from scorewell.responses.problems import findings

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
    "to_pandas",
    "to_sheet",
]
