"""What a study is made with: definitions, overlays, rules and plugins, with their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.plugins import content_digest
from scorewell.study.rules import used_rules

if TYPE_CHECKING:
    from scorewell.model import Instrument
    from scorewell.registry import Registry
    from scorewell.study.plan import StudyPlan

__all__ = ["Record", "definitions", "file_name", "file_record", "overlays", "plugins", "rules"]

Record = dict[str, Any]


def definitions(registry: Registry, instruments: Iterable[Instrument]) -> list[Record]:
    """Each definition once: who brings it, its version, and the hash of its file."""
    origins = {str(entry.head.file): entry.origin for entry in registry.files}
    found = {
        instrument.file: {
            "id": instrument.id,
            "version": instrument.version,
            "origin": origins.get(instrument.file, "file"),
            "file": file_name(instrument.file),
            "sha256": file_record(Path(instrument.file))["sha256"],
        }
        for instrument in instruments
    }
    return list(found.values())


def overlays(registry: Registry) -> list[Record]:
    """Each overlay in the order of its application."""
    return [
        {
            "name": overlay.name,
            "extends": overlay.extends,
            "file": file_name(overlay.document.file),
            "sha256": overlay.document.digest,
        }
        for overlay in registry.overlays
    ]


def rules(plan: StudyPlan, registry: Registry) -> list[Record]:
    """Each rule over several measures; one that a plugin makes in Python has no hash."""
    return [
        {"name": rule.name, "version": rule.version, "sha256": rule.digest}
        for rule in used_rules(plan, registry)
    ]


def plugins(registry: Registry) -> list[Record]:
    """Each plugin of another distribution, the failed and disabled ones too.

    ``registers`` says, by hook, the names that it has registered.
    """
    loaded = registry.plugins
    return [
        {
            "name": plugin.name,
            "kind": plugin.kind,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "status": plugin.status,
            "registers": loaded.registered(plugin),
            "sha256": "" if plugin.module is None else content_digest(plugin),
        }
        for plugin in loaded.plugins
        if plugin.kind != "bundled"
    ]


def file_record(path: Path) -> Record:
    """A file by its name, size and SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def file_name(path: str) -> str:
    """The last part of a path: a report must not tell where on a machine a file lies."""
    return path.replace("\\", "/").rpartition("/")[2]
