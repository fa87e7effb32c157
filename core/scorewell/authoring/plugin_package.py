"""A whole distribution that brings definitions, or methods, to begin a plugin from."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from scorewell.authoring.editor_schemas import FOLDER, schema_files
from scorewell.authoring.write_tree import render
from scorewell.errors import DataError

KINDS = ("data", "methods")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 28


def plugin_files(name: str, folder: Path, *, kind: str, core: str) -> dict[Path, str]:
    """Every file of a new distribution.

    Parameters
    ----------
    name : str
        Of the distribution: lower case letters, digits and single hyphens.
    folder : pathlib.Path
        Where a folder of this name is made.
    kind : {'data', 'methods'}
        Definitions and no code; or hooks with a scoring and a change method,
        and a definition.
    core : str
        Version of scorewell that it is made for.

    Raises
    ------
    DataError
        If the name cannot be one, is that of a module of Python, or the kind
        is none.
    """
    module = _module(name)
    if kind not in KINDS:
        raise DataError(f"`{kind}` is no kind of plugin", hint=f"it is {' or '.join(KINDS)}")
    methods = kind == "methods"
    root, source = folder / name, Path("src", module)
    definitions = source / "definitions" if methods else source
    example = f"{name}-example"
    up = "/".join([".."] * len(definitions.parts))
    values = {
        "name": name,
        "module": module,
        "kind": kind,
        "example": example,
        "method": f"{name}-from-lowest" if methods else "sum",
        "low": 1 if methods else 0,
        "schema": f"{up}/{FOLDER}/instrument.schema.json",
        "core": core,
        "below": _next(core),
    }
    templates = {
        Path("pyproject.toml"): "pyproject.toml",
        Path("README.md"): "README.md",
        Path(".gitignore"): "gitignore",
        Path(".github/workflows/test.yml"): "test.yml",
        source / "__init__.py": f"{kind}_init.py",
        definitions / f"{example}.yaml": "example.yaml",
        Path("tests") / f"test_{module}.py": f"test_{kind}.py",
    }
    files = {
        root / path: render(f"plugin/{template}.j2", **values)
        for path, template in templates.items()
    }
    return {**files, **schema_files(root / FOLDER)}


def _module(name: str) -> str:
    """The name of the package that is imported."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise DataError(
            f"`{name}` cannot be the name of a plugin",
            hint="lower case letters, digits and single hyphens, beginning with a letter, at "
            f"most {_LONGEST}: scorewell-our-clinic",
        )
    module = name.replace("-", "_")
    existing = {"scorewell", "scorewell_plugins", "tests", *sys.stdlib_module_names}
    if module in existing or keyword.iskeyword(module) or keyword.issoftkeyword(module):
        raise DataError(
            f"`{name}` is the name of something else in Python",
            hint=f"choose another: scorewell-{name}",
        )
    return module


def _next(core: str) -> str:
    """The version that the range ends before: the next one that may break plugins."""
    return str(int(core.partition(".")[0]) + 1)
