"""Loading: strict YAML, places, heads, overlays, hostile files."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invalid_cases import invalid_cases

from scorewell.definitions.model import Instrument, Origin
from scorewell.definitions.reading.document import MOST_FINDINGS, Document, path_text
from scorewell.definitions.reading.header import read_top
from scorewell.definitions.reading.load import draft, load_instrument, load_overlay, read_draft
from scorewell.definitions.reading.overlay import apply_overlay
from scorewell.definitions.reading.yaml_composer import MAX_DEPTH, MAX_ENTRIES
from scorewell.definitions.reading.yaml_reader import MAX_BYTES, read_document
from scorewell.errors import DefinitionError, Finding

CASES = Path(__file__).parents[1] / "cases"
BASE = CASES / "valid/base.yaml"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to overwrite, for tests that read many texts."""
    return tmp_path_factory.mktemp("loading") / "file.yaml"


def read(file: Path, text: str | bytes) -> Document:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(file, name="file.yaml")


def refusal(file: Path, text: str | bytes) -> Finding:
    """The one finding with which a text is refused."""
    with pytest.raises(DefinitionError) as caught:
        read(file, text)
    (result,) = caught.value.findings
    return result


# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-3", -3),
        ("+3", 3),
        ("0.50", 0.5),
        ("-0.5", -0.5),
        ("123456789012345678", 123456789012345678),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"1"', "1"),
        ("'no'", "no"),
        ('"2001-01-01"', "2001-01-01"),
        ("1.0.0", "1.0.0"),
        ("10.1002/cpp.702", "10.1002/cpp.702"),
        ("12-15", "12-15"),
        ("33:97", "33:97"),
        ("9 items", "9 items"),
        ("nobody", "nobody"),
        ("on the whole", "on the whole"),
        ("No.", "No."),
        (".5 of them", ".5 of them"),
        ("2001-01-01 to 2002-01-01", "2001-01-01 to 2002-01-01"),
        ("-", None),  # an empty entry of a list: see below
    ][:-1],
)
def test_plain_text_is_read_as_every_program_reads_it(file: Path, text: str, value: Any):
    document = read(file, f"key: {text}\n")
    assert document.findings == ()
    assert document.data == {"key": value}
    assert type(document.data["key"]) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "off", "OFF", "y", "Y", "n", "N"),
        *("True", "TRUE", "False", "Null", "NULL"),
        *("1:30", "12:30:45", "-1:30", "1:30.5", "190:20:30"),
        *("2001-01-31", "2001-1-3", "2001-01-31 12:30:00", "2001-12-14t21:59:43.10-05:00"),
        *("010", "-010", "0o10", "0x1F", "0b11", "00.5", "007"),
        *("1e3", "1E3", "1.5e3", "1.5e+3", "-1e-3", ".5e3", "1.e3"),
        *("1_000", "1_000.5", "0_1", ".5", "-.5", "+.5", "5.", "-5."),
        *(".inf", "-.inf", "+.INF", ".Inf", ".nan", ".NaN"),
        *("1234567890123456789", "-1234567890123456789", "1" + "0" * 400, f"1{'0' * 400}.0"),
        "<<",
    ],
)
def test_plain_text_that_programs_read_differently_is_a_trap(file: Path, text: str):
    document = read(file, f"before: 1\nkey: {text}\n")
    (result,) = document.findings
    assert (result.code, result.line, result.column, result.path) == ("yaml-trap", 2, 6, "key")
    assert result.hint


@pytest.mark.parametrize(
    "text", ["no", "On", "TRUE", "Null", "010", "1:30", "2001-01-31", "<<"]
)
def test_trap_as_a_key_is_found_at_the_key(file: Path, text: str):
    document = read(file, f"before: 1\n{text}: value\n")
    (result,) = document.findings
    assert (result.code, result.line, result.column) == ("yaml-trap", 2, 1)


def test_norwegian_key_stays_text(file: Path):
    document = read(file, '"no": Norway\nse: Sweden\n')
    assert document.data == {"no": "Norway", "se": "Sweden"}
    assert document.findings == ()


def test_key_n_of_the_format_is_no_truth_value(file: Path):
    assert read(file, "{n: 100, y: 2}").findings == ()


