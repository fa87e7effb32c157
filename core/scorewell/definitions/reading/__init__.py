"""From YAML files to instruments, with every finding in its place."""
