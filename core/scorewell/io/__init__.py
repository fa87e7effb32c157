"""Files and values on their way in and out.

``bundled_files`` finds the files of the package, ``json_values`` makes plain values,
``formula_injection`` keeps text from becoming a formula in a spreadsheet, ``atomic_write`` and
``write_folder`` write a file or a folder as a whole or not at all.
"""
