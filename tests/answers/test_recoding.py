"""Text in other character sets, recode block by block."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from scorewell.answers.files import charset
from scorewell.answers.files.charset import recode
from scorewell.answers.files.open import load_table
from scorewell.cli.main import build
from scorewell.errors import DataError
from scorewell.registry.contracts.files import ReadOptions
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.scores import score_table

PLUGINS = load_plugins(entry_points=lambda group: [])
NAMES = ["Müller", "Łódź", "Ωmega", "a;b", "zwei\nZeilen", "€", "“so”"]
WESTERN = ["Müller", "Ångström", "a;b", "zwei\nZeilen", "“so”"]


@pytest.fixture(params=["in memory", "on disk"])
def place(request, monkeypatch):
    """Where text is recode; blocks so small that letters and line ends are cut apart."""
    monkeypatch.setattr(charset, "IN_MEMORY", 1 << 24 if request.param == "in memory" else 0)
    monkeypatch.setattr(charset, "_BLOCK", 3)
    charset._recode_once.cache_clear()
    yield request.param
    charset._recode_once.cache_clear()


def text(names: list[str], end: str) -> str:
    rows = [f'"{name}",{place % 7}' for place, name in enumerate(names * 40)]
    return "\n".join(["id,q_1", *rows, ""]).replace("\n", end)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("charset", "encoding_name", "names"),
    [
        ("windows-1252", "", WESTERN),
        ("utf-16", "", NAMES),
        ("utf-16-be", "utf-16-be", NAMES),
        ("utf-32", "", NAMES),
        ("iso-8859-15", "iso-8859-15", ["Müller", "€", "Žižek"]),
        ("mac-roman", "mac-roman", WESTERN),
        ("utf-8-sig", "", NAMES),
    ],
)
def test_every_character_set_and_line_end_gives_the_same_names(
    tmp_path: Path, place: str, charset: str, encoding_name: str, names: list[str], end: str
):
    path = tmp_path / "answers.csv"
    path.write_bytes(text(names, end).encode(charset))
    frame = load_table(path, ReadOptions(encoding=encoding_name)).frame
    assert [
        name.replace("\r\n", "\n").replace("\r", "\n") for name in frame["id"]
    ] == names * 40
    assert frame["q_1"].to_list() == [str(n % 7) for n in range(len(names) * 40)]


def test_a_recoded_file_on_disk_has_no_name_or_is_for_this_user_alone(
    tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(charset, "IN_MEMORY", 0)
    path = tmp_path / "answers.csv"
    path.write_bytes("id,ä\nü,1\n".encode("cp1252"))
    result = recode(path, "cp1252")
    assert isinstance(result, Path)
    assert result.read_text("utf-8") == "id,ä\nü,1\n"
    if os.name == "posix":
        assert stat.S_IMODE(result.stat().st_mode) == 0o600
    if result.parent == Path("/proc/self/fd"):
        assert result.stat().st_nlink == 0


def test_a_named_temporary_file_is_gone_when_the_program_ends(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(charset, "IN_MEMORY", 0)
    monkeypatch.setattr(charset, "_OPEN", tmp_path / "nowhere")
    values = []
    monkeypatch.setattr(charset.atexit, "register", lambda *call: values.append(call))
    path = tmp_path / "answers.csv"
    path.write_bytes("id,ä\nü,2\n".encode("cp1252"))
    result = recode(path, "cp1252")
    assert pl.read_csv(result)["ä"].to_list() == [2]
    ((remove, encoding_name),) = values
    assert encoding_name == result
    monkeypatch.setattr(charset, "_FILES", charset._FILES[-1:])
    remove(encoding_name)
    assert not result.exists()


def test_bytes_that_the_character_set_does_not_have_are_told(tmp_path: Path, place: str):
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,q_1\n" + b"a,1\n" * 30 + b"\x81,2\n")
    with pytest.raises(DataError, match="the text is not windows-1252"):
        recode(path, "windows-1252")


def test_a_large_file_in_windows_1252_is_scored_and_its_findings_need_no_second_reading(
    tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(charset, "IN_MEMORY", 0)
    monkeypatch.setattr(score_table, "SMALL", 0)
    path, target = tmp_path / "answers.csv", tmp_path / "scores.csv"
    lines = [",".join(["id", *(f"pseq_{n}" for n in range(1, 11))])]
    lines += [",".join(["Müller", *["6"] * 10]), ",".join(["Ångström", *["0"] * 10])]
    path.write_text("\n".join(lines), encoding="windows-1252")
    command = ["score", "pseq", str(path), "-o", str(target)]
    output = CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")
    assert output.exit_code == 0, output.output
    assert "the text is not UTF-8 and is read as windows-1252 [character-set]" in output.stderr
    scores = pl.read_csv(target)
    assert scores["id"].to_list() == ["Müller", "Ångström"]
    assert scores["pseq.total"].to_list() == [60, 0]
