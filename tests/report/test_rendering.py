"""Compiled templates are kept, and never used for another text."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from scorewell.report.rendering import make_environment


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "a.html.j2").write_text("{{ n }} of 3", "utf-8")
    return tmp_path


def rendered(folder: Path, **options) -> str:
    environment = make_environment(jinja2.FileSystemLoader(folder), folder, **options)
    return environment.get_template("a.html.j2").render(n=1)


def cached_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("__pycache__/*"))


def compilations(monkeypatch) -> list[str]:
    values: list[str] = []
    compiled = jinja2.Environment.compile

    def count_calls(self, source, name=None, *rest, **options):
        values.append(name)
        return compiled(self, source, name, *rest, **options)

    monkeypatch.setattr(jinja2.Environment, "compile", count_calls)
    return values


def test_a_template_is_compiled_once_for_all_processes(folder, monkeypatch):
    compiled = compilations(monkeypatch)
    assert [rendered(folder), rendered(folder)] == ["1 of 3", "1 of 3"]
    assert compiled == ["a.html.j2"]
    assert len(cached_files(folder)) == 1


def test_what_was_compiled_from_another_text_is_not_used(folder):
    rendered(folder)
    (folder / "a.html.j2").write_text("{{ n }} of 4", "utf-8")
    assert rendered(folder) == "1 of 4"
    assert rendered(folder) == "1 of 4"


def test_what_was_compiled_with_other_options_is_not_used(folder):
    (folder / "a.html.j2").write_text("{% if n %}\n{{ n }}{% endif %}", "utf-8")
    assert rendered(folder, trim_blocks=False) == "\n1"
    assert rendered(folder, trim_blocks=True) == "1"


def test_what_another_jinja_compiled_is_not_used(folder, monkeypatch):
    rendered(folder)
    compiled = compilations(monkeypatch)
    monkeypatch.setattr(jinja2, "__version__", "3.9")
    assert rendered(folder) == "1 of 3"
    assert compiled == ["a.html.j2"]


@pytest.mark.parametrize("cut", [0, 3, 40, 90])
def test_a_file_that_was_cut_short_is_compiled_again(folder, cut):
    rendered(folder)
    (file,) = cached_files(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    assert rendered(folder) == "1 of 3"
    assert file.read_bytes()[:cut] == whole[:cut]
    assert len(file.read_bytes()) == len(whole)


def test_nothing_is_written_where_python_writes_no_bytecode(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == "1 of 3"
    assert cached_files(folder) == []


def test_the_folder_moves_with_that_of_python(folder, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr(sys, "pycache_prefix", str(elsewhere))
    assert rendered(folder) == "1 of 3"
    assert cached_files(folder) == []
    assert len([path for path in elsewhere.rglob("*") if path.is_file()]) == 1


def test_a_folder_that_cannot_be_written_does_no_harm(folder):
    (folder / "__pycache__").write_text("a file in the way", "utf-8")
    assert rendered(folder) == "1 of 3"
    assert sorted(path.name for path in folder.iterdir()) == ["__pycache__", "a.html.j2"]


def test_a_template_that_is_no_file_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.chdir(tmp_path)
    environment = make_environment(jinja2.DictLoader({"a": "{{ n }}"}))
    assert environment.get_template("a").render(n=1) == "1"
    assert list(tmp_path.iterdir()) == []
