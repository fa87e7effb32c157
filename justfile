# Short ways to run the checks. Nothing needs just: CONTRIBUTING has every command in full.

# Tests of one folder and the examples in the docstrings of the code of that name.
test folder *arguments:
    python -m pytest -q -n 2 $(ls -d tests/{{folder}} core/scorewell/{{folder}} plugins/scorewell_plugins/{{folder}} 2>/dev/null) {{arguments}}

# Style, types and layers.
lint:
    ruff check && ruff format --check && mypy && lint-imports

# Rewrite the schemas and the documents that follow from the code.
docs *names:
    python docs/generate.py {{names}}

# Begin an instrument, overlay, plugin or language: just new instrument my-scale.
new kind *arguments:
    scorewell new {{kind}} {{arguments}}

# All of it, from a clean environment.
ci:
    bash .ci/run
