"""Further forms in which a study is handed on: Word, Markdown, LaTeX, JSON."""
