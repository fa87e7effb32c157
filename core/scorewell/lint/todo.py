"""What a person has still to decide."""

from __future__ import annotations

from collections.abc import Iterator

from scorewell.errors import Finding
from scorewell.lint.rule import Subject, rule
from scorewell.loading import Document
from scorewell.loading.document import path_text

__all__ = ["open_todos"]

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
