"""The command line: the only folder that prints.

Its modules import the standard library and typer; everything heavier is
imported inside the command that needs it.
"""
