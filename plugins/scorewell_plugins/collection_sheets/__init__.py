"""Empty sheets to collect answers, which the command ``template`` writes.

``sheet_columns`` names the columns, ``label_language`` puts the labels of the answers into a
language, and ``write_sheet`` writes the sheet as CSV or as a workbook.
"""
