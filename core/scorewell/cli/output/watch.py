"""Doing something again whenever files change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

SECONDS = 0.5

State = dict[Path, tuple[int, int]]


def watch(
    files: Callable[[], Iterable[Path]],
    act: Callable[[], None],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Act at once, and again whenever a file changes, appears or goes; until interrupted.

    The files are looked at twice a second, by size and time of change. That
    costs nothing for a folder of definitions, and works on network drives,
    from which no system reports changes.

    Parameters
    ----------
    files : callable
        The files to watch, asked anew each time.
    act : callable
        What to do.
    pause : callable, optional
        Waits for a number of seconds.
    """
    before: State | None = None
    while True:
        now = _state(files())
        if now != before:
            before = now
            act()
        pause(SECONDS)


def _state(files: Iterable[Path]) -> State:
    state: State = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:  # it went while we looked
            continue
        state[file] = (status.st_mtime_ns, status.st_size)
    return state
