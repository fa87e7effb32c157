"""A locked study is made with what was locked, or not at all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from scorewell.definitions.reading.load import load_overlay
from scorewell.errors import DefinitionError
from scorewell.registry.plugins.content_hash import content_digest
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.plugin import Plugin
from scorewell.registry.registry import Registry, open_registry
from scorewell.study.lock import check_lock, lock_differences, lock_file, make_lock
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

MOOD = (
    Path(__file__).parents[1]
    / "distributions/data_only/scorewell_example_data/example-mood.yaml"
)
STUDY = """\
format: 1
title: A locked study
data: [{file: answers.csv}]
columns: {id: id, occasion: when}
occasions: {pre: pre, post: post}
instruments: [definitions]
overlays: [own.yaml]
change: {sd: 2, reliability: 0.8}
measures: [{instrument: EMS}]
"""
OVERLAY = """\
format: 1
extends: example-mood
name: Our norms
sources: {own: {title: Our own figures, container: our service}}
scales:
  - id: total
    norms:
      - {id: own, population: clinical, mean: 2.5, sd: 1.5, n: 50,
         sample: {description: our service}, source: own, checked: one-source}
    change: {clinical: own, why: our own patients}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "definitions").mkdir()
    shutil.copy(MOOD, tmp_path / "definitions")
    (tmp_path / "own.yaml").write_text(OVERLAY)
    (tmp_path / "answers.csv").write_text(
        "id,when,m1,m2,m3\n1,pre,0,2,0\n1,post,2,0,1\n2,pre,1,1,1\n2,post,1,1,2\n"
    )
    (tmp_path / "study.yaml").write_text(STUDY)
    return tmp_path / "study.yaml"


def bundled_only(group: str) -> list[EntryPoint]:
    return []


def registry_of(study: Path, **options: object) -> Registry:
    plan = read_plan(study)
    plugins = load_plugins(entry_points=bundled_only)
    return open_registry(plan.instruments, overlays=plan.overlays, plugins=plugins)


def lock_study(study: Path) -> Path:
    lock = make_lock(read_plan(study), registry_of(study))
    lock_file(study).write_text(json.dumps(lock))
    return lock_file(study)


def refusal(study: Path) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        check_lock(read_plan(study), registry_of(study))
    return caught.value


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_was_locked_is_let_through_whatever_the_data(study: Path):
    lock_study(study)
    check_lock(read_plan(study), registry_of(study))
    (study.parent / "answers.csv").write_text("id,when,m1,m2,m3\n3,pre,0,2,0\n3,post,2,0,1\n")
    edit(study, "title: A locked study", "title: With another title")
    check_lock(read_plan(study), registry_of(study))


def test_a_lock_names_no_place_on_this_machine(study: Path):
    assert str(study.parent) not in lock_study(study).read_text()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("definitions/example-mood.yaml", "method: sum", "method: mean",
         "the definition `example-mood` 1.0.0 has other content than when it was locked"),
        ("definitions/example-mood.yaml", "version: 1.0.0", "version: 1.0.1",
         "the definition `example-mood` was locked in version 1.0.0, this is 1.0.1"),
        ("own.yaml", "mean: 2.5", "mean: 2.6",
         "the overlay `Our norms` of example-mood has other content than when it was locked"),
        ("own.yaml", "name: Our norms", "name: Our new norms",
         "the overlay `Our new norms` of example-mood was not there when the study was locked"),
        ("study.yaml", "overlays: [own.yaml]\n", "",
         "the overlay `Our norms` of example-mood was locked and is not used now"),
        ("study.yaml", "[{instrument: EMS}]", "[{instrument: EMS}, {instrument: pseq}]",
         "the definition `pseq` was not there when the study was locked"),
        ("study.lock.json", '"scorewell": "', '"scorewell": "7',
         "was locked, this is"),
    ],
)  # fmt: skip
def test_each_difference_is_refused_and_named(study: Path, file, old, new, message):
    lock_study(study)
    edit(study.parent / file, old, new)
    error = refusal(study)
    assert message in str(error)
    assert "scorewell lock" in error.hint


def test_all_differences_are_named_together(study: Path):
    lock_study(study)
    edit(study.parent / "own.yaml", "mean: 2.5", "mean: 2.6")
    edit(study.parent / "definitions/example-mood.yaml", "method: sum", "method: mean")
    assert len(refusal(study).findings) == 2


