"""What differs between two versions of a definition, and what follows from it."""

from scorewell.revision.differences import Difference, compare
from scorewell.revision.effects import EFFECTS, Effect
from scorewell.revision.verdict import Verdict, judge_version

__all__ = ["EFFECTS", "Difference", "Effect", "Verdict", "compare", "judge_version"]
