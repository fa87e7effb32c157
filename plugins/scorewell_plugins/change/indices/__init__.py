"""The bundled indices of change, in families: each index is function, formula and declaration.

``standard_error`` divides a change by an error of measurement. ``regression_to_mean``,
``nunnally`` and ``hageman_arrindell`` expect a later score from the respondents themselves;
``practice_effect``, ``regression_line`` and ``single_case`` from a control sample, whose
formulas ``control_statistics`` holds. ``all_indices`` lists them.
"""
