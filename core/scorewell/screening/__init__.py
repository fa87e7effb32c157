"""What the answers themselves say about how a file was made.

::

    examine     one occasion of a file: encoding, keys, columns, respondents
    key         items and scales that point the other way than the key says
    columns     columns that are exchanged, items that fall apart in two
    encodings   whether the file counts from another number
    runs        respondents who give one answer over and over
"""
