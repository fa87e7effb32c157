"""Answers: binding columns to items, reading and checking what is in them."""
