"""Nasty files: each is read or refused as the file beside it says, and nothing is silent."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from scorewell.answers.files.open import load_table
from scorewell.answers.layout.assemble import assemble
from scorewell.answers.layout.data_file import ID
from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.definitions.model import Answer, Coding, Instrument, Item, MissingRule, Scale
from scorewell.errors import ScorewellError
from scorewell.registry.plugins.discovery import load_plugins

FOLDER = Path(__file__).parents[1] / "data" / "nasty"
CASES = sorted(
    path.name.removesuffix(".expected.yaml") for path in FOLDER.glob("*.expected.yaml")
)
CODING = Coding(id="c", answers=tuple(Answer(value=value) for value in range(5)))
ITEMS = tuple(Item(id=f"q_{n}", position=n, coding=CODING, label=str(n)) for n in (1, 2))
TOTAL = Scale(
    id="total",
    name="Total",
    items=("q_1", "q_2"),
    method="sum",
    missing=MissingRule(rule="complete"),
    low=0,
    high=8,
    better="lower",
)
Q = Instrument(id="q", version="1.0.0", name="Q", items=ITEMS, scales=(TOTAL,))
REFERENCE = SimpleNamespace(plugins=load_plugins())


@pytest.fixture(scope="module")
def makers(request):
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(
        "awkward_files", Path(__file__).parents[1] / "support" / "awkward_files.py"
    )
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.MAKERS


def layout(path: Path) -> DataLayout:
    return DataLayout(files=(DataFile(path=path),), rows_stand_alone=True)


@pytest.mark.parametrize("name", CASES)
def test_a_nasty_file_is_told_as_it_is(tmp_path, makers, name):
    from scorewell.scores.file_findings import all_findings

    expected = yaml.safe_load((FOLDER / f"{name}.expected.yaml").read_text(encoding="utf-8"))
    path = tmp_path / name
    if name in makers:
        makers[name](path)
    else:
        shutil.copy(FOLDER / name, path)
    if "error" in expected:
        with pytest.raises(ScorewellError, match=re.escape(expected["error"])) as caught:
            all_findings(layout(path), Q, REFERENCE, columns={})
        assert expected.get("hint", "") in caught.value.hint
        assert path.name in caught.value.message
        return
    frame = load_table(path).frame
    assert frame.height == expected["rows"]
    table = all_findings(layout(path), Q, REFERENCE, columns={})
    assert dict(Counter(table["kind"])) == expected["kinds"]
    for column, values in expected.get("values", {}).items():
        assert frame[column].to_list() == values
    if "ids" in expected:
        assert assemble(layout(path)).frame[ID].to_list() == expected["ids"]


def test_every_nasty_file_has_its_expectation(makers):
    names = {path.name for path in FOLDER.iterdir() if not path.name.endswith(".yaml")}
    assert names | set(makers) == set(CASES)


@pytest.mark.parametrize("text", [",,\n,,", ";;\n;;\n;;\n", "\t\t\n\t\t"])
def test_a_file_of_separators_alone_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(text)
    with pytest.raises(ScorewellError, match=r"empty\.csv"):
        load_table(path)
