"""What a file of answers holds, before anything is done with it."""

from scorewell.inspection.draft import study_draft
from scorewell.inspection.look import Fit, Seen, look

__all__ = ["Fit", "Seen", "look", "study_draft"]
