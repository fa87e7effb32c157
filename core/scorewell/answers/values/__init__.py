"""The answers in bound columns as values that are scored.

``frames`` takes frames of any library, ``distinct_values`` reduces them to their different
answers, ``encoding_check`` and ``label_languages`` say in which encoding and language they are
written, ``value_labels`` looks at the labels that the file itself has, and
``expressions`` and ``covariates`` turn answers into expressions for numbers.
"""
