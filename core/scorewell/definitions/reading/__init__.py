"""From YAML files to instruments, overlays and outcome rules.

header            the top of a definition, without the rest of it
yaml_reader       text to plain values, strictly
yaml_composer     events of the YAML parser to plain values and their places
document          plain values, and the place of each
schema_check      plain values against the JSON Schemas
schema_messages   errors of the schema validator in words
builder           plain values to model values
reference_checks  checks that need more than one entry
load              files to instruments and overlays
overlay           additions to an instrument
outcome_rule_builder  files to outcome rules
outcome_rule_checks  whether the parts of an outcome rule fit one another
missing_figures   the overlay that brings in a figure that is missing
"""