def test_trap_in_quotes_is_text(file: Path):
    text = "a: 'yes'\nb: \"010\"\nc: |\n  no\nd: >-\n  1:30\n"
    document = read(file, text)
    assert document.findings == ()
    assert document.data == {"a": "yes", "b": "010", "c": "no\n", "d": "1:30"}


def test_trap_deep_inside_has_its_path(file: Path):
    document = read(file, "scales:\n  - id: a\n    sample: [{n: 5}, {n: yes}]\n")
    (result,) = document.findings
    assert result.path == "scales[0].sample[1].n"
    assert (result.line, result.column) == (3, 26)


def test_first_of_two_equal_keys_counts_and_the_second_is_found(file: Path):
    document = read(file, "a: 1\nb:\n  c: 2\n  c: {d: 4}\na: [5]\n")
    assert document.data == {"a": 1, "b": {"c": 2}}
    assert [(finding.path, finding.line, finding.column) for finding in document.findings] == [
        ("b.c", 4, 3),
        ("a", 5, 1),
    ]
    assert "first in line 3" in document.findings[0].message


def test_what_a_repeated_key_holds_moves_no_places(file: Path):
    document = read(file, "a: {b: 1}\na: {b: 2, b: 3}\n")
    assert document.place(("a", "b")) == (1, 8, 1, 5)
    assert [finding.path for finding in document.findings] == ["a", "a.b"]


def test_trap_hides_the_schema_finding_at_its_place(tmp_path: Path):
    path = tmp_path / "base.yaml"
    path.write_text(BASE.read_text("utf-8").replace("year: 2001", "year: 2_001"), "utf-8")
    assert [finding.code for finding in read_draft(path).findings] == ["yaml-trap"]


# --- places -----------------------------------------------------------------------------------


TEXT = """\
# a comment before
first: one
list:
- a
-   b
- key: c
  more: {x: 1, "y": 2}
block: |
  text
empty:
last:   [ 1,
  [2] ]
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1, 2, 1)),
        (("first",), (2, 8, 2, 1)),
        (("list",), (4, 1, 3, 1)),
        (("list", 1), (5, 5, 5, 5)),
        (("list", 2, "key"), (6, 8, 6, 3)),
        (("list", 2, "more", "y"), (7, 21, 7, 16)),
        (("block",), (8, 8, 8, 1)),
        (("last",), (11, 9, 11, 1)),
        (("last", 1, 0), (12, 4, 12, 4)),
        (("list", 2, "none"), (6, 3, 6, 3)),
        (("list", 9), (4, 1, 3, 1)),
        (("first", "deeper", 3), (2, 8, 2, 1)),
        (("none",), (2, 1, 2, 1)),
    ],
    ids=lambda value: path_text(value) or "root",
)
def test_place_of_a_value_and_of_its_key(file: Path, path: tuple[Any, ...], place: Any):
    """Counted in the text above. What is not there has the place of its parent."""
    assert read(file, TEXT).place(path) == place


def test_places_count_characters_not_bytes(file: Path):
    assert read(file, "{é: ü, 𝄞: ö}").place(("𝄞",)) == (1, 11, 1, 8)


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old"])
def test_line_ends_of_other_systems_change_nothing(file: Path, end: str):
    document = read(file, TEXT.replace("\n", end))
    assert document.data == read(file, TEXT).data
    assert document.place(("last", 1, 0)) == (12, 4, 12, 4)


def test_byte_order_mark_changes_nothing(file: Path):
    document = read(file, b"\xef\xbb\xbf" + TEXT.encode())
    assert document.data == read(file, TEXT).data
    assert document.place(("first",)) == (2, 8, 2, 1)


def test_digest_is_that_of_the_bytes(file: Path):
    text = b"\xef\xbb\xbfa: 1\r\n"
    assert read(file, text).digest == hashlib.sha256(text).hexdigest()


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: "e" not in repr(x))
    | st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
        | st.sampled_from("\t\n:#&*!|>'\"%@`,?-{}[]~"),
        max_size=20,
    )
)  # fmt: skip
KEYS = st.text("abcXYZ019_- ~:#\"'{", max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
)


@given(VALUES)
def test_what_a_json_writer_writes_is_read_back_equal(file: Path, value: Any):
    """JSON is YAML with everything quoted; compared as JSON, so that 1, 1.0 and true differ."""
    document = read(file, json.dumps(value, ensure_ascii=False))
    assert document.findings == ()
    assert json.dumps(document.data) == json.dumps(value)


def every_path(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    yield path, value
    if isinstance(value, (dict, list)):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for step, entry in inner:
            yield from every_path(entry, (*path, step))


@given(VALUES, st.sampled_from([None, 0, 1, 3]))
def test_every_place_is_where_the_value_begins(file: Path, value: Any, indent: int | None):
    """Held against the text itself, as the JSON writer laid it out."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    document, lines = read(file, text), text.split("\n")
    for path, entry in every_path(value):
        place = document.place(path)
        begins = json.dumps(entry, ensure_ascii=False)[
            : 1 if isinstance(entry, (dict, list)) else None
        ]
        assert lines[place.line - 1][place.column - 1 :].startswith(begins)
        if path and isinstance(path[-1], str):
            key = json.dumps(path[-1], ensure_ascii=False)
            assert lines[place.key_line - 1][place.key_column - 1 :].startswith(key)


