"""Clean tables of invented data, one per habit that tables have: the sources that get polluted."""

from __future__ import annotations

import random
from dataclasses import dataclass

ROWS = 83

_WORDS = [
    "red",
    "green",
    "light",
    "wool",
    "cotton",
    "large",
    "small",
    "shirt",
    "shoes",
    "hat",
    "coat",
    "summer",
    "winter",
    "men",
    "women",
    "kids",
    "soft",
    "warm",
    "dry",
]
_FIRST = [
    "Anna",
    "Bruno",
    "Clara",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kaja",
    "Luis",
    "Mona",
    "Noor",
    "Olga",
    "Pablo",
    "Rosa",
    "Sven",
    "Tilda",
    "Umar",
]
_LAST = [
    "Abbott",
    "Becker",
    "Castro",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanov",
    "Jensen",
    "Keller",
    "Lopez",
    "Moreau",
    "Novak",
    "Okafor",
]
_CITIES = [
    "Berlin",
    "Lyon",
    "Porto",
    "Oslo",
    "Gdansk",
    "Turin",
    "Malmo",
    "Ghent",
    "Basel",
    "Split",
    "Vienna",
    "Cork",
    "Leeds",
    "Nantes",
    "Seville",
]
_JOBS = ("nurse", "teacher", "civil engineer", "farmer", "software developer", "cook", "bus driver", "lawyer")


@dataclass(frozen=True)
class Table:
    name: str
    header: list[str]
    rows: list[list[str]]


def _phrase(rng: random.Random, low: int = 2, high: int = 5) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(low, high))).capitalize()


def _orders(rng: random.Random) -> Table:
    header = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
    rows = []
    for _ in range(ROWS):
        product = rng.randint(1, 12)
        rows.append(
            [
                f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2017",
                f"{rng.randint(8, 20)}:{rng.randint(0, 59):02d}",
                str(rng.randint(1, 12)),
                str(product),
                f"{rng.uniform(3, 150):.2f}",
                rng.choice(["Clothing", "Household", "Toys and games"]),
                f'{_phrase(rng)}, "{rng.choice(_WORDS)}" edition',
                f"http://shop.example/item?id={product}&s={rng.randint(100, 999)}",
                rng.choice(["", "", f"{_phrase(rng)}.", f"{_phrase(rng)}, {_phrase(rng).lower()}!"]),
            ]
        )
    return Table("orders", header, rows)


def _customers(rng: random.Random) -> Table:
    header = ["customer_id", "name", "email", "city", "income", "sign_up", "segment", "visits", "notes"]
    rows = []
    for n in range(ROWS):
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        rows.append(
            [
                f"C-{10_000 + 7 * n}",
                f"{last}, {first}",
                f"{first}.{last}{n}@mail.example".lower(),
                rng.choice(_CITIES),
                "" if rng.random() < 0.1 else str(rng.randint(18_000, 99_000)),
                f"20{rng.randint(10, 24)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                rng.choice(["gold", "silver", "bronze"]),
                str(rng.randint(0, 40)),
                rng.choice(["", _phrase(rng), f"called {rng.randint(2, 9)} times; no answer", f"{_phrase(rng)}, ok"]),
            ]
        )
    return Table("customers", header, rows)


def _numbers(rng: random.Random) -> Table:
    header = ["id", "age", "balance", "purchases", "limit", "payments", "tenure", "score"]
    rows = [
        [
            str(1000 + n),
            str(rng.randint(18, 90)),
            f"{rng.lognormvariate(7, 1):.2f}",
            str(rng.randint(0, 60)),
            str(500 * rng.randint(1, 30)),
            f"{rng.lognormvariate(6, 1):.6f}",
            str(rng.randint(6, 12)),
            f"{rng.random():.3f}",
        ]
        for n in range(ROWS)
    ]
    return Table("numbers", header, rows)


def _words(rng: random.Random) -> Table:
    header = ["First name", "Last name", "Town", "Occupation", "Remark"]
    rows = [
        [rng.choice(_FIRST), rng.choice(_LAST), rng.choice(_CITIES), rng.choice(_JOBS), _phrase(rng, 1, 4)]
        for _ in range(ROWS)
    ]
    return Table("words", header, rows)


def _european(rng: random.Random) -> Table:
    header = ["Kunde", "Ort", "Umsatz (€)", "Rabatt", "Datum", "Größe", "Bemerkung"]
    rows = [
        [
            str(4000 + n),
            rng.choice(["Köln", "Münster", "Zürich", "Lübeck", "Bad Salzuflen"]),
            f"{rng.randint(1, 9)}.{rng.randint(100, 999)},{rng.randint(0, 99):02d}",
            f"{rng.randint(0, 30)} %",
            f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.2023",
            rng.choice(["groß", "mittel", "klein"]),
            rng.choice(["", "Straße gesperrt, später liefern", "zahlt prompt", "Anruf: „bitte melden“"]),
        ]
        for n in range(ROWS)
    ]
    return Table("european", header, rows)


def _sparse(rng: random.Random) -> Table:
    header = ["Key", "Group", "Q1", "Q2", "Q3", "Q4", "Active", "Since", "Until", "Reason"]
    rows = []
    for n in range(ROWS):
        until = f"2024-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" if rng.random() < 0.4 else ""
        quarters = [str(rng.randint(0, 999)) if rng.random() < 0.7 else "" for _ in range(4)]
        reason = rng.choice(["moved away", "price", "no reason given"]) if until else ""
        rows.append(
            [f"K{n:04d}", rng.choice("ABCD"), *quarters, rng.choice(["yes", "no"]), f"{2000 + n % 24}", until, reason]
        )
    return Table("sparse", header, rows)


def all_tables(seed: int = 0) -> list[Table]:
    """The sources, the same for the same seed."""
    makers = (_orders, _customers, _numbers, _words, _european, _sparse)
    return [make(random.Random(f"{seed}-{make.__name__}")) for make in makers]
