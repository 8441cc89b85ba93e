"""Two columns above a table: keys with their values about the file, or a small table of its own?"""

from __future__ import annotations

from collections.abc import Sequence

from engine.columns.names import fold
from engine.reading.shapes import TEXTUAL, Shape, shape_of

# Pairs that say what a file is are few.
MOST_PAIRS = 6
# A table of two columns that stands above another one has at least so many records; two could be "From" and "To".
PAIR_RECORDS = 3
# Words with which people and programs begin lines about a file: German, French, Spanish, Portuguese and Italian too.
_KEYS = frozenset(
    [
        "report",
        "bericht",
        "rapport",
        "informe",
        "relatorio",
        "period",
        "periode",
        "zeitraum",
        "periodo",
        "from",
        "von",
        "vom",
        "du",
        "desde",
        "de",
        "dal",
        "to",
        "bis",
        "au",
        "hasta",
        "ate",
        "al",
        "date",
        "datum",
        "fecha",
        "data",
        "created",
        "erstellt",
        "cree",
        "creado",
        "criado",
        "creato",
        "exported",
        "exportiert",
        "export",
        "generated",
        "printed",
        "downloaded",
        "author",
        "autor",
        "auteur",
        "autore",
        "user",
        "benutzer",
        "utilisateur",
        "usuario",
        "utente",
        "account",
        "konto",
        "compte",
        "cuenta",
        "conta",
        "kontonummer",
        "iban",
        "bic",
        "balance",
        "saldo",
        "solde",
        "kontostand",
        "currency",
        "wahrung",
        "devise",
        "moneda",
        "moeda",
        "valuta",
        "filter",
        "filters",
        "rows",
        "records",
        "zeilen",
        "lignes",
        "filas",
        "errors",
        "version",
        "page",
        "seite",
        "source",
        "quelle",
        "title",
        "titel",
        "titre",
        "titulo",
        "company",
        "firma",
        "timezone",
        "zeitzone",
        "language",
        "status",
        "start",
        "end",
        "begin",
        "ende",
        "total",
        "gesamt",
    ]
)


def are_pairs(rows: Sequence[Sequence[str]], beside: bool) -> bool:
    """Whether rows of two cells are keys with their values.

    Parameters
    ----------
    beside : bool
        The table below them has more columns, so that values of several kinds are no column of one.
    """
    if len(rows) > MOST_PAIRS:
        return False
    shapes = [shape_of(row[1]) for row in rows[1:]]
    kinds = {Shape.WORDS if shape in TEXTUAL else shape for shape in shapes}
    few = len(rows) <= PAIR_RECORDS
    said = any(_is_key(row[0]) for row in rows[1:-1]) or (few and any(_is_key(row[0]) for row in rows[1:]))
    all_colons = all(row[0].rstrip().endswith(":") for row in rows)
    moments = kinds & {Shape.DATE, Shape.TIME, Shape.DATETIME, Shape.EMAIL, Shape.URL}
    return bool(few or said or all_colons or moments or (beside and len(kinds) > 1))


def may_be_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether nothing but their number says that rows of two cells are pairs: they may be names above two records."""
    if len(rows) != PAIR_RECORDS or _is_key(rows[0][0]) or shape_of(rows[0][1]) not in TEXTUAL:
        return False
    return not are_pairs([*rows, rows[-1]], beside=True)


def all_keys(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row begins like a line about the file."""
    return all(_is_key(row[0]) or row[0].rstrip().endswith(":") for row in rows)


def _is_key(cell: str) -> bool:
    words = fold(cell.lower()).replace(":", " ").split()
    return bool(words) and len(words) <= 3 and words[0] in _KEYS
