"""What an analysis of change reads.

``request`` holds the scale and the options by who sets them, ``pairs`` the scores before and
after, ``baseline`` the figures of a sample, ``tie_rules`` and ``tolerance`` what exact ties
count as. ``input`` is one number with its source, and ``entry_text`` describes it.
"""
