"""Every bundled scoring method."""

from __future__ import annotations

from scorewell_plugins.scoring.basic import BASIC_METHODS
from scorewell_plugins.scoring.count import COUNT_METHODS
from scorewell_plugins.scoring.table import TABLE_METHODS

METHODS = (*BASIC_METHODS, *COUNT_METHODS, *TABLE_METHODS)
