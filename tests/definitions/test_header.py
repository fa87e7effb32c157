"""The tops of definitions: what can be known of a name before anything is parsed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewell.definitions.reading.header import Head, Top, letters, read_top
from scorewell.errors import ClashError, DefinitionError, UnknownInstrumentError
from scorewell.registry.catalogue import NameQuery
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.plugin import InstrumentSource
from scorewell.registry.registry import Registry

PLUGINS = load_plugins(bundled=(), entry_points=lambda group: [])
NAMES = (
    "FSCRS",
    "phq-9",
    "PHQ 9",
    "mood",
    "it's",
    'say "x"',
    "ΣΑΣ",
    "Straße",
    "a: b",
    "x]",
    "7",
)


def escaped(text: str) -> str:
    """Between double quotes, with every second character as an escape."""
    return "".join(
        f"\\u{ord(char):04x}" if place % 2 else "\\" * (char in '"\\') + char
        for place, char in enumerate(text)
    )


def write_header(text: str) -> list[str]:
    """Ways to write a text in YAML, most of them right for most texts."""
    apart = text.replace(" ", "\n  ")
    return [
        text,
        apart,
        f"'{text.replace(chr(39), chr(39) * 2)}'",
        f'"{text.replace(chr(34), chr(92) + chr(34))}"',
        f'"{escaped(text)}"',
        f'"{apart}"',
        f'"{text[:1]}\\\n  {text[1:]}"',
        f">-\n  {text}",
        f"|-\n  {text}",
        f"!!str {text}",
        f"&a {text}",
    ]


SCALARS = st.sampled_from([way for name in NAMES for way in write_header(name)])
# Over lines, of which some begin like a key that ends the top.
OPEN = st.sampled_from(
    [
        '"one\nlike: two"',
        "'one\nlike: it''s'",
        '"#\nlike: [\'"',
        "plain\n  like this",
        "[a,\nb: c]",
    ]
)
COMMENTS = st.sampled_from(["", "", "", " # ]", ' # "', "# no comment", " # it's\r# "])
LISTS = st.lists(SCALARS | OPEN, max_size=3)
LINES = st.one_of(
    st.builds("{}: {}{}".format, st.sampled_from(["name", "acronym", "version"]), SCALARS | OPEN, COMMENTS),
    st.builds(lambda entry: f"aliases: [{', '.join(entry)}]", LISTS),
    st.builds(lambda entry: "aliases: [" + ",\n".join(entry) + "\n]", LISTS),
    st.builds(lambda names: "aliases:" + "".join(f"\n  - {name}" for name in names), LISTS),
    st.builds("about: {{form: {}, \"a]b\": {}}}".format, SCALARS, OPEN),
    st.builds("about:\n  form: {}\n  'q': {}".format, OPEN, SCALARS),
    st.sampled_from(["# comment [", "---", "%YAML 1.1", '"id": x', "a\"b: 'c", "- \"a: \"", "  a]b: [c,"]),
)  # fmt: skip
BREAKS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
NOISE = st.sampled_from(
    [*"\"'[]{}#\\:-,é\r\n\t ", "\ufeff", "like: ", "\nlike: x\n", "x" * 5000]
)


@st.composite
def tops(draw: st.DrawFn) -> str:
    """The top of a definition, or something like it, with more below."""
    lines = [
        "id: " + draw(SCALARS),
        *draw(st.lists(LINES, max_size=4)),
        "licence: {}",
        "items: [",
    ]
    text = draw(BREAKS).join(lines)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(NOISE) + text[place:]
    return text


def head_of(file: Path) -> Head | None:
    try:
        return read_top(file)
    except DefinitionError:
        return None


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(tops())
def test_no_name_of_an_instrument_is_denied_without_parsing(text: str):
    with TemporaryDirectory() as folder:
        file = Path(folder, "one.yaml")
        file.write_bytes(text.encode())
        head = head_of(file)
        for name in head.names if head else ():
            assert Top(file).may_hold([letters(name)])
            assert Top(file).may_hold(["nothing", letters(name.swapcase())])


@pytest.mark.parametrize(
    "top",
    [
        "id: one\nacronym: PHQ-9\n",
        'id: "one"\nversion: "1.0.0"\n',
        "# it's a comment [\nid: 'one'\naliases: [mood scale, PHQ 9]\n",
        "id: one\r\naliases:\r\n  - mood scale\r\nabout:\r\n  form: >-\r\n    more\r\n    words\r\n",
    ],
)
def test_a_name_that_is_not_there_is_denied_without_parsing(top: str, tmp_path: Path):
    file = tmp_path / "one.yaml"
    file.write_bytes(f"{top}licence: {{}}\nfscrs: [".encode())
    assert not Top(file).may_hold([letters("FSCRS"), letters("straße")])
    assert Top(file).may_hold([letters("ONE")])


@pytest.mark.parametrize(
    "top",
    [
        'id: one\nacronym: "\\x46SCRS"\n',
        "id: one\nname: 'it\nlike: this'\nacronym: FSCRS\n",
        "id: one\naliases: [one,\nlike: two,\nFSCRS]\n",
        "id: one\nabout: {a: ']', b: [one,\nlike: two]}\nacronym: FSCRS\n",
        "id: one\nabout: {a: b,\nlike: two}\nacronym: FSCRS\n",
        'id: one\n# a\rname: "it\nlike: this"\nacronym: FSCRS\n',
        'id: one\nabout:\n  a:"b: "\nlike: this"\nacronym: FSCRS\n',
        'id: one\nabout:\n  -"b: "\nlike: this"\nacronym: FSCRS\n',
        f"id: one\nabout: {{form: {'x' * 5000}}}\nacronym: FSCRS\n",
    ],
)
def test_a_name_that_only_the_parser_sees_is_found(top: str, tmp_path: Path):
    (tmp_path / "one.yaml").write_text(f"{top}licence: {{}}\n", "utf-8")
    (tmp_path / "two.yaml").write_text("id: two\nacronym: OTHER\nlicence: {}\n", "utf-8")
    registry = Registry([InstrumentSource(path=tmp_path, origin="x")], plugins=PLUGINS)
    assert registry.find("fscrs").id == "one"


def find_path(registry: Registry, name: str) -> str:
    try:
        return registry.find(name).head.file.name
    except ClashError as error:
        return error.message
    except UnknownInstrumentError:
        return "unknown"


def plainly_found(registry: Registry, name: str) -> str:
    """The same, asked of every definition of the registry."""
    expected = NameQuery.read(name)
    for result in (expected.names, expected.resembles):
        newest = [entry for entry in registry.entries if result(entry)]
        older = [file for file in registry.files if result(file)]
        matches = newest or [
            entry for entry in registry.entries if any(map(entry.is_version_of, older))
        ]
        if matches:
            break
    if len(matches) > 1:
        files = " and ".join(str(match.head.file) for match in matches)
        return f"`{name}` stands for {len(matches)} definitions: {files}"
    return matches[0].head.file.name if matches else "unknown"


HEADS = st.builds(
    "id: {}\nversion: {}\nacronym: {}\naliases:\n  - {}\n".format,
    st.sampled_from(["mood", "'mood'", "fscrs", "phq-9", '"\\x6dood"', '"--"']),
    st.sampled_from(["1.0.0", '"1.2.0"', "1.10.0"]),
    SCALARS,
    SCALARS,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(HEADS | tops(), min_size=1, max_size=6),
    st.lists(HEADS, max_size=2),
    st.sampled_from([*NAMES, "there:mood", "here:PHQ9", "m o o d", "--", "", "strasse"]),
)
def test_a_name_means_what_it_means_among_all_definitions(
    own_names: list[str], other_names: list[str], name: str
):
    """Versions, clashes, spellings and broken files included."""
    with TemporaryDirectory() as folder:
        sources = []
        for origin, texts in (("here", own_names), ("there", other_names), ("nowhere", [])):
            path = Path(folder, origin)
            sources.append(InstrumentSource(path=path, origin=origin))
            for number, text in enumerate(texts):
                path.mkdir(exist_ok=True)
                (path / f"{origin}{number}.yaml").write_bytes(f"{text}\nlicence: [".encode())
        request, whole = (Registry(sources, plugins=PLUGINS) for _ in range(2))
        assert find_path(request, name) == plainly_found(whole, name)
        assert request.entries == whole.entries
        assert request.findings == whole.findings
