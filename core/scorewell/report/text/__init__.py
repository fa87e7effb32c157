"""Results in sentences: terminal summary, methods section, tables for publication."""