def test_overlays_in_another_order_are_a_difference():
    overlays = [{"name": "a", "sha256": "1"}, {"name": "b", "sha256": "2"}]
    old, new = ({"scorewell": "1", "overlays": entry} for entry in (overlays, overlays[::-1]))
    (result,) = lock_differences(old, new)
    assert "another order" in result.message


def test_two_overlays_of_one_name_are_told_apart():
    """A service may call its overlays for two instruments the same."""
    two = [{"name": "ours", "extends": name, "sha256": name} for name in ("pseq", "fscrs")]
    changed = [two[0] | {"sha256": "other"}, two[1]]
    result = lock_differences(
        {"scorewell": "1", "overlays": two}, {"scorewell": "1", "overlays": changed}
    )
    assert [entry.message for entry in result] == [
        "the overlay `ours` of pseq has other content than when it was locked"
    ]


def test_a_plugin_that_came_went_or_changed_is_a_difference():
    first = {"name": "p", "distribution": "d", "version": "1.0", "sha256": "a"}
    for old, new, message in (
        ([], [first], "the plugin `p` of d was not there"),
        ([first], [], "the plugin `p` of d 1.0 was locked and is not used now"),
        ([first], [first | {"version": "1.1"}], "was locked in version 1.0, this is 1.1"),
        ([first], [first | {"sha256": "b"}], "has other content"),
    ):
        (result,) = lock_differences(
            {"scorewell": "1", "plugins": old}, {"scorewell": "1", "plugins": new}
        )
        assert message in result.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no lock"),
        ("{", "cannot be read"),
        ('{"format": 9}', "no lock of format"),
    ],
)
def test_without_a_lock_that_can_be_read_nothing_is_run(study: Path, text, message):
    if text is not None:
        lock_file(study).write_text(text)
    assert message in str(refusal(study))


def package(folder: Path) -> Plugin:
    """A package on the path that was never installed, as one that is edited is."""
    place = folder / "made_up_locked_package"
    place.mkdir()
    (place / "__init__.py").write_text("raise SystemError('it runs')")
    (place / "table.csv").write_text("1,2")
    return Plugin(name="p", kind="hooks", package="made_up_locked_package")


def test_the_hash_of_a_plugin_follows_its_files_and_nothing_else(tmp_path, monkeypatch):
    plugin = package(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    first = content_digest(plugin)
    (tmp_path / "made_up_locked_package/__pycache__").mkdir()
    (tmp_path / "made_up_locked_package/__pycache__/x.pyc").write_bytes(b"1")
    assert content_digest(plugin) == first
    (tmp_path / "made_up_locked_package/table.csv").write_text("1,3")
    assert content_digest(plugin) != first


def test_the_manifest_says_what_a_report_was_made_with(study: Path):
    import hashlib

    result = run_study(read_plan(study), registry=registry_of(study))
    (definition,) = result.manifest["definitions"]
    content = (study.parent / "definitions/example-mood.yaml").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    overlay = load_overlay(study.parent / "own.yaml").document.digest
    assert definition == {
        "id": "example-mood",
        "version": "1.0.0",
        "origin": "folder",
        "file": "example-mood.yaml",
        "definition_sha256": digest,
        "sha256": hashlib.sha256(f"{digest}{overlay}".encode()).hexdigest(),
        "overlays": ["Our norms"],
    }
    assert str(study.parent) not in json.dumps(result.manifest)


def test_lock_and_evaluate_on_the_command_line(study: Path):
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from scorewell.cli.main import main; main()", *words]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=study.parent, check=False
        )

    assert run("evaluate", "study.yaml", "--locked").returncode == 1
    output = run("lock", "study.yaml")
    assert output.returncode == 0, output.stderr
    assert "1 definitions, 1 overlays" in output.stderr
    assert run("lock", "study.yaml").returncode == 1  # never over an existing one
    assert run("lock", "study.yaml", "--overwrite").returncode == 0
    evaluated = run("evaluate", "study.yaml", "--locked", "-o", "one")
    assert evaluated.returncode == 0, evaluated.stderr
    edit(study.parent / "own.yaml", "mean: 2.5", "mean: 2.6")
    refusal = run("evaluate", "study.yaml", "--locked", "-o", "two")
    assert refusal.returncode == 1
    assert "the overlay `Our norms` of example-mood has other content" in refusal.stderr
    assert not (study.parent / "two").exists()
