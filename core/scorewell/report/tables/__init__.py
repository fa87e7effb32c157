"""Results as data frames for programs, and as tables with text in their cells for readers."""
