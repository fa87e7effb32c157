"""Drawings in SVG: one style, colours that everybody can tell apart, words in the drawing."""
