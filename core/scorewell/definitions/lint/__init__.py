"""What must hold in a definition beyond its schema: one function, one sentence per rule."""
