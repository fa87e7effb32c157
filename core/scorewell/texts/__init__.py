"""Words in the language of the reader: what the report says, and how the engine words it."""

from scorewell.texts.language import (
    LANGUAGE,
    Language,
    languages,
    read_language,
    speaking,
    tongue,
)
from scorewell.texts.saying import said, say, spoken, term
from scorewell.texts.wording import Figure, Words, coded, joined, listed, words

__all__ = [
    "LANGUAGE",
    "Figure",
    "Language",
    "Words",
    "coded",
    "joined",
    "languages",
    "listed",
    "read_language",
    "said",
    "say",
    "speaking",
    "spoken",
    "term",
    "tongue",
    "words",
]
