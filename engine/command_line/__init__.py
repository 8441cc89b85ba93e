"""The command line: the same engine, in a terminal."""
