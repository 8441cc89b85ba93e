"""Numbers that can be questioned, each with the sentence that defends it."""

# K-Means needs at least one row more than segments to leave anything to say about them.
MIN_ROWS = 3

# The range the pages sweep: above twelve segments nobody remembers their names.
DEFAULT_KS = range(2, 13)

# The largest k that may be asked for: beyond it, segments are too small to act on and sweeps too long to wait for.
MAX_K = 50

# Silhouettes compare every row with every other. Up to the first number of rows they are exact (0.2 s); beyond it they
# are measured on a seeded sample of the second, whose standard error (reported beside them) is about 0.003.
SILHOUETTE_EXACT_ROWS = 10_000
SILHOUETTE_ROWS = 4_000

# The advice looks at no more rows than this: evidence for groups of 2 % of the customers does not grow with more.
ADVICE_ROWS = 4000

# Resamples for stability are halves of no more rows than this: the error of a mean Jaccard is then below 0.02.
RESAMPLED_ROWS = 2000

# A segment is the same again from this mean Jaccard similarity on (Hennig 2007: "valid, stable").
STABLE_JACCARD = 0.75

# Tibshirani & Walther (2005) call a k supported when halves of the data predict each other at least this well.
STRONG_PREDICTION = 0.8

# A silhouette this far above both kinds of data without groups, and this many of their standard deviations above, is no
# chance: of 62 generated tables without groups the first alone let one through, a skewed spending factor whose draws
# differ so much that it was 2.1 standard deviations above them.
CLEAR_SILHOUETTE = 0.06
CLEAR_DEVIATIONS = 4.0

# Groups count as round when the segments hold at least nine in ten of each one's customers: overlap alone costs a few.
ROUND_GROUPS = 0.9

# A segment can be described when a rule of at most three conditions holds for four fifths of it, and four fifths of
# those it holds for are in it; a fourth condition is one more than people remember.
DESCRIBED_COVERAGE = 0.8
RULE_CONDITIONS = 3

# Below this one another sample draws the segment differently (Hennig 2007: "patterns", not "clusters").
SHAKY_JACCARD = 0.6

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

# Effect sizes on data without groups are found on this many shuffled rows: they change in the third digit with more.
CHANCE_ROWS = 2_000

# Without groups K-Means divides now by these columns, now by those: the mean of so many draws no longer hangs on one.
CHANCE_DRAWS = 5

# "Very" is said only of the outermost tenth, and only where two segments would else share a name.
VERY_PERCENTILE = 0.9

# "Mostly" needs two thirds of the segment, and a share that is clearly above everyone's.
MOSTLY_SHARE = 2 / 3
MOSTLY_LIFT = 1.3

# A third word must gain this much F1, because every word more is a word less remembered; a single word is enough
# when a second one would lose as much.
WORD_GAIN = 0.05

# A name should hold for four fifths of its segment, and two thirds of those it holds for should be in it: a margin
# over the three quarters and three fifths below which a description misleads.
COVERAGE_FLOOR = 0.8
EXCLUSIVITY_FLOOR = 0.65

# A given name follows its customers when at least half of all concerned are the same ones; below, it is only offered.
CARRIED_JACCARD = 0.5

# Two columns whose ranks agree this much say nearly the same, and a name should not say it twice.
REDUNDANT_CORRELATION = 0.8

# The single words that separate a segment best, from which its name is put together: more change no name on the
# tables tried, and the search grows with their square.
NAME_WORDS = 10

# Random halvings for stability: each gives two fits, and the order of the k no longer changes from six on.
HALVINGS = 6

# Draws of data without groups whose stability is measured beside the table's, and halvings of each: their range is a
# band on a chart and a bar to pass, not a test.
SHAPELESS_DRAWS = 3
SHAPELESS_HALVINGS = 2

# Draws of each kind of data without groups: the spread of log WCSS between draws is small against the gaps that matter.
REFERENCES = 6

# A table with room for so many cells must fill this share of them: what does not is a stray cell far outside of the
# table, or records that have no fields in common, and would take memory for nothing.
SPARSE_CELLS = 1_000_000
MIN_FILLED_SHARE = 0.01

