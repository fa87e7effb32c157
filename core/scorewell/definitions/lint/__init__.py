"""Rules that a definition must keep beyond its schema: a rule is a function with one sentence.

``rule`` is the contract. Rules follow the order of a definition: ``header``, ``provenance``,
``codings``, ``scoring_keys``, ``conditional_items``, ``published_statistics``, ``bands``,
``change``, ``coverage`` and ``examples``. ``linter`` runs them over a file, ``collection``
compares the files of a folder, and ``quality_tiers`` says how complete a definition is.
"""
