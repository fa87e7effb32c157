"""Words in the language of the reader: what the report says, and how the engine words it."""
