"""The bundled approaches, each in a file: function, formula and declaration.

The files in the order of reading: ``jacobson_combined`` (an index of change with a cut-off,
and alone), ``statistical`` (the cut-off alone), ``anchor`` and ``anchor_group`` (amounts that
matter to people), ``percentage``, ``minimal_detectable_change``, ``hageman_true_scores`` and
``hageman_proportions``. ``all_approaches`` lists them. ``outcomes``, ``important_change``,
``mean_intervals``, ``true_change`` and ``shared_parameters`` hold what several of them need.

Lists of methods read the declarations, and load no library of numbers for that: each function
imports what it computes with.
"""
