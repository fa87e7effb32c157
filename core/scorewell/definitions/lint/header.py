"""Rules for the top of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scorewell.definitions.lint.rule import Subject, rule
from scorewell.definitions.reading.document import Document, path_text
from scorewell.definitions.reading.header import HEAD_KEYS
from scorewell.errors import Finding

_MOST = 200


@rule(severity="warning", overlays=True)
def todo_open(subject: Subject) -> Iterator[Finding]:
    """Nothing is left for a person to decide."""
    yield from open_todos(subject.document)


def open_todos(document: Document) -> Iterator[Finding]:
    """Every ``TODO:`` of a file, as a finding at its line."""
    for todo in document.todos:
        yield Finding(
            code="todo-open",
            message=f"to decide: {todo.text[:_MOST] or 'what stands here'}",
            severity="warning",
            file=document.file,
            line=todo.line,
            column=todo.column,
            path=path_text(document.path_at(todo.line)),
            hint="decide it, write it down, and remove the TODO",
        )


@rule()
def file_name_is_id(subject: Subject) -> Iterator[Finding]:
    """The file is called as the instrument's id says, or for an older version as id@version."""
    stem = Path(subject.document.file).stem
    instrument = subject.instrument
    if stem not in {instrument.id, f"{instrument.id}@{instrument.version}"}:
        yield subject.finding(
            ("id",),
            f"the id is `{instrument.id}`, but the file is called `{stem}`",
            hint=f"rename the file to {instrument.id}.yaml, or correct the id; an older "
            f"version is called {instrument.id}@{instrument.version}.yaml",
        )


@rule()
def head_first(subject: Subject) -> Iterator[Finding]:
    """The keys by which an instrument is listed come first, in their order."""
    keys = list(subject.data)
    order = [key for key in HEAD_KEYS if key in subject.data]
    for place, key in enumerate(order):
        if keys[place] != key:
            before = f"after `{order[place - 1]}`" if place else "first"
            yield subject.finding(
                (keys[place],),
                f"`{keys[place]}` stands where `{key}` belongs",
                hint=f"`{key}` comes {before}: a list of instruments reads only "
                f"{', '.join(HEAD_KEYS)}, and stops at the first other key",
                at_key=True,
            )
            return


@rule()
def version_counts(subject: Subject) -> Iterator[Finding]:
    """The version is at least 0.1.0, so that every change can raise a number."""
    if subject.instrument.version.startswith("0.0."):
        yield subject.finding(
            ("version",),
            f"the version `{subject.instrument.version}` says nothing about what changed",
            hint="begin with 0.1.0, or with 1.0.0 once the scores are checked",
        )
