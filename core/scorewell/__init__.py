"""Score any questionnaire, and say who reliably got better."""

__version__ = "0.1.0"
