"""Pure functions from frozen results to figures. They draw what they are given and compute nothing."""
