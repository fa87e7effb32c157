"""Options of the commands.

``signature`` turns option groups into parameters of a command, ``help_panels`` prints them in
panels. The groups: ``data`` (definitions and files), ``columns`` (items, respondents,
occasions), ``change`` (how change is judged) and ``output`` (where results go).
"""
