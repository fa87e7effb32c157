"""Classes of respondents: codes, counts, intervals of shares, and a sentence."""
