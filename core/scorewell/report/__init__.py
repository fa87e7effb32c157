"""What a person reads: text, page, tables, workbook, and the folder that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.report.figures.jacobson import jacobson_plot
    from scorewell.report.folder import write_report
    from scorewell.report.page import html_report
    from scorewell.report.tables import one_table
    from scorewell.report.text import text_summary, three_by_three

__all__ = [
    "html_report",
    "jacobson_plot",
    "one_table",
    "text_summary",
    "three_by_three",
    "write_report",
]

__getattr__ = lazy_names(
    __name__,
    {
        "figures.jacobson": ("jacobson_plot",),
        "folder": ("write_report",),
        "page": ("html_report",),
        "tables": ("one_table",),
        "text": ("text_summary", "three_by_three"),
    },
)
