"""How precisely limits, cut-offs, shares and differences are known, and who depends on it."""
