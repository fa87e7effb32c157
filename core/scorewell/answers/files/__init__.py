"""Data files as lazy frames, and frames as data files.

``open`` chooses a reader and opens a file, ``write`` chooses a writer and writes one. Text
files pass ``charset`` (character set), ``dialect_sniffer`` (separator, names, first rows),
``delimited_text`` (lazy reading) and ``restore_formulas``; Parquet files ``parquet_check``.
``declared_missing`` takes out codes that a file declares missing, ``dates`` finds the column of
dates, ``counters`` recognises columns that number the rows, and ``file_checks`` reports what is
odd in the form of a file.
"""