# --- hostile and broken files -------------------------------------------------------------------


def test_billion_laughs_are_refused_at_the_first_anchor_without_memory(file: Path):
    laughs = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    read(file, "warm: up")
    tracemalloc.start()
    result = refusal(file, "\n".join(laughs))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (result.code, result.line, result.column) == ("no-aliases", 1, 4)
    assert peak < 5_000_000


@pytest.mark.parametrize("text", ["a: &x 1", "a: *x", "&x a: 1", "- &x [1]", "- &x {a: 1}"])
def test_anchor_or_alias_is_refused_wherever_it_stands(file: Path, text: str):
    assert refusal(file, text).code == "no-aliases"


@pytest.mark.parametrize(
    "text",
    ["a: !!str 1", "!x a: 1", "a: !<tag:x> []", "a: !!python/name:os.system ''", "!!map {}"],
)
def test_tag_is_refused_wherever_it_stands(file: Path, text: str):
    assert refusal(file, text).code == "no-tags"


def test_file_of_the_largest_size_is_read(file: Path):
    text = b"a: " + b"x" * (MAX_BYTES - 3)
    assert len(read(file, text).data["a"]) == MAX_BYTES - 3


def test_file_of_one_byte_more_is_refused(file: Path):
    result = refusal(file, b"a: " + b"x" * (MAX_BYTES - 2))
    assert result.code == "file-too-large"
    assert "1,048,576 bytes" in result.message


def test_endless_device_is_refused():
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no /dev/zero")
    with pytest.raises(DefinitionError) as caught:
        read_document(Path("/dev/zero"))
    assert caught.value.findings[0].code == "file-too-large"


