"""The definitions of this package as they are installed (run with `python -m pytest`)."""

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pandas as pd
import pytest

import scorewell

NAME = "scorewell-example-data"
FOLDER = Path(str(distribution(NAME).locate_file("scorewell_example_data")))


def test_every_definition_passes_its_check():
    """Schema, rules and the examples in the files."""
    command = [sys.executable, "-m", "scorewell", "check", str(FOLDER)]
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    assert output.returncode == 0, output.stdout + output.stderr


@pytest.mark.parametrize("name", ["example-mood", "example-rest"])
def test_installed_definitions_are_found(name):
    assert scorewell.open_registry().find(name).origin == NAME


def test_the_overlay_brings_the_norms_of_the_clinic():
    registry = scorewell.open_registry(overlays=[f"{NAME}:our-clinic"])
    pairs = pd.DataFrame({"id": ["a"], "pre": [2], "post": [4]})
    result = scorewell.analyse_change(
        pairs, "example-mood.total", registry=registry, sd=1, reliability=0.875
    )
    # half-way between 2 and 5; 2 points are more than 1.96 x sqrt(2 x .125)
    assert result.cutoffs.value == 3.5
    assert result.cases["outcome"].tolist() == ["recovered"]
