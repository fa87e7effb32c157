"""What an instrument says: its model, how it is read and checked, and how versions differ.

model             the values, and how each of them is written in a document
schema            the JSON Schemas that follow from the model
reading           files to values, with every finding in its place
lint              further rules for definitions and overlays
method_rules      what these rules ask of a scoring method
compare_versions  what two versions of a definition do not share
"""
