"""A page for each respondent: scores over time, answers, and what to look at."""
