"""Numbers of the web application that can be questioned, each with the sentence that defends it."""

# One part of an upload: large enough that a gigabyte is 128 requests, small enough that a lost part costs a second.
PART_BYTES = 8 * 1024 * 1024

# An upload is copied to the disk in pieces of this size, which is all the memory it takes.
COPY_BYTES = 256 * 1024

# A JSON request of ours carries choices, never tables; a body beyond this is not one of ours.
MAX_JSON_BYTES = 1024 * 1024

# A name is read on cards and in legends; beyond this it would be cut there anyway.
MAX_SEGMENT_NAME = 80
MAX_SEGMENT_NOTE = 400
MAX_DATASET_NAME = 120

# Results of a campaign are an id and an answer per customer: a million of them are 20 MB.
MAX_RESULTS_BYTES = 50_000_000

# A file needs its own size about twice again: as a table (compressed, and ready to be mapped) and as cached results.
DISK_FACTOR = 3

# Work on a table from a file of more than this keeps a worker busy for most of a minute; a place is left free beside it.
LARGE_BYTES = 50_000_000

# Work lets those pass who come within so many seconds after it, for each megabyte of its file: about what it takes itself
# on a busy server, so at most its own time is added to its wait.
LETS_PASS = 1.0

# The queue is looked at this often (seconds), so that a job starts within 200 ms.
QUEUE_POLL = 0.05

# A page asks this often (milliseconds) how far its job is: progress seems to flow. Behind other jobs it asks more
# seldom by half of that for each of them, up to every four seconds: a job takes some half a second at least, and two
# hundred people who wait would keep the server busy with telling them so.
POLL_MS = 400
POLL_SLOWEST_MS = 4_000

# The order of the queue is told for so long (seconds) before it is looked at again.
PLACES_FOR = 0.5

# Progress is written down at most this often (seconds): faster than the page asks, slow enough for any disk.
PROGRESS_EVERY = 0.25

# A run's heart beats this often; one that missed ten beats in a row belongs to a worker that is gone.
BEAT_EVERY = 1.0
LOST_AFTER = 10.0

# A cancelled job may put its things in order for this long before it is ended.
CANCEL_GRACE = 2.0

# A job ended by the system (memory, restart) is tried once more: often its neighbour was the cause. Not three times.
MAX_ATTEMPTS = 2

# Reading comes first and takes about this part of the time from the drop to the segments.
READING_SHARE = 0.3

# Abandoned uploads, failed tables and left-over temporary files go after a day: by then nobody resumes them.
ABANDONED_AFTER = 24 * 3600
HOUSEKEEPING_EVERY = 600.0

# With a store, a machine's copy of a table is fetched anew once a day: a disk then holds what is used.
COPIES_OLD = 24 * 3600

# Where web and worker share no folder, a worker says in the database every ten seconds that it lives; one that has
# missed three times is gone.
PRESENT_EVERY = 10.0
PRESENT_FOR = 30.0

# A clock that moves this much (seconds) otherwise than time passes was set; nothing is deleted for a day after that.
CLOCK_JUMP = 3600.0
CLOCK_GRACE = 24 * 3600.0

# Redis stands near by: what it has not said after this long (seconds) is computed anew, and so is everything in the
# following ten seconds, so that a Redis that is down costs one wait and not one per request.
REDIS_PATIENCE = 0.25
REDIS_REST = 10.0

# Results nobody asked for in this time (seconds) leave the memory of a web process; the disk still has them.
MEMORY_IDLE = 900.0

# What was deleted leaves the memory of every web process within this time (seconds).
FORGET_EVERY = 15.0

# A browser keeps its workspace this long after its last visit.
COOKIE_DAYS = 365

# Rows of a download that are turned into text at a time: a few megabytes in memory, whatever the table's length.
DOWNLOAD_ROWS = 20_000

# A sheet of Excel holds 1,048,576 rows; beyond a fifth of that a workbook takes minutes to write and to open.
MAX_EXCEL_ROWS = 200_000

# Fields shown at once in the form for a new customer; the others stand behind "More fields".
SCORE_FIELDS = 8

# Customers drawn behind a new one: enough to see where the segments lie, few enough to be drawn while one types.
BACKGROUND_CUSTOMERS = 1_500

# Customers scored with one JSON request: beyond it a file is smaller and quicker.
MAX_API_ROWS = 10_000

# What was deleted from the library can be brought back for a day (seconds): by then a mistake has been noticed.
UNDO_FOR = 24 * 3600

# Segmentations that one browser keeps: a list that a person can still read through.
MAX_SAVED = 200
MAX_NOTE = 2_000

# Up to this many points on the screen are drawn without WebGL: that starts in half the time, and moves as smoothly.
MAP_PLAIN = 5_000

# Up to this many customers every one is a point: WebGL draws them in a blink and hovering stays smooth; from about twice
# that many it stutters.
MAP_POINTS = 50_000

# Above it a window shows its density in so many cells (across, up), about four pixels each, and so many customers on
# it: each is drawn anew with every turn of the wheel, and more of them take longer than the server.
MAP_CELLS = (240, 150)
MAP_SAMPLE = 1_500

# A cloud in three dimensions turns smoothly up to about so many points; of more it shows a sample.
MAP_CLOUD = 20_000

# The first view of a crowd leaves out this share on each side, and adds this part of its extent as a margin.
MAP_TAIL = 0.0005
MAP_MARGIN = 0.06

# Counts below this are not shown to those who open a share link: a handful of customers can be recognised. Ten is the
# usual threshold of statistical offices for tables of frequencies.
MIN_SHARED = 10

# Live share links of one owner: a list that a person can still oversee and revoke.
MAX_SHARES = 50

# An answer of a page that is kept to be given again; a map of 50,000 points is larger, and is drawn anew.
MAX_REMEMBERED_BYTES = 500_000

# Wrong passwords for one name before it is locked, and for how long (seconds): nobody guesses at five tries in a
# quarter of an hour, and who was locked out by somebody else's tries comes in soon.
WRONG_TRIES = 5
LOCKED_FOR = 15 * 60.0

# Customers of a selection that a page of its list holds: a screenful.
LIST_ROWS = 25

# Selections kept of one table: a list that a person can still read through.
MAX_SELECTIONS = 50

# Other preparations are compared without being asked for up to this many customers: some ten seconds of one worker.
# Above, preparing the whole table again and again would keep others waiting, so a person has to want it.
COMPARED_UNASKED_ROWS = 100_000

# A portable model of fifty segments of a thousand features has 2 MB as JSON; in memory that grows some thirty times.
MAX_MODEL_BYTES = 8_000_000

# Models that one browser keeps: a list that a person can still read through.
MAX_MODELS = 20
