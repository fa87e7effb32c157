"""A page for each respondent: scores over time, targets in points, answers, words."""
