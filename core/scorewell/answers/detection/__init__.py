"""What a file of answers holds, before anything is done with it.

``column_roles`` finds the columns of respondent and occasion, ``candidate_instruments`` the
columns of instruments, ``inspect_file`` and ``inspect_files`` put together what one file and
several files hold, and ``study_draft`` writes a study file from it.
"""
