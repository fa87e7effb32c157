"""Readers and the loader of definitions, given anything: clear errors, no crash."""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewell.answers.files.open import load_table
from scorewell.definitions.reading.load import read_draft
from scorewell.errors import ScorewellError
from scorewell.registry.contracts.files import ReadOptions

SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DEFINITION = (Path(__file__).parents[1] / "distributions/data_only").rglob("*.yaml")

cells = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ['"', ",", ";", "\n", "\r", "\r\n", "id", "q_1", "1", "1,5", "", "\ufeff", "sep=;", "\t"]
)
texts = st.lists(cells, max_size=40).map("".join)


@cache
def real(suffix: str) -> bytes:
    """A small real file of a format."""
    import tempfile

    import pandas as pd
    import polars as pl
    import pyreadstat

    frame = pd.DataFrame({"id": ["a", "b"], "q_1": [0.0, 4.0], "q_2": ["x", "y"]})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if suffix in {".xlsx", ".ods"}:
            frame.to_excel(path, index=False)
        elif suffix == ".sav":
            pyreadstat.write_sav(frame, str(path))
        elif suffix == ".dta":
            frame.to_stata(path, write_index=False)
        elif suffix == ".parquet":
            pl.DataFrame(frame.to_dict("list")).write_parquet(path)
        elif suffix == ".feather":
            pl.DataFrame(frame.to_dict("list")).write_ipc(path)
        else:
            frame.to_json(path, orient="records", lines=True)
        return path.read_bytes()


def read_or_refuse(path: Path, content: bytes, options: ReadOptions = ReadOptions()) -> None:
    """Read a file; only errors on purpose may come."""
    path.write_bytes(content)
    text = ""
    try:
        table = load_table(path, options)
    except ScorewellError as error:
        text = error.message
    assert path.name in text or table.frame.width


@SETTINGS
@given(text=texts)
def test_any_text_is_read_or_refused(tmp_path, text):
    read_or_refuse(tmp_path / "a.csv", text.encode())


@SETTINGS
@given(
    content=st.binary(max_size=200),
    name=st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.json"]),
)
def test_any_bytes_are_read_or_refused(tmp_path, content, name):
    read_or_refuse(tmp_path / name, content)


@SETTINGS
@given(text=texts, reader=st.sampled_from(["redcap", "qualtrics", "forms"]))
def test_any_text_is_read_or_refused_by_the_readers_of_exports(tmp_path, text, reader):
    read_or_refuse(tmp_path / "a.csv", text.encode(), ReadOptions(reader=reader))


@pytest.mark.parametrize(
    "suffix", [".xlsx", ".ods", ".sav", ".dta", ".parquet", ".feather", ".jsonl"]
)
@SETTINGS
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(tmp_path, suffix, data):
    content = bytearray(real(suffix))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.none() | st.integers(0, len(content)))
    read_or_refuse(tmp_path / f"a{suffix}", bytes(content[:end]))
    gc.collect()


@SETTINGS
@given(data=st.data())
def test_a_damaged_definition_is_built_or_has_findings(tmp_path, data):
    content = bytearray(min(DEFINITIONS))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 5))] = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b"\n", b": ", b"- ", b"{", b"*a", b"&a ", b"!!"])
        )
    path = tmp_path / "example-mood.yaml"
    path.write_bytes(bytes(content))
    draft = read_draft(path)
    assert (draft.instrument is None) == any(
        finding.severity == "error" for finding in draft.findings
    )


DEFINITIONS = [path.read_bytes() for path in DEFINITION]
