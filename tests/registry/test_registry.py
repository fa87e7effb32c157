"""The registry: names, clashes, folders, overlays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scorewell.errors import ClashError, DefinitionError, UnknownInstrumentError
from scorewell.registry.registry import ENVIRONMENT, Registry, open_registry

EXAMPLE = (
    Path(__file__).parents[1]
    / "distributions/data_only/scorewell_example_data/example-mood.yaml"
)


@pytest.fixture(autouse=True)
def no_folders_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.setattr(
        "scorewell.registry.registry.user_folder", lambda: tmp_path / "no such folder"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "definitions"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder)
    return folder


@pytest.mark.parametrize("name", ["fscrs", "FSCRS", "Fscrs", " fscrs "])
def test_ids_and_acronyms_are_found_whatever_the_case(name: str):
    assert open_registry().load(name).id == "fscrs"


@pytest.mark.parametrize("name", ["example-mood", "EMS", "ems", "Mood Thermometer"])
def test_a_folder_brings_its_instruments_with_aliases(folder: Path, name: str):
    assert open_registry([folder]).load(name).id == "example-mood"


def test_an_unknown_name_gives_the_nearest_ones():
    with pytest.raises(UnknownInstrumentError) as caught:
        open_registry().find("fscr")
    assert "fscrs" in caught.value.hint.casefold()


def test_a_name_like_nothing_says_where_to_look():
    with pytest.raises(UnknownInstrumentError, match="scorewell list"):
        open_registry().find("zzzzzz")


def test_the_environment_names_folders(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    assert "example-mood" in [entry.id for entry in open_registry().entries]


def test_the_users_own_folder_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: folder)
    assert "example-mood" in [entry.id for entry in open_registry().entries]


def test_two_files_with_one_id_are_a_clash_that_names_both(folder: Path, tmp_path: Path):
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    shutil.copy(EXAMPLE, other_folder)
    registry = open_registry([folder, other_folder])
    with pytest.raises(ClashError) as caught:
        registry.find("example-mood")
    assert str(folder / EXAMPLE.name) in caught.value.message
    assert str(other_folder / EXAMPLE.name) in caught.value.message
    assert any(finding.code == "name-clash" for finding in registry.findings)
    assert registry.load("fscrs").id == "fscrs"  # the others work


def test_a_clash_is_settled_by_naming_the_origin(folder: Path):
    copy = folder / "fscrs.yaml"
    bundled = open_registry().find("fscrs").head.file
    shutil.copy(bundled, copy)
    registry = open_registry([folder])
    with pytest.raises(ClashError, match=r"folder:fscrs or scorewell:fscrs"):
        registry.find("fscrs")
    assert registry.find("folder:fscrs").head.file == copy
    assert registry.find("scorewell:FSCRS").head.file == bundled


def test_an_acronym_that_is_anothers_alias_is_a_clash(folder: Path):
    text = EXAMPLE.read_text().replace("id: example-mood", "id: other-mood")
    (folder / "other-mood.yaml").write_text(text)
    with pytest.raises(ClashError, match="example-mood"):
        open_registry([folder]).find("EMS")


def test_a_broken_file_leaves_the_others_working(folder: Path):
    (folder / "broken.yaml").write_text("format: [1\n")
    registry = open_registry([folder])
    assert registry.load("example-mood").acronym == "EMS"
    assert any("broken.yaml" in finding.file for finding in registry.findings)


def test_a_folder_that_is_not_there_is_a_finding(tmp_path: Path):
    registry = open_registry([tmp_path / "nowhere"])
    assert [finding.code for finding in registry.findings] == ["no-folder"]
    assert registry.load("pseq").id == "pseq"


def test_a_yaml_file_can_be_named_directly():
    assert open_registry().load(str(EXAMPLE)).id == "example-mood"


def test_only_the_top_is_read_until_an_instrument_is_loaded(folder: Path):
    text = EXAMPLE.read_text().split("licence:")[0] + "licence: {key: [broken\n"
    (folder / "half.yaml").write_text(text.replace("example-mood", "half").replace("EMS", "H"))
    registry = open_registry([folder])
    assert "half" in [entry.id for entry in registry.entries]
    with pytest.raises(DefinitionError):
        registry.load("half")


def test_the_same_folder_named_twice_is_no_clash(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    assert open_registry([folder]).find("example-mood").id == "example-mood"


def test_overlays_are_applied_in_order(folder: Path, tmp_path: Path):
    overlays = []
    for number, mean in ((1, 2.5), (2, 3.5)):
        overlay = tmp_path / f"overlay{number}.yaml"
        overlay.write_text(
            f"format: 1\nextends: example-mood\nname: Overlay {number}\n"
            f"sources: {{own{number}: {{title: Own figures, container: our service}}}}\n"
            "scales:\n  - id: total\n    norms:\n"
            f"      - {{id: own{number}, population: clinical, mean: {mean}, sd: 1.5, n: 50,"
            f" sample: {{description: our service}}, source: own{number}, checked: one-source}}\n"
            f"    change: {{clinical: own{number}, why: our own patients}}\n"
        )
        overlays.append(overlay)
    plain = open_registry([folder]).load("example-mood")
    changed = open_registry([folder], overlays=overlays).load("example-mood")
    scale = changed.scale("total")
    assert [norm.id for norm in scale.norms] == ["own1", "own2"]
    assert [layer.clinical for layer in scale.change] == ["own2", "own1"]
    assert [origin.name for origin in changed.overlays] == ["Overlay 1", "Overlay 2"]
    assert changed.digest != plain.digest
    assert plain.scale("total").norms == ()


def test_registry_loads_each_file_once(folder: Path):
    registry: Registry = open_registry([folder])
    assert registry.load("EMS") is registry.load("example-mood")


def version_of_mood(folder: Path, version: str, **changes: str) -> Path:
    """The example in another version, as a file beside it."""
    text = EXAMPLE.read_text().replace("version: 1.0.0", f"version: {version}")
    for old, new in changes.items():
        text = text.replace(old, new)
    file = folder / f"example-mood@{version}.yaml"
    file.write_text(text)
    return file


def test_an_id_means_its_newest_version_and_the_older_ones_can_be_named(folder: Path):
    (folder / EXAMPLE.name).unlink()
    for version in ("1.9.0", "1.10.0", "1.2.0"):
        version_of_mood(folder, version)
    registry = open_registry([folder])
    assert registry.load("EMS").version == "1.10.0"  # by number, not by letter
    assert registry.load("ems@1.2.0").version == "1.2.0"
    assert registry.load("folder:example-mood@1.9.0").version == "1.9.0"
    assert not registry.findings
    versions = [entry.version for entry in registry.entries if entry.id == "example-mood"]
    assert versions == ["1.10.0"]


def test_a_version_that_is_not_there_names_those_that_are(folder: Path):
    version_of_mood(folder, "1.1.0")
    with pytest.raises(UnknownInstrumentError) as caught:
        open_registry([folder]).load("example-mood@3.0.0")
    assert "not here in version 3.0.0" in caught.value.message
    assert "1.1.0, 1.0.0" in caught.value.hint


def test_a_name_that_only_an_older_version_has_leads_to_the_newest(folder: Path):
    version_of_mood(folder, "2.0.0", EMS="EMS-2")
    registry = open_registry([folder])
    assert registry.load("EMS").version == "2.0.0"
    assert registry.load("EMS@1.0.0").acronym == "EMS"


def test_one_version_of_one_id_twice_is_a_clash(folder: Path):
    shutil.copy(EXAMPLE, folder / "again.yaml")
    with pytest.raises(ClashError):
        open_registry([folder]).find("example-mood")


def test_an_older_version_may_lie_beside_the_newer_one_for_the_linter(folder: Path):
    from scorewell.definitions.lint.collection import lint_collection
    from scorewell.definitions.lint.linter import check
    from scorewell.definitions.reading.load import load_instrument

    older = version_of_mood(folder, "0.9.0")
    codes = [finding.code for finding in check(older, methods={})]
    assert "file-name-is-id" not in codes
    pair = [load_instrument(file) for file in sorted(folder.glob("*.yaml"))]
    assert len(pair) == 2
    assert not lint_collection(pair)