def test_deepest_nesting_is_read_and_one_level_more_refused(file: Path):
    document = read(file, "[" * MAX_DEPTH + "]" * MAX_DEPTH)
    depth, value = 0, document.data
    while isinstance(value, list):
        depth, value = depth + 1, value[0] if value else None
    assert depth == MAX_DEPTH
    result = refusal(file, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert (result.code, result.column) == ("too-deep", MAX_DEPTH + 1)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{? "], ids=repr)
def test_a_hundred_thousand_openings_are_refused(file: Path, opening: str):
    assert refusal(file, opening * 100_000).code in {"too-deep", "text-keys", "not-yaml"}


@pytest.mark.parametrize("text", ["1" * 500_000 + "x", "1_" * 250_000, "1:" * 250_000 + "x"])
def test_long_text_of_digits_is_looked_at_once(file: Path, text: str):
    """A pattern that tried every pair of digits would take hours."""
    assert len(read(file, f"a: {text}").findings) == (0 if text.endswith("x") else 1)


def test_longest_list_is_read_and_one_entry_more_refused(file: Path):
    assert len(read(file, "[" + "0," * MAX_ENTRIES + "]").data) == MAX_ENTRIES
    assert refusal(file, "[" + "0," * (MAX_ENTRIES + 1) + "]").code == "too-many-entries"


def test_findings_about_thousands_of_wrong_values_are_cut_off(file: Path):
    entries = "".join(f"zzz{number}: 1\n" for number in range(MAX_ENTRIES))
    file.write_text(entries, "utf-8")
    assert len(read_draft(file).findings) == MOST_FINDINGS
    file.write_text("a: no\n" * 20_000, "utf-8")
    assert len(read_document(file).findings) == MOST_FINDINGS


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (b"a: \xff", "not-utf-8", 1, 4),
        ("a: 1\nb: ä".encode("latin-1"), "not-utf-8", 2, 4),
        ("a: 1".encode("utf-16"), "not-utf-8", 1, 1),
        (b"a: 1\nb: x\x00y", "not-text", 2, 5),
        (b"a: 1\nb: x\x1b[0m", "not-text", 2, 5),
        ("a: 1\x85b: 2".encode(), "not-text", 1, 5),
        ("a: \u2029".encode(), "not-text", 1, 4),
        ("a: x\ufeffy".encode(), "not-text", 1, 5),
        (b"a:\n\tb: 1", "not-yaml", 2, 1),
        (b"a: [1, 2", "not-yaml", 1, 9),
        (b"a: 'x", "not-yaml", 1, 6),
        (b"a: 'x\n\n", "not-yaml", 1, 6),
        (b"a: 1\n b: 2", "not-yaml", 2, 3),
        (b"a: @x", "not-yaml", 1, 4),
        (b"%YAML 9.9\n---\na: 1", "not-yaml", 1, 1),
        (b"a: 1\n---\nb: 2", "one-document", 2, 1),
        (b"? {a: 1}\n: 2", "text-keys", 1, 3),
        (b"[a]: 2", "text-keys", 1, 1),
    ],
)
def test_unreadable_file_is_refused_at_its_place(
    file: Path, text: bytes, code: str, line: int, column: int
):
    result = refusal(file, text)
    assert (result.code, result.line, result.column) == (code, line, column)
    assert result.file == "file.yaml"
    assert result.hint


@pytest.mark.parametrize("name", ["", "none.yaml"], ids=["folder", "nothing"])
def test_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str):
    for action in (read_document, load_instrument, load_overlay, read_top):
        with pytest.raises(DefinitionError) as caught:
            action(tmp_path / name)
        assert caught.value.findings[0].code == "unreadable"
    assert [finding.code for finding in read_draft(tmp_path / name).findings] == ["unreadable"]


def test_control_character_in_an_escape_is_found_in_values_and_keys(file: Path):
    document = read(file, 'a: "\\r"\n"\\x7f": "\\t"\nb: \'\\x7f\'\n')
    assert [(finding.code, finding.line, finding.column) for finding in document.findings] == [
        ("not-text", 1, 4),
        ("not-text", 2, 1),
    ]


def test_refusal_shows_nothing_that_could_move_the_cursor(file: Path):
    document = read(file, 'a: "\\e[2J"\n"\\u0007": 1\n"\\u0007": 2\n')
    text = "\n".join(map(str, document.findings))
    assert document.findings
    assert all(char.isprintable() or char == "\n" for char in text)


LINES = BASE.read_text("utf-8").splitlines(keepends=True)
PIECES = st.sampled_from([
    *"{}[]:,-?&*!|>'\"%@`#~<= \t\n\r\0\x1b\ufeff\u2028é𝄞",
    *("---", "...", "<<", "&a", "*a", "!!x", "null", "no", "1e9", "0x1", "- ", ": ", "? "),
    *("\n  ", "id: ", "scales:\n"),
])  # fmt: skip


def attempt(action: Callable[[Path], object], file: Path) -> tuple[Finding, ...]:
    """The findings with which an action refuses a file; none if it does not."""
    try:
        action(file)
    except DefinitionError as error:
        return error.findings or (Finding(code="nothing", message="told"),)
    return ()


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=60).map("".join))
@example("a: !<\x01>")
@example("- - - ? : ?")
@example('"\\ud800"')
@example("%TAG ! tag:x,2000:\n--- !a b")
def test_no_text_whatever_raises_anything_but_a_definition_error(file: Path, text: str | bytes):
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert read_draft(file).findings
    for action in (read_document, read_top, load_overlay, load_instrument):
        assert "nothing" not in [result.code for result in attempt(action, file)]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A definition with lines lost, doubled or moved, and pieces of YAML strewn in."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        name = draw(st.sampled_from(["drop", "double", "move", "strew", "cut"]))
        if name == "drop":
            del lines[place]
        elif name == "double":
            lines.insert(place, lines[place])
        elif name == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        elif name == "strew":
            cut = draw(st.integers(0, len(lines[place])))
            lines[place] = lines[place][:cut] + draw(PIECES) + lines[place][cut:]
        else:
            lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
    return "".join(lines)


