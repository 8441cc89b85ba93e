"""Numbers that can be questioned, each with the sentence that defends it."""

# K-Means needs at least one row more than segments to leave anything to say about them.
MIN_ROWS = 3

# The range the pages sweep: above twelve segments nobody remembers their names.
DEFAULT_KS = range(2, 13)

# The largest k that may be asked for: beyond it, segments are too small to act on and sweeps too long to wait for.
MAX_K = 50

# Silhouettes are measured on a seeded sample of this many rows, because they compare every row with every other;
# their standard error (reported beside them) is then about 0.005, far below the differences that decide anything.
SILHOUETTE_ROWS = 4_000