# A table of more columns than this is a matrix or an accident, not customers; Excel itself stops at 16,384.
MAX_COLUMNS = 20_000

# Lines that are no records, when they are ten times those that are: the file is not the table it was taken for, and
# looking for what each of them might have been would take for ever.
MAX_STRANGE_LINES = 20_000

# No fact about a customer is this long (characters); a cell beyond it is an unclosed quote or not a table at all.
MAX_CELL_CHARS = 10_000_000

# One line (or workbook row) may hold many cells, yet no more bytes than this: beyond it memory is no longer bounded.
MAX_LINE_BYTES = 64 << 20

# What a compressed file may unpack to, in bytes: the largest upload is 1 GB, and packed tables shrink about tenfold.
MAX_UNPACKED_BYTES = 4 << 30

# Real tables shrink 5 to 50 times; a file that grows more than this when unpacked is a bomb. Small files may.
MAX_EXPANSION = 200
MIN_BOMB_BYTES = 64 << 20

# The XML of a workbook, unpacked, in bytes: about a million rows of thirty cells; a CSV holds more in less memory.
MAX_WORKBOOK_BYTES = 2 << 30

# Cells between the first and the last of a sheet, filled or not: each takes room, and one stray cell in the last corner
# would take room for 17,000,000,000. A full sheet of fifty columns passes.
MAX_SHEET_CELLS = 55_000_000

# A look at how a file would be read, while a person chooses: workbooks and JSON must be unpacked whole even for their
# first rows, which takes about half a second at this size; larger ones are read when the choice is made.
MAX_HEAD_BYTES = 6_000_000

# Preparation. A column's distribution (long tail, outliers, almost constant) is judged on a seeded sample of this
# many rows: a percentile is then off by less than half a percentage point, while a million rows cost no more than these.
PREPARATION_SAMPLE = 20_000

# A column with more missing values than this share would be mostly made up by imputation, so it decides nothing.
MAX_MISSING_SHARE = 0.5

# A column in which more customers than this share have the same value says nothing about the rest of them, and
# standardising it would put the few others tens of standard deviations away.
ALMOST_CONSTANT_SHARE = 0.99

# Skewness (between the percentiles 0.5 and 99.5) beyond which a column counts as long-tailed: a bit below that of an
# exponential distribution cut there (1.6), well above moderately skewed ones such as total spending (about 0.9).
LONG_TAIL_SKEWNESS = 1.5

# A value is absurd rather than large when it is this many robust standard deviations from the median AND this many
# times farther out than everybody else (666,666 among incomes up to 162,000); real big spenders come in a continuum.
ABSURD_DEVIATIONS = 10.0
ABSURD_GAP = 3.0

# An error strikes a few; when more customers than this share are that far out they may be a segment of their own.
ABSURD_SHARE = 0.001

# No rule of ours may set aside more of the customers than this; beyond it, values are clipped and the customers stay.
MAX_SET_ASIDE_SHARE = 0.01

# The oldest person on record lived 122 years; customers above 110 are mistakes in the table.
MAX_AGE = 110

# A category's level shared by fewer customers than this is grouped with the other rare ones ("other"), and a category
# keeps at most this many levels: a segment cannot be described by an answer that hardly anybody gave.
MIN_LEVEL_SHARE = 0.02
MAX_LEVELS = 12

# A yes/no answer or a category separates two customers by at most this many standard deviations of a number (2√2,
# what one customer in seven saying yes amounts to); otherwise the rarest answer would decide the segments.
MAX_ANSWER_DISTANCE = 2.8284271247461903

# When missing answers of a category are at least this frequent they form a level of their own and are not filled.
MISSING_LEVEL_SHARE = 0.05

# Features with a correlation beyond this say the same thing twice, which the notes point out.
SAME_INFORMATION_CORRELATION = 0.98

# Rows prepared together: a block of this many rows and some thirty features stays in the processor's cache.
PREPARATION_BLOCK_ROWS = 16_384

# Rows scored together: starting threads costs next to nothing then, and a table of any length needs some hundreds of MB.
SCORING_ROWS = 524_288