@settings(max_examples=200)
@given(damaged())
def test_damaged_definition_is_loaded_or_told_about(file: Path, text: str):
    file.write_bytes(text.encode())
    result = read_draft(file)
    assert (result.instrument is None) == bool(result.findings)
    positions = [(finding.line, finding.column) for finding in result.findings]
    assert None not in [line for line, _ in positions]
    assert positions == sorted(positions)
    assert "nothing" not in [entry.code for entry in attempt(read_top, file)]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.sampled_from(["", "x", "total", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "x", "rule", "value"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=200)
@given(st.data(), JUNK)
def test_any_value_anywhere_in_a_definition_is_loaded_or_told_about(
    data: st.DataObject, junk: Any
):
    document = read_document(BASE)
    places = [path for path, _ in every_path(document.data)]
    path = data.draw(st.sampled_from(places))
    value = json.loads(json.dumps(document.data))
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    if path:
        holder[path[-1]] = junk
    else:
        value = junk
    result = draft(Document(data=value, file="x", digest="", mark=document.mark))
    assert (result.instrument is None) == bool(result.findings)


# --- heads --------------------------------------------------------------------------------------


HEAD = """\
format: 1
id: top
version: 1.2.3
name: "A name: with a colon"
aliases: [one,
  two]
about:
  informant: self
"""


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "licence: [",
        "licence: {\n",
        "scales: *nothing\nid: other\n",
        "items: \xff\n",
        "codings:\n\tx\n",
        '"quoted": \x00\n',
        "x: 1\nname: Another\n",
    ],
    ids=repr,
)
def test_broken_tail_does_not_matter_to_the_head(file: Path, tail: str):
    file.write_bytes(HEAD.encode() + tail.encode("latin-1"))
    head = read_top(file)
    assert head.names == ("top", "one", "two")
    assert (head.version, head.name) == ("1.2.3", "A name: with a colon")
    assert head.about == {"informant": "self"}
    assert head.file == file


def test_head_in_flow_style_stops_at_the_first_other_key(file: Path):
    file.write_text('{format: 1, id: top, name: Top,\nlicence: {},\nacronym: LATE, "', "utf-8")
    head = read_top(file)
    assert (head.id, head.name, head.acronym) == ("top", "Top", "")


def test_line_of_quoted_text_that_looks_like_a_key_does_not_end_the_head(file: Path):
    file.write_text('id: top\nname: "a name\nlike: this"\nacronym: TOP\nitems: []\n', "utf-8")
    assert read_document(file).data["name"] == "a name like: this"
    assert (read_top(file).name, read_top(file).acronym) == ("a name like: this", "TOP")


@pytest.mark.parametrize(
    "text", ["", "- id: x", "text", "name: no id\n", "id: 5\n", "items: []\nid: late\n"]
)
def test_file_that_does_not_begin_like_a_definition_is_no_head(file: Path, text: str):
    file.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_top(file)
    assert caught.value.findings[0].code == "head-first"


def test_head_with_values_of_the_wrong_kind_leaves_them_out(file: Path):
    file.write_text("id: top\nname: 5\nversion:\naliases: [1, one]\nabout: x\n", "utf-8")
    head = read_top(file)
    assert (head.name, head.version, head.aliases, head.about) == ("", "", ("one",), {})


@pytest.mark.parametrize("path", sorted((CASES / "valid").glob("*.yaml")), ids=lambda p: p.stem)
def test_head_says_what_the_whole_file_says(path: Path):
    head, whole = read_top(path), load_instrument(path)
    assert head.names == whole.names
    assert (head.version, head.name, head.about) == (whole.version, whole.name, whole.about)


# --- definitions ----------------------------------------------------------------------------------


