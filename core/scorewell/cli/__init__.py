"""The command line. Only this room prints.

Its modules import the standard library and typer; everything heavier is
imported inside the command that needs it.
"""

from scorewell.cli.main import main

__all__ = ["main"]
