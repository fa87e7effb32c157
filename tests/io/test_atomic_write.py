"""Files that are written whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scorewell.errors import DataError
from scorewell.io.atomic_write import atomic_write


def test_a_file_takes_its_name_only_at_the_end(tmp_path: Path):
    target = tmp_path / "scores.csv"
    with atomic_write(target) as part:
        part.write_text("whole")
        assert part.name == target.name
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_leaves_nothing_behind_even_where_a_thread_would_go_on(tmp_path: Path):
    """A query that failed can still be about to open its file in another thread."""
    target = tmp_path / "scores.csv"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), atomic_write(target, overwrite=True) as part:
        part.write_text(str(1 / 0))
    with pytest.raises(FileNotFoundError):
        part.write_text("late")
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text() == "before"


def test_a_file_begun_while_its_folder_is_removed_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target, calls, remove = tmp_path / "scores.csv", [], shutil.rmtree

    def begun_meanwhile(folder: Path, **options: bool) -> None:
        calls.append(folder)
        remove(folder, **options)
        if len(calls) == 1:
            folder.mkdir()
            (folder / "late.csv").write_text("late")

    monkeypatch.setattr(shutil, "rmtree", begun_meanwhile)
    with atomic_write(target) as part:
        part.write_text("whole")
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("reason", ["exists already", "the file that is read", "no folder"])
def test_a_file_that_may_not_be_written_is_refused_with_the_reason(tmp_path: Path, reason: str):
    target = tmp_path / "scores.csv"
    inputs = [target] if reason == "the file that is read" else []
    if reason == "no folder":
        target = tmp_path / "none" / "scores.csv"
    else:
        target.write_text("before")
    with pytest.raises(DataError, match=reason), atomic_write(target, inputs=inputs):
        pytest.fail("the block ran")
