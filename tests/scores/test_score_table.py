"""How often ``scorewell score`` and its like read a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.registry.registry import Registry, open_registry
from scorewell.scores import score_table as module
from scorewell.scores.score_table import ScoreRequest, load_answers, score_table

ITEMS = [f"pseq_{n}" for n in range(1, 11)]
HEAD = ",".join(["id", "occasion", *ITEMS])
FINE = "\n".join([HEAD, "a,pre" + ",3" * 10, "b,pre" + ",6" * 10, "c,pre" + ",1" * 9 + ",", ""])
ODD = FINE.replace("a,pre,3", "a,pre,9")


class Readings:
    """A registry whose readers list the files that they open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.registry: Registry = open_registry()
        self.opened: list[str] = []
        readers = {
            name: replace(reader, read=self._counting(reader.read))
            for name, reader in self.registry.plugins.readers.items()
        }
        plugins = self.registry.plugins
        monkeypatch.setattr(type(plugins), "readers", property(lambda _: readers))

    def _counting(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def counts(path: Path, options: Any) -> Any:
            self.opened.append(path.name)
            return read(path, options)

        return counts


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    return Readings(monkeypatch)


def request(readings: Readings, path: Path, **more: Any) -> ScoreRequest:
    policies = more.pop("policies", {})
    file = DataFile(path=path, **more.pop("file", {}))
    order = more.pop("order", ())
    layout = DataLayout(files=(file,), order=order, policies=policies, rows_stand_alone=True)
    instrument, columns = readings.registry.load("pseq"), {"coding": "declared"}
    return ScoreRequest(instrument=instrument, layout=layout, columns=columns, **more)


@pytest.mark.parametrize("text", [FINE, ODD], ids=["all allowed", "one not allowed"])
@pytest.mark.parametrize("output", [None, "scores.csv"])
@pytest.mark.parametrize(
    "options",
    [{}, {"strict": True}, {"policies": {"outside-coding": "null-score"}}],
    ids=["plain", "strict", "policy"],
)
def test_a_small_file_is_opened_once(readings, tmp_path, text, output, options):
    path = tmp_path / "answers.csv"
    path.write_text(text)
    target = None if output is None else tmp_path / output
    table = score_table(request(readings, path, output=target, **options), readings.registry)
    assert readings.opened == ["answers.csv"]
    assert table.findings["kind"].to_list() == ["outside-coding"] * (text is ODD)
    assert table.is_refused is (text is ODD and "strict" in options)
    assert (target is not None and target.exists()) is (
        output is not None and not table.is_refused
    )


def test_rows_that_are_arranged_first_are_read_once(readings, tmp_path):
    path = tmp_path / "wide.csv"
    names = [f"{name}_{item}" for name in ("pre", "post") for item in ITEMS]
    path.write_text("\n".join([",".join(["id", *names]), "a" + ",3" * 20, ""]))
    shape = {"file": {"pattern": "{occasion}_{item}"}, "order": ("pre", "post")}
    table = score_table(request(readings, path, **shape), readings.registry)
    assert readings.opened == ["wide.csv"]
    assert table.scores["pseq.total"].to_list() == [30, 30]


def test_a_large_file_is_opened_once_to_sniff_and_once_to_stream(
    readings, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "SMALL", 0)
    path, target = tmp_path / "answers.csv", tmp_path / "scores.csv"
    path.write_text(FINE)
    table = score_table(request(readings, path, output=target), readings.registry)
    assert readings.opened == ["answers.csv"] * 2
    assert (table.rows, table.findings) == (3, None)


def test_a_large_file_is_read_again_only_to_list_answers_that_are_not_allowed(
    readings, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "SMALL", 0)
    path, target = tmp_path / "answers.csv", tmp_path / "scores.csv"
    path.write_text(ODD)
    table = score_table(request(readings, path, output=target), readings.registry)
    assert readings.opened == ["answers.csv"] * 3
    assert table.findings["item"].to_list() == ["pseq_1"]


@pytest.mark.parametrize("text", [FINE, ODD], ids=["all allowed", "one not allowed"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_stream_and_memory_write_the_same_bytes(
    readings, tmp_path, monkeypatch, text, ending
):
    path = tmp_path / "answers.csv"
    path.write_text(text)
    targets = [tmp_path / f"{name}.{ending}" for name in ("memory", "stream")]
    for size, target in zip((1 << 23, 0), targets, strict=True):
        monkeypatch.setattr(module, "SMALL", size)
        score_table(request(readings, path, output=target), readings.registry)
    if ending == "csv":
        assert targets[0].read_bytes() == targets[1].read_bytes()
    else:
        import polars as pl
        from polars.testing import assert_frame_equal

        assert_frame_equal(*map(pl.read_parquet, targets))


def test_answers_for_reliability_and_doctor_are_read_once(readings, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(FINE)
    instrument = readings.registry.load("pseq")
    file = DataFile(path=path)
    frame, _ = load_answers(path, file.read, instrument, readings.registry, columns={})
    assert readings.opened == ["answers.csv"]
    assert frame.height == 3
