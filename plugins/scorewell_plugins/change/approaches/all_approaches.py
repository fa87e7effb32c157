"""Every bundled approach."""

from __future__ import annotations

from scorewell_plugins.change.approaches.anchor import ANCHOR
from scorewell_plugins.change.approaches.anchor_group import ANCHOR_BETWEEN, ANCHOR_GROUP
from scorewell_plugins.change.approaches.hageman_proportions import PROPORTIONS
from scorewell_plugins.change.approaches.hageman_true_scores import TRUE_SCORES
from scorewell_plugins.change.approaches.jacobson_combined import COMBINED, DISTRIBUTION
from scorewell_plugins.change.approaches.minimal_detectable_change import DETECTABLE_CHANGE
from scorewell_plugins.change.approaches.percentage import PERCENTAGE
from scorewell_plugins.change.approaches.statistical import STATISTICAL

APPROACHES = (
    COMBINED,
    DISTRIBUTION,
    STATISTICAL,
    ANCHOR,
    ANCHOR_GROUP,
    ANCHOR_BETWEEN,
    PERCENTAGE,
    DETECTABLE_CHANGE,
    TRUE_SCORES,
    PROPORTIONS,
)
"""In the order in which lists show them."""