def test_definition_becomes_an_instrument_with_its_references_resolved():
    base = load_instrument(BASE)
    total, pair, whole = base.scales
    assert total.items == ("base_1", "base_2", "base_3", "base_4")
    assert total.reversed == {"base_4"}
    assert pair.items == ("base_1", "base_2")
    assert whole.scales == ("total", "pair")
    assert base.alerts[0].item == "base_3"
    assert [item.position for item in base.items] == [1, 2, 3, 4]
    assert base.item("base_2").coding.values == (0, 1, 2, 3)
    assert total.missing.most_missing(4) == 1
    assert [band.interval for band in total.bands[0].bands] == ["[0, 4)", "[4, 8]", "(8, 12]"]
    assert total.change[0].functional == "public"
    assert base.digest == hashlib.sha256(BASE.read_bytes()).hexdigest()


def test_position_in_quotes_is_a_position():
    everything = load_instrument(CASES / "valid/everything.yaml")
    assert everything.scale("total").items[2] == "everything_3"


@pytest.mark.parametrize("reference", ['"²"', '"٣"', '"0"', '"5"', "-1", '"+1"'])
def test_only_a_plain_number_within_the_form_is_a_position(tmp_path: Path, reference: str):
    path = tmp_path / "base.yaml"
    path.write_text(
        BASE.read_text("utf-8").replace("reversed: [4]", f"reversed: [{reference}]")
    )
    assert {finding.code for finding in read_draft(path).findings} <= {
        "item-exists",
        "schema-minimum",
    }
    assert read_draft(path).instrument is None


def test_error_of_a_definition_carries_every_finding_with_file_line_and_column(tmp_path: Path):
    path = invalid_cases()["schema/mixed"].write(tmp_path)
    with pytest.raises(DefinitionError) as caught:
        load_instrument(path, name="mixed.yaml")
    text = str(caught.value)
    assert text.startswith("mixed.yaml is not a valid definition\nmixed.yaml:2:1: ")
    assert "\nmixed.yaml:5:10: acronym: found `12`, expected text [schema-type]\n" in text
    assert "    hint: did you mean lower?" in text


def test_a_folder_of_two_hundred_definitions_loads(tmp_path: Path):
    text = BASE.read_text("utf-8")
    for number in range(200):
        (tmp_path / f"base-{number}.yaml").write_text(
            text.replace("id: base\n", f"id: base-{number}\n"), "utf-8"
        )
    ids = {load_instrument(path).id for path in tmp_path.iterdir()}
    assert ids == {f"base-{number}" for number in range(200)}
    assert {read_top(path).id for path in tmp_path.iterdir()} == ids


# --- overlays -------------------------------------------------------------------------------------


@pytest.fixture
def base() -> Instrument:
    return load_instrument(BASE)


def overlaid(base: Instrument, *names: str) -> Instrument:
    for name in names:
        base = apply_overlay(base, load_overlay(CASES / f"valid/overlays/{name}.yaml"))
    return base


def write_overlay(tmp_path: Path, scales: str, head: str = "extends: base") -> Path:
    """An overlay with these entries of scales."""
    path = tmp_path / "overlay.yaml"
    path.write_text(
        f"format: 1\n{head}\nname: Written\n"
        f"sources: {{mine: {{title: Mine, container: Here}}}}\nscales:\n{scales}",
        "utf-8",
    )
    return path


