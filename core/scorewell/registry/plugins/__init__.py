"""Plugins: found, loaded and called each on its own.

``selection`` says which may run, ``discovery`` finds and loads them, ``plugin`` records each
with what went wrong, ``plugin_set`` holds all of them with what they offer, ``isolation`` wraps
that so that each failure names its plugin, ``commands`` joins
their commands to the command line, and ``content_hash`` identifies their files for a lock.

Bundled plugins are imported by name, those of other distributions are found by their entry
points. A distribution that only ships definitions has one entry point in the group
``scorewell.instruments``, and none of its code is run.
"""
