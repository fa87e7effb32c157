"""What became of results: whose score or class moved between two runs, and why."""

from scorewell.rescoring.manifests import Change, manifest_changes
from scorewell.rescoring.moves import Moves, moves
from scorewell.rescoring.results import Results, read_results, results_of

__all__ = [
    "Change",
    "Moves",
    "Results",
    "manifest_changes",
    "moves",
    "read_results",
    "results_of",
]
