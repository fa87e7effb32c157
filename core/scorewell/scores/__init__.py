"""Scoring: items of an answer sheet to scores of an instrument."""
