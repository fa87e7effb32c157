"""The options of an analysis: ``options`` (all of them), ``presets`` and ``typed_figures``."""
