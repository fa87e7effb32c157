"""Options of the commands.

``signature`` turns option groups into parameters of a command, ``help_panels`` prints them in
panels. The groups: ``data`` (files, columns, occasions), ``change`` (how change is judged) and
``output`` (where results go).
"""
