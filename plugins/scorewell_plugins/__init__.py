"""The bundled plugins: methods, formats and commands, through the hooks that anyone can use."""
