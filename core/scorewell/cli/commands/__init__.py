"""The commands, a module each: options, printing, and the call that does the work."""
