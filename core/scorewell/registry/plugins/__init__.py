"""Finding plugins and keeping the broken ones apart.

Bundled plugins are imported by name; strangers are found by their entry
points. A distribution that only ships definitions has one entry point in the
group ``scorewell.instruments`` and no code of it is run. Each plugin is loaded
and called on its own: one that fails is recorded with its distribution,
version, error and traceback, and the others work.
"""
