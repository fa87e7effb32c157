"""What became of results: whose score or class moved between two runs, and why."""
