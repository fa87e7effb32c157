"""Sections of a report, for pages and documents: scale by scale, and over all occasions."""
