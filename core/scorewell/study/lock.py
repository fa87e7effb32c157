"""Pin the definitions, rules and plugins of a study, and refuse any others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DefinitionError, Finding
from scorewell.study import manifest

if TYPE_CHECKING:
    from scorewell.registry.registry import Registry
    from scorewell.study.plan import StudyPlan


FORMAT = 1
_KINDS = {
    "definitions": ("definition", "id"),
    "overlays": ("overlay", "name"),
    "rules": ("outcome rule", "name"),
    "plugins": ("plugin", "name"),
}
_FIELDS = ("id", "name", "extends", "distribution", "origin", "version", "sha256")
_MENDED = "restore what was locked, or lock the study again: scorewell lock {file} --overwrite"


def lock_file(study: Path) -> Path:
    """Where the lock of a study file lies: beside it, as ``STUDY.lock.json``."""
    return study.with_name(f"{study.stem}.lock.json")


def make_lock(plan: StudyPlan, registry: Registry) -> dict[str, Any]:
    """Everything that the result of a study depends on besides its data.

    Parameters
    ----------
    plan : StudyPlan
        The study. Its data, and the study file itself, are not pinned: new
        answers may be judged as the old ones were.
    registry : Registry
        With the overlays of the plan.

    Returns
    -------
    dict
        The version of scorewell; each definition, overlay and outcome rule
        that the study uses; and every working plugin of another distribution,
        whether the study uses it or not. Each with its version and SHA-256.
    """
    instruments = [registry.load(measure.instrument) for measure in plan.measures]
    working = [plugin for plugin in manifest.plugins(registry) if plugin["sha256"]]
    parts = {
        "definitions": manifest.definitions(registry, instruments),
        "overlays": manifest.overlays(registry),
        "rules": manifest.rules(plan, registry),
        "plugins": working,
    }
    return {
        "format": FORMAT,
        "scorewell": version("scorewell"),
        **{
            part: [{key: record[key] for key in _FIELDS if key in record} for record in records]
            for part, records in parts.items()
        },
    }


def check_lock(plan: StudyPlan, registry: Registry) -> None:
    """Refuse a study that would be made with anything but what was locked.

    Raises
    ------
    DefinitionError
        If there is no lock, it cannot be read, or anything differs: each
        difference is named.
    """
    path = lock_file(Path(plan.file))
    lock = _read(path, plan.file)
    differences = list(lock_differences(lock, make_lock(plan, registry), file=plan.file))
    if differences:
        raise DefinitionError(
            f"this is not what {path} has locked",
            findings=differences,
            hint=_MENDED.format(file=plan.file),
        )


def lock_differences(
    lock: Mapping[str, Any], now: Mapping[str, Any], *, file: str = ""
) -> Iterator[Finding]:
    """Each thing that is not as it was locked.

    Parameters
    ----------
    lock, now : mapping
        As :func:`make_lock` makes them.
    file : str
        The study, for messages.

    Examples
    --------
    >>> def lock(digest):
    ...     definition = {"id": "x", "version": "1.0.0", "sha256": digest}
    ...     return {"scorewell": "0.1.0", "definitions": [definition]}
    >>> [each.message for each in lock_differences(lock("abc"), lock("def"))]
    ['the definition `x` 1.0.0 has other content than when it was locked']
    """
    core = lock.get("scorewell")
    if core != now["scorewell"]:
        yield Finding(
            code="lock-scorewell",
            message=f"scorewell {core} was locked, this is {now['scorewell']}",
            file=file,
            hint=f"install scorewell=={core}",
        )
    for part, (kind, key) in _KINDS.items():
        old = _by_name(lock.get(part, ()), key)
        new = _by_name(now.get(part, ()), key)
        for name in dict.fromkeys([*old, *new]):
            message, hint = _difference(kind, name, old.get(name), new.get(name))
            if message:
                yield Finding(
                    code=f"lock-{part.rstrip('s')}", message=message, file=file, hint=hint
                )
    orders = [[overlay["name"] for overlay in lock.get("overlays", ())] for lock in (lock, now)]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        yield Finding(
            code="lock-overlay", message="the overlays are applied in another order", file=file
        )


def _by_name(records: Any, key: str) -> dict[str, Mapping[str, str]]:
    """Records by name and what it belongs to, since names may be shared."""
    records_by_name = {}
    for record in records:
        owner = record.get("distribution", "") or record.get("extends", "")
        records_by_name[f"`{record[key]}` of {owner}" if owner else f"`{record[key]}`"] = record
    return records_by_name


def _difference(
    kind: str, name: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None
) -> tuple[str, str]:
    subject = f"the {kind} {name}"
    if old is None and new is not None:
        hint = f"scorewell --disable {new['name']} ..." if kind == "plugin" else ""
        return f"{subject} was not there when the study was locked", hint
    if new is None and old is not None:
        was = f"{old.get('version', '')} was locked and is not used now".strip()
        requirement = f"{old.get('distribution', '')}=={old.get('version', '')}"
        return (
            f"{subject} {was}",
            f"install it again: {requirement}" if kind == "plugin" else "",
        )
    if old is None or new is None or old == new:
        return "", ""
    was, now = old.get("version", ""), new.get("version", "")
    if was != now:
        hint = ""
        if kind == "definition":
            hint = f"write {old['id']}@{was} in the study if that version lies beside it"
        return f"{subject} was locked in version {was}, this is {now}", hint
    if old.get("sha256") != new.get("sha256"):
        return f"{subject} {was} has other content than when it was locked".replace(
            "  ", " "
        ), ""
    keys = [key for key in old if old.get(key) != new.get(key)]
    changes = ", ".join(f"{key} {old[key]}, now {new.get(key)}" for key in keys)
    return f"{subject} is not as it was locked: {changes}", ""


def _read(path: Path, study: str) -> Mapping[str, Any]:
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionError(
            f"there is no lock {path}", hint=f"make it: scorewell lock {study}"
        ) from None
    except (OSError, ValueError) as error:
        raise DefinitionError(
            f"{path} cannot be read: {error}", hint=_MENDED.format(file=study)
        ) from None
    if not isinstance(lock, dict) or lock.get("format") != FORMAT:
        raise DefinitionError(
            f"{path} is no lock of format {FORMAT}", hint=_MENDED.format(file=study)
        )
    return lock
