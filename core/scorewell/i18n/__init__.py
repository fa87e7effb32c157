"""Messages in the language of the reader, by gettext catalogues.

``po`` reads and writes catalogue files, ``catalog`` is the language in force, and ``messages``
makes and translates what people read. ``en.toml`` holds the texts of reports by key;
``messages.pot`` is the template that translations begin from.
"""
