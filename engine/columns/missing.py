"""Words that stand for "no value"."""

# In any column: what spreadsheets, databases and statistics programs write into a cell that holds nothing.
EMPTY_WORDS = frozenset(
    """
    null (null) [null] <null> nan (nan) <na> #n/a #na n/a n/d n.a. n.a nat \\n ? ?? - -- --- – —
    . .. ... (blank) (empty) (none)
    <empty> <blank> #div/0! #value! #ref! #name? #num! #null! #n/v
    #wert! #bezug! #zahl! #valeur! #¡div/0! #¡valor! #####
    """.split()  # noqa: SIM905 - a list a person can read
) | {"", "#getting_data", "#spill!", "#calc!", "#field!", "#error!", "#n/a n/a"}

# Among numbers and dates also these; in a column of words they may be an answer of their own ("None" of the plans,
# "NA" for North America).
WORDS_FOR_NOTHING = (
    EMPTY_WORDS
    | frozenset(
        """
    na none nil null. unknown unk missing undefined void inconnu unbekannt desconocido ns nr nd n.d. s/d k.a. k/a
    tbd tba
    """.split()  # noqa: SIM905
    )
    | {
        "keine angabe",
        "not available",
        "not applicable",
        "not known",
        "no data",
        "non renseigné",
        "sin datos",
        "not given",
        "no value",
    }
)

# "NA" is what R writes for a missing value, and a name for North America and Namibia.
SOMETIMES_EMPTY = frozenset({"na"})

# Dates that say there is none.
NO_DATE = frozenset({"0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "00.00.0000", "0", "00000000", "00-00-0000"})
