"""Files that are written whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from scorewell.errors import DataError
from scorewell.whole import written_whole


def test_a_file_takes_its_name_only_at_the_end(tmp_path: Path):
    target = tmp_path / "scores.csv"
    with written_whole(target) as part:
        part.write_text("whole")
        assert part.name == target.name
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_leaves_nothing_behind_even_where_a_thread_goes_on_writing(tmp_path: Path):
    """A query that failed can still be about to open its file in another thread."""
    target, go_on = tmp_path / "scores.csv", threading.Event()
    target.write_text("before")
    went_on = 0

    def write(part: Path) -> None:
        nonlocal went_on
        while not go_on.is_set():
            try:
                part.write_text("half")
            except OSError:
                went_on += 1
                if went_on > 1000:
                    return

    def fail(part: Path) -> None:
        thread = threading.Thread(target=write, args=(part,))
        threads.append(thread)
        thread.start()
        raise ZeroDivisionError

    threads: list[threading.Thread] = []
    with pytest.raises(ZeroDivisionError), written_whole(target, overwrite=True) as part:
        fail(part)
    go_on.set()
    threads[0].join()
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text() == "before"


@pytest.mark.parametrize("why", ["exists already", "the file that is read", "no folder"])
def test_a_file_that_may_not_be_written_is_refused_with_the_reason(tmp_path: Path, why: str):
    target = tmp_path / "scores.csv"
    inputs = [target] if why == "the file that is read" else []
    if why == "no folder":
        target = tmp_path / "none" / "scores.csv"
    else:
        target.write_text("before")
    with pytest.raises(DataError, match=why), written_whole(target, inputs=inputs):
        pytest.fail("the block ran")
