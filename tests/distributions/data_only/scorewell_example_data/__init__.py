"""Never imported: scorewell only looks at the folder."""

raise RuntimeError("the code of a data-only package was run")
