"""Inputs from which a wrong number could come without a word, run from end to end.

Each file in ``tests/cases/data_in`` is a list of cases about one topic. A case has

- ``name``, and ``reason``: how the expected outcome follows, by hand;
- ``files``: the text of each file by name. In a line, ``x_1..7`` stands for seven columns and
  ``2*7`` for seven cells; a file called ``.xlsx`` or ``.sav`` is made of such text, the latter
  with ``labels`` (label by code) on all columns of numbers but the first;
- ``copy``: a file of ``tests/cases/valid`` by name, with texts to replace in it;
- ``command``, and ``exit``: the exit code;
- ``stdout``, ``stderr``, and the name of a file that is written: regular expressions that must be
  found in it, or, after ``not``, must not.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from scorewell.cli.main import main

CASES = Path(__file__).parents[1] / "cases"
TOPICS = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in CASES.glob("data_in/*")
}
ALL = {f"{topic}-{case['name']}": case for topic, cases in TOPICS.items() for case in cases}
KEYS = {"name", "reason", "files", "labels", "copy", "command", "exit", "not"}


def expand(text: str) -> str:
    """A file with ``x_1..7`` and ``2*7`` as columns and cells of their own."""
    separator = ";" if ";" in text.splitlines()[0] else ","
    lines = []
    for line in text.splitlines():
        cells = []
        for cell in line.split(separator):
            numbers = re.fullmatch(r"(.*?)(\d+)\.\.(\d+)(.*)", cell)
            times = re.fullmatch(r"(.*)\*(\d+)", cell)
            if numbers:
                before, first, last, after = numbers.groups()
                cells += [f"{before}{n}{after}" for n in range(int(first), int(last) + 1)]
            elif times:
                cells += [times[1]] * int(times[2])
            else:
                cells.append(cell)
        lines.append(separator.join(cells))
    return "\n".join(lines) + "\n"


def write(path: Path, text: str, labels: dict[float, str]) -> None:
    """Make a file of the kind that its name says."""
    if path.suffix in {".yaml", ".yml"}:
        path.write_text(text, encoding="utf-8")
        return
    content = expand(text)
    if path.suffix == ".xlsx":
        pl.read_csv(content.encode()).write_excel(path)
    elif path.suffix == ".sav":
        pyreadstat = pytest.importorskip("pyreadstat")
        frame = pl.read_csv(content.encode()).to_pandas()
        names = [name for name in frame.columns[1:] if frame[name].dtype.kind in "if"]
        pyreadstat.write_sav(frame, path, variable_value_labels=dict.fromkeys(names, labels))
    else:
        path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_no_wrong_number_comes_out_without_a_word(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case: dict[str, Any] = ALL[name]
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")
    monkeypatch.setenv("COLUMNS", "200")
    for file, text in case.get("files", {}).items():
        write(tmp_path / file, text, case.get("labels", {}))
    for file, edits in case.get("copy", {}).items():
        text = (CASES / "valid" / file).read_text("utf-8")
        for old, new in edits.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["scorewell", *shlex.split(case["command"])])
    with pytest.raises(SystemExit) as caught:
        main()
    captured = capsys.readouterr()
    texts = {"stdout": captured.out, "stderr": captured.err}
    names = {*case, *case.get("not", {})} - KEYS
    texts |= {file: read(tmp_path / file) for file in names if file not in texts}
    assert (caught.value.code or 0, texts["stderr"]) == (case["exit"], texts["stderr"])
    for source in names:
        for pattern in case.get(source, ()):
            assert re.search(pattern, texts[source], re.MULTILINE), (source, pattern, texts)
        for pattern in case.get("not", {}).get(source, ()):
            assert not re.search(pattern, texts[source], re.MULTILINE), (source, pattern, texts)


def read(path: Path) -> str:
    """A file that a command wrote, as text."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path).write_csv()
    return path.read_text("utf-8")


def test_every_case_says_what_must_come_out() -> None:
    for name, case in ALL.items():
        assert case["reason"], name
        assert {*case, *case.get("not", {})} - KEYS, name
