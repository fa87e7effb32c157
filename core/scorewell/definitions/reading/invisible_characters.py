"""Characters in a text that a reader does not see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Zero-width characters, blanks without a width, fillers, tags and marks of direction."""

_JOINERS = "\u200c\u200d"
_JOINED_SCRIPTS = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u18af\u1b00-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc]"
)
"""Arabic and Syriac, Mongolian, and the scripts of India and South-East Asia."""

_VIRAMA = 9
"""Combining class of the sign that takes the vowel from a letter of an Indian script."""


def invisible_places(text: str) -> Iterator[int]:
    r"""Where a text has characters that nobody sees, from 0.

    A joiner (U+200C, U+200D) between letters of a script that is written with joiners, after
    the virama of an Indian script, or between the parts of a pictograph is left out.

    Examples
    --------
    >>> list(invisible_places("ne\u200bver"))
    [2]
    >>> list(invisible_places("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"))  # Persian
    []
    """
    for match in _INVISIBLE.finditer(text):
        place = match.start()
        if match[0] not in _JOINERS or not _is_orthography(text, place):
            yield place


def _is_orthography(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if not before:
        return False
    joined_before = _JOINED_SCRIPTS.match(before) is not None and _is_letter(before)
    joined_after = _JOINED_SCRIPTS.match(after) is not None and _is_letter(after)
    if joined_before and (joined_after or unicodedata.combining(before) == _VIRAMA):
        return True
    pictographs = {"So", "Sk"}
    whole_before = unicodedata.category(before) in pictographs or before == "\ufe0f"
    return whole_before and bool(after) and unicodedata.category(after) in pictographs


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def character_name(character: str) -> str:
    r"""Number and name of a character, for a reader.

    Examples
    --------
    >>> character_name("\u202e")
    'U+202E (right-to-left override)'
    """
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")
