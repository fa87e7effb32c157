"""The report as Word, Markdown, LaTeX, Excel and JSON, and figures as image files."""
