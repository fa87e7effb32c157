"""What commands print.

``rows`` prints tables, CSV and JSON; ``findings``, ``approaches`` and ``check_findings`` print
results; ``instrument_page`` and ``instrument_summary`` describe an instrument;
``written_files`` says what was written; ``watch`` repeats a command when files change.
"""
