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

# The advice looks at no more rows than this: evidence for groups of 2 % of the customers does not grow with more.
ADVICE_ROWS = 4000

# Resamples for stability are halves of no more rows than this: the error of a mean Jaccard is then below 0.02.
RESAMPLED_ROWS = 2000

# A segment is the same again from this mean Jaccard similarity on (Hennig 2007: "valid, stable").
STABLE_JACCARD = 0.75

# Below two in a hundred customers a segment is a handful of outliers, not an audience.
SMALLEST_SEGMENT = 0.02

# Above eight segments of a continuum nobody can tell neighbours apart, however stable they are.
STABLE_UP_TO = 8

# Cut-offs of names are searched on at most this many customers, drawn evenly from every segment: the error of a
# share is then below two points even within one of twelve segments. What is reported is measured on all rows.
NAME_SEARCH_ROWS = 20_000

# A word is true by where the segment's median stands among all customers: the upper and the lower third.
HIGH_PERCENTILE = 2 / 3
LOW_PERCENTILE = 1 / 3

# "Mostly" needs two thirds of the segment, and a share that is clearly above everyone's.
MOSTLY_SHARE = 2 / 3
MOSTLY_LIFT = 1.3

# A third word must gain this much F1, because every word more is a word less remembered; a single word is enough
# when a second one would lose as much.
WORD_GAIN = 0.05

# Two columns whose ranks agree this much say nearly the same, and a name should not say it twice.
REDUNDANT_CORRELATION = 0.8

# The single words that separate a segment best, from which its name is put together: more change no name on the
# tables tried, and the search grows with their square.
NAME_WORDS = 10

# Random halvings for stability: each gives two fits, and the order of the k no longer changes from six on.
HALVINGS = 6

# Draws of each kind of data without groups: the spread of log WCSS between draws is small against the gaps that matter.
REFERENCES = 6