def codes_of_refusal(base: Instrument, path: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        apply_overlay(base, load_overlay(path))
    return [finding.code for finding in caught.value.findings]


def test_overlay_fills_a_gap_and_says_so(base: Instrument):
    scale = overlaid(base, "gaps-filled").scale("total")
    norm = scale.norm("abroad")
    assert norm is not None
    assert (norm.mean, norm.sd, norm.n, norm.gap) == (3.25, 1.5, 80, "")
    assert norm.origin == Origin(kind="overlay", name="Figures from the second paper")
    assert [norm.id for norm in scale.norms] == ["patients", "public", "abroad"]
    retest = scale.reliability_entry("retest")
    assert retest is not None
    assert retest.value == 0.75


def test_overlay_leaves_the_instrument_it_was_given_as_it_was(base: Instrument):
    overlaid(base, "gaps-filled", "local")
    assert base == load_instrument(BASE)


def test_overlay_brings_labels_wording_bands_thresholds_and_notes(base: Instrument):
    local = overlaid(base, "local")
    assert local.item("base_1").label == "our first thing"
    assert local.item("base_1").text == "Did it happen?"
    assert replace(local.item("base_2"), coding=base.item("base_2").coding) == base.item(
        "base_2"
    )
    assert local.item("base_2").coding.labels == {
        "en": ("never", "sometimes", "often", "always"),
        "de": ("nie", "manchmal", "oft", "immer"),
    }
    assert local.licence.text.allows_reproduction
    assert [band.id for band in local.scale("total").bands] == ["severity", "halves"]
    assert [threshold.id for threshold in local.scale("total").thresholds] == ["mic", "ours"]
    assert local.notes[-1].text == "We have used it since 2015."
    assert set(local.sources) == {"author-2001", "author-2002", "letter", "ours"}
    assert local.scale("whole") == base.scale("whole")


def test_last_overlay_is_the_first_layer_of_change_defaults(base: Instrument):
    stacked = overlaid(base, "local", "stacked")
    assert [entry.clinical for entry in stacked.scale("total").change] == [
        "second-year",
        "ours",
        "patients",
    ]
    assert [overlay.name for overlay in stacked.overlays] == ["Our service", "Our second year"]
    mirror = overlaid(base, "stacked", "local")
    assert [entry.clinical for entry in mirror.scale("total").change] == [
        "ours",
        "second-year",
        "patients",
    ]


def test_digest_tells_which_overlays_were_applied_and_in_which_order(base: Instrument):
    digests = [
        base.digest,
        overlaid(base, "local").digest,
        overlaid(base, "stacked").digest,
        overlaid(base, "local", "stacked").digest,
        overlaid(base, "stacked", "local").digest,
    ]
    assert len(set(digests)) == 5
    assert all(len(digest) == 64 for digest in digests)
    assert overlaid(base, "local").digest == digests[1]


def test_overlay_for_another_instrument_is_refused_for_that_alone(
    base: Instrument, tmp_path: Path
):
    path = write_overlay(tmp_path, "  - {id: nothing}\n", head="extends: other")
    assert codes_of_refusal(base, path) == ["extends-this"]


def test_every_contradiction_of_an_overlay_is_found_at_once(base: Instrument, tmp_path: Path):
    norm = "population: {}, mean: 5, sd: 2, sample: {{n: 9}}, source: {}, checked: one-source"
    path = write_overlay(
        tmp_path,
        "  - id: total\n    norms:\n"
        f"      - {{id: patients, {norm.format('clinical', 'mine')}}}\n"
        f"      - {{id: abroad, {norm.format('general', 'mine')}}}\n"
        f"      - {{id: new, {norm.format('other', 'nowhere')}}}\n"
        "  - {id: nothing}\n",
    )
    assert codes_of_refusal(base, path) == [
        "overlay-adds",  # patients has figures
        "overlay-adds",  # abroad is another population
        "source-exists",
        "scale-exists",
    ]


def test_figure_beside_a_gap_stays_when_the_rest_is_filled(tmp_path: Path):
    everything = load_instrument(CASES / "valid/everything.yaml")
    entry = (
        "  - id: total\n    norms:\n      - {{id: nation, population: general, mean: {}, sd: 2.5,"
        " sample: {{n: 900}}, source: second, checked: one-source}}\n"
    )
    path = write_overlay(tmp_path, entry.format(10), head="extends: everything")
    norm = apply_overlay(everything, load_overlay(path)).scale("total").norm("nation")
    assert norm is not None
    assert (norm.mean, norm.sd) == (10, 2.5)
    path = write_overlay(tmp_path, entry.format(11), head="extends: everything")
    assert codes_of_refusal(everything, path) == ["overlay-adds"]


def test_same_source_in_definition_and_overlay_is_one(base: Instrument):
    complete = overlaid(base, "gaps-filled")
    assert list(complete.sources) == ["author-2001", "author-2002"]


def test_definition_is_no_overlay_and_an_overlay_no_definition(tmp_path: Path):
    with pytest.raises(DefinitionError, match="is not a valid overlay"):
        load_overlay(BASE)
    with pytest.raises(DefinitionError, match="is not a valid definition"):
        load_instrument(CASES / "valid/overlays/local.yaml")


def test_copy_of_a_definition_under_another_name_has_the_same_digest(tmp_path: Path):
    copy = tmp_path / "copy.yaml"
    shutil.copy(BASE, copy)
    assert load_instrument(copy).digest == load_instrument(BASE).digest
    assert math.isfinite(load_instrument(copy).scale("total").high)
