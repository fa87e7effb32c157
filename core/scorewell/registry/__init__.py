"""What is installed: plugins, the methods that they bring, and definitions by name.

``contracts`` says what a method, a reader and an exporter are, ``hookspecs`` how plugins hand
them over; ``plugins`` finds and loads plugins; ``catalogue`` reads the tops of definition
files, and ``registry`` finds an instrument by its name.
"""