# The first rows of a file that is scored in blocks: they tell which column is the identifier, and whether numbers,
# dates and words are written plainly.
SCORING_HEAD_ROWS = 20_000

# A new customer farther from a segment than this share of the segment's own customers fits none of the segments well:
# of the customers the segments were made from, one in a hundred is that far out.
FITS_NONE_QUANTILE = 0.99

# How often a running computation says where it stands: a person who sees nothing for a second doubts it.
PROGRESS_SECONDS = 0.4

# Rows on which the sweep searches for centres before all rows polish them: small enough for hundreds of trials in a
# fraction of a second, large enough that the best of them stays the best on all rows (within 0.1 %, see benchmarks).
SEARCH_ROWS = 5_000

# Rows on which the candidates of the search are compared before one of each k goes on to all rows. A table of no more
# rows is searched once more as a whole, and polished from several finalists of each k: on 5,000 of 20,000 rows, the optimum
# that is best on all can look 1 % worse than another.
REFINE_ROWS = 20_000
FINALISTS = 8

# That search goes on for as long as four rounds in a row find something better, and crosses twice as many solutions as
# one of a small table: with half the patience and half the children it ended 0.04 % above the best known optima, not
# 0.02 %. Starts of k up to four, further ones, are cheap; what separates many groups in two has many optima.
REFINE_PATIENCE = 4
REFINE_BROODS = 2
REFINE_ROUNDS = 30
REFINE_STARTS = 40
REFINE_SMALL_STARTS = 160

# Of a larger table two: 20,000 rows of 50,000 took one optimum for the better one that was 0.06 % worse on all of them.
# Where a sample decides between them, which costs little, four: of a million rows one k lost 0.016 % with two.
LARGE_FINALISTS = 2
SAMPLE_FINALISTS = 4

# Beyond four times as many rows, the centres are first polished on a sample of so many: they are then within some 0.01 %
# of the optimum on all rows, which a pass or two closes, where a pass over the sample costs a tenth of one over a million.
NEAR_ROWS = 100_000

# Independent k-means++ starts for every k, and the best of their results that are kept: their centres are where moves lead.
STARTS = 12
POPULATION = 8

# A k is settled at once when this share of the better half of its starts ends in the best of them. A third, on a table of
# 2,216 customers, settled for an optimum 0.4 % above the best one known.
AGREED = 0.9

# Moves: centres of ks this near are candidates, so many swaps of those that promise most are followed up, and the promise
# is measured on about the square root of this number times the rows.
NEIGHBOURS = 2
SWAPS = 1
SIEVE_ROWS = 500

# Rounds of moves: a k is settled when this many in a row found nothing better, and all end at the second number.
PATIENCE = 2
ROUNDS = 6

# All rows are passed over until the inertia of every k drops by less than this share, or this often.
POLISH_TOLERANCE = 2e-6
MAX_PASSES = 100

# Of very many rows the optimum of a sample, within the first share, is passed over; the sample, corrected by what all rows
# have shown there, then leads on until an iteration gains less than the second, or so many times. A k that gained less than
# the fourth is done, another is passed over and corrected once more. What is left are splits of what has no groups, which
# creep on for many passes: up to the last number of rows they may. Beyond it a pass takes seconds, and all they gain is a
# few tenths of a thousandth, less than another sample of as many customers would change: there two passes, and often one,
# must do.
SAMPLE_TOLERANCE = 5e-6
CORRECTED_TOLERANCE = 1e-6
CORRECTED_PASSES = 10
ENOUGH = 1e-5
LARGE_ENOUGH = 3e-4
LARGE_ROWS = 4_000_000

# Rows per block of a pass: with 77 centres the distances of a block stay in a core's cache.
BLOCK_ROWS = 4_096

# A copy of the rows of up to so many megabytes is kept between passes, unless the operator sets another number; a larger
# matrix is converted block by block in every pass, which takes a tenth longer, so that more would gain little.
SWEEP_MEMORY_MB = 128

# Up to this many values (rows times features) the last iterations and the measurement run in float64, and the
# iterations go on until the inertia drops by less than this share.
EXACT_VALUES = 250_000
EXACT_TOLERANCE = 1e-7

