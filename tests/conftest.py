"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# No test is about time: the first example may import a library, and the machine may be busy.
settings.register_profile("scorewell", deadline=None)
settings.load_profile("scorewell")
