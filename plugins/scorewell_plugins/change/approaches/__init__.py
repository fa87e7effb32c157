"""The bundled approaches, each in a file: function, formula and declaration.

The files in the order of reading: ``jacobson_combined`` (an index of change with a cut-off,
and alone), ``statistical`` (the cut-off alone), ``anchor`` and ``anchor_group`` (amounts that
matter to people), ``percentage``, ``minimal_detectable_change``, ``hageman_true_scores`` and
``hageman_proportions``. ``all_approaches`` lists them. ``outcomes``, ``important_change`` and
``mean_intervals`` hold what several of them need.
"""
