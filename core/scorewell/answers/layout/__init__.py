"""How answers lie in their files, and one row per respondent and occasion of them.

``layout`` holds what is known of the files, ``data_file`` reads one by occasions, ``reshape``
turns columns or rows of several occasions into rows of one, ``assemble`` joins the files.
"""