# The rows of a cluster's partitions are kept in its memory between passes when they take up to this share of it: as
# much again is needed to work on them, and workers begin to spill to their disks from 60 % on.
CLUSTER_SHARE = 0.5

# Results of partitions merged at a time: a tree of sixteens sums ten thousand partitions in four steps.
CLUSTER_TOGETHER = 16

# Parquet is cut into partitions of this size (bytes): the text of one, as Python sees it, fits any worker.
PARTITION_BYTES = 64 * 2**20

# Rows of a table in partitions on which columns are understood, and segments named: shares of 1 % are then known to
# within a tenth of a percentage point.
PARTITIONED_SAMPLE_ROWS = 100_000

# A segment with fewer rows in that sample gets this many rows of its own, so that it can be described.
RARE_SEGMENT_ROWS = 200

# A scheduler that does not answer within this time (seconds), or has no workers by then, is taken to be absent.
CONNECT_SECONDS = 5.0

# A cluster that lost its last worker is given this time (seconds) to start another one.
NO_WORKERS_SECONDS = 60.0

# Distinct rows beyond this number are not collected: keeping them would cost more than the passes they save.
DISTINCT_ROWS = 200_000

# Without past campaigns nobody knows how many respond; at one half the smallest uplift that can be shown is largest, so
# what is promised holds whatever the true rate is.
UNKNOWN_RESPONSE_RATE = 0.5

# A tenth not contacted costs little and shows an effect of a few points in a segment of some thousand customers.
DEFAULT_HOLD_OUT = 0.1

# Audiences. A fifth of the customers is the share that the Pareto rule of thumb speaks of.
HIGH_VALUE_SHARE = 0.2

# "Frequent" and "high budget" mean the top third, as "high" does in the names of segments.
FREQUENT_WEB_SHARE = 1 / 3
HIGH_BUDGET_SHARE = 1 / 3

# From this size on a clean file takes the fast path: below it, the tolerant reader is as quick as a blink.
QUICK_BYTES = 2_000_000

# Terms (features times segments) of the scorer in SQL: PostgreSQL and DuckDB plan 20,000 in seconds, and refuse or run
# out of stack not far beyond.
MAX_SQL_TERMS = 20_000

# Population stability index (Siddiqi 2006): below the first number a distribution counts as unchanged, from the second
# on as changed so much that the segments should be made anew. It is taken over tenths of the training customers.
SOME_DRIFT = 0.1
CLEAR_DRIFT = 0.25
DRIFT_BINS = 10

# A later segment is made of an earlier one (or took it in) when more than this share of the customers agree.
MAIN_FLOW = 0.5

# Customers of a map's window that are looked at together: some tens of megabytes, whatever the table's length.
MAP_BLOCK_CUSTOMERS = 500_000

# And when they are counted from front to back: what is computed of so many stays in the processor's own cache.
MAP_RUN_CUSTOMERS = 65_536

# A sample of the map keeps so many on each of its four sides, so that nobody unusual is only part of a density.
MAP_OUTERMOST = 50

# And so many of each segment that stand nearest to its centre.
MAP_TYPICAL = 5

# Preparations are compared on no more customers than this: a share of those who move is then within two points, and
# eight preparations with every k take seconds.
SENSITIVITY_ROWS = 4_000

# The columns that are left out one by one: those with the largest part in the variance, as a handful can be read.
SENSITIVITY_COLUMNS = 4

# A report shows an even sample of so many customers on its map: a picture that prints, and a file that can be mailed.
REPORT_POINTS = 2_500

# What fits on the page of one segment, and on the page about the data; the rest is in the log of steps.
REPORT_COLUMNS = 7
REPORT_IDEAS = 2
REPORT_STEPS = 24

# A process remembers of so many files that it has read them through: two megabytes, and more files than are in use.
MAX_CHECKED_FILES = 10_000

# Spending columns are replaced by their total from this mean rank correlation on: who spends more on one then spends
# more on the others, and the parts would count the same thing several times (0.63 in the campaign table).
SPENDING_TOGETHER = 0.3
