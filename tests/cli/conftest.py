"""Running commands in this process, in an empty folder."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from scorewell.cli.main import main


class Outcome:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Run a command in an empty folder, without this machine's own definitions."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        code = error.value.code
        return Outcome(code if isinstance(code, int) else 0, captured.out, captured.err)

    return call
