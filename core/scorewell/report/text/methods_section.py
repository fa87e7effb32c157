"""The methods section of a paper: what was done, on which terms, with references."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.formatting import occasion_names, one_line, scale_title
from scorewell.report.references import references
from scorewell.report.text.approaches import approach_paragraphs
from scorewell.report.text.sentences import (
    illustrative_words,
    method_paragraphs,
    scale_method_words,
)

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


_WIDTH = 88


def methods_text(result: StudyResult) -> str:
    """What a study did, for the methods section of a paper.

    Parameters
    ----------
    result : StudyResult
        A study that compared two occasions.

    Returns
    -------
    str
        Paragraphs on the method in general, one on the terms of each scale,
        with numbers in brackets, and the references they stand for. Figures
        that are made up for illustration are named as such. Empty where the
        study compared nothing.
    """
    if not (result.changes or result.judgements):
        return ""
    sources = references((*result.changes, *result.judgements, *result.growths))
    pre, post = occasion_names(result)
    paragraphs = method_paragraphs(
        result.changes,
        sources,
        pre=pre,
        post=post,
    )
    for change in result.changes:
        words = f"{scale_title(change)}. {scale_method_words(change, sources)}"
        paragraphs.append(f"{words} {illustrative_words(change)}".rstrip())
    paragraphs += approach_paragraphs(result, sources)
    paragraphs += [_sensitivity(result)] if result.multiverses else []
    version = one_line(result.manifest.get("scorewell", ""))
    paragraphs.append(say("methods.computed", tool=f"scorewell {version}".rstrip()))
    lines = [
        _wrap(f"[{place}] {text}", hanging=" " * 4)
        for place, text in enumerate(sources.texts, 1)
    ]
    blocks = [*map(_wrap, paragraphs), say("section.references"), "\n".join(lines)]
    return "\n\n".join(blocks)


def _sensitivity(result: StudyResult) -> str:
    sentences = [
        f"{scale_title(multiverse)}: {one_line(multiverse.sentence())}"
        for multiverse in result.multiverses
    ]
    return f"{say('methods.sensitivity')} {' '.join(sentences)}"


def _wrap(text: str, *, hanging: str = "") -> str:
    return textwrap.fill(
        one_line(text),
        width=_WIDTH,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
