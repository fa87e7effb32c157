"""Reports: results as tables, text, figures, pages and documents."""
