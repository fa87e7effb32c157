"""What a file of answers holds, before anything is done with it."""
