"""What a file of answers holds, before anything is done with it."""

from scorewell.inspection.draft import study_draft
from scorewell.inspection.look import Fit, Seen, look
from scorewell.inspection.together import Together, file_occasions

__all__ = ["Fit", "Seen", "Together", "file_occasions", "look", "study_draft"]
