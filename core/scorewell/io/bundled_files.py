"""Where the bundled files are: in a wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

_IN_CHECKOUT = {"demo": "examples/demo"}


def bundled(name: str) -> Path:
    """The folder ``instruments``, ``schemas`` or ``demo``.

    It lies beside the package in an installed wheel, at the top level in a checkout.
    """
    checkout = Path(__file__).resolve().parents[3]
    in_checkout = checkout / _IN_CHECKOUT.get(name, name)
    if (checkout / "pyproject.toml").is_file() and in_checkout.is_dir():
        return in_checkout
    installed = Path(__file__).parents[1] / name
    if installed.is_dir():
        return installed
    raise FileNotFoundError(
        f"the bundled folder '{name}' is missing; the installation of scorewell is incomplete"
    )


def schema_text(name: str) -> str:
    """Text of one schema, for example ``instrument``."""
    return (bundled("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
