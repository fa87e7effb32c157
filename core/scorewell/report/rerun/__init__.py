"""Comparison of two runs: which scores and classes differ, and why."""
