"""Scores from answers.

In the order of the data::

    plan             a definition compiled for a set of columns
    item_values      stage 1: answers to values
    pipeline         stages 2 to 4: counts, scores, outputs
    outputs          the columns beside a score: counts, reasons, bands, alerts
    norms            z, T and percentile of a score in a described sample
    output_columns   names of the columns
    score            a frame in memory, of any kind
    score_file       a file into a file, in a stream
    file_findings    what is noteworthy in a file that is scored
    score_table      the rows of a study or a command, with findings
    outside_range    scores outside the range of the definition
    null_scores      scores that findings make null
    examples         the examples of a definition
"""
