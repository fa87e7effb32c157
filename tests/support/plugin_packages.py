"""Little plugin packages that tests build and install into a folder of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent


def write_project(
    folder: Path,
    name: str,
    package: str,
    *,
    requires: str = "scorewell",
    group: str = "scorewell",
    entry: str = "",
) -> None:
    """Write the project file of a distribution with one package and one entry point."""
    (folder / "pyproject.toml").write_text(
        dedent(f"""\
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"

            [project]
            name = "{name}"
            version = "1.0"
            dependencies = ["{requires}"]

            [project.entry-points."{group}"]
            {entry or name} = "{package}"

            [tool.hatch.build.targets.wheel]
            packages = ["{package}"]
            """)
    )


def install_packages(folders: Iterable[Path], target: Path) -> None:
    """Build the projects in these folders and install them into the target folder."""
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
        "--no-build-isolation", "--disable-pip-version-check", "--target", str(target),
    ]  # fmt: skip
    subprocess.run([*command, *map(str, folders)], check=True)
