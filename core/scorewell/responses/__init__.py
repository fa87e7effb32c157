"""Answers: binding columns to items, reading and checking what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.responses.binding import Binding, bind
    from scorewell.responses.codes import DECLARED, Encoding, encoding
    from scorewell.responses.covariates import (
        CovariateMapping,
        CovariateSource,
        covariate_columns,
        parse_covariate,
    )
    from scorewell.responses.expressions import AnswerExpressions, answers
    from scorewell.responses.fitting import check_encoding, check_labels, fits
    from scorewell.responses.frames import column_names, to_pandas, to_sheet
    from scorewell.responses.languages import in_languages, language_finding
    from scorewell.responses.problems import answer_findings, findings
    from scorewell.responses.reading import Loaded, load_table, open_table, scan
    from scorewell.responses.writing import sink

__all__ = [
    "DECLARED",
    "AnswerExpressions",
    "Binding",
    "CovariateMapping",
    "CovariateSource",
    "Encoding",
    "Loaded",
    "answer_findings",
    "answers",
    "bind",
    "check_encoding",
    "check_labels",
    "column_names",
    "covariate_columns",
    "encoding",
    "findings",
    "fits",
    "in_languages",
    "language_finding",
    "load_table",
    "open_table",
    "parse_covariate",
    "scan",
    "sink",
    "to_pandas",
    "to_sheet",
]

__getattr__ = lazy_names(
    __name__,
    {
        "binding": ("Binding", "bind"),
        "codes": ("DECLARED", "Encoding", "encoding"),
        "covariates": (
            "CovariateMapping",
            "CovariateSource",
            "covariate_columns",
            "parse_covariate",
        ),
        "expressions": ("AnswerExpressions", "answers"),
        "fitting": ("check_encoding", "check_labels", "fits"),
        "frames": ("column_names", "to_pandas", "to_sheet"),
        "languages": ("in_languages", "language_finding"),
        "problems": ("answer_findings", "findings"),
        "reading": ("Loaded", "load_table", "open_table", "scan"),
        "writing": ("sink",),
    },
)
