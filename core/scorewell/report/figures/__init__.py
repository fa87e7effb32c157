"""Figures as SVG in one style, with colours for all readers and a description in words."""
