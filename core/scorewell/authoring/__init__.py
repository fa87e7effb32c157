"""Scaffolds: definitions, overlays and plugin packages to begin from.

Nothing here prints. Each scaffold is made whole in memory, as files by path,
and then written whole or not at all.
"""
