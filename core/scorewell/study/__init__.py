"""One study file, everything above it in order, one result with its audit."""
