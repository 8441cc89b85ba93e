"""Signs and words around a number: currencies, percent, units, thousands and millions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# How a currency is shown -> how it is written.
_CURRENCIES = {
    "$": "$ us$ usd usd$ dollar dollars",
    "A$": "a$ au$ aud",
    "C$": "c$ ca$ cad",
    "NZ$": "nz$ nzd",
    "HK$": "hk$ hkd",
    "S$": "s$ sgd",
    "R$": "r$ brl",
    "MX$": "mx$ mxn",
    "€": "€ eur euro euros",
    "£": "£ gbp",
    "¥": "¥ jpy cny rmb 元 円",
    "₹": "₹ inr rs rs.",
    "₽": "₽ rub руб руб.",
    "₩": "₩ krw",
    "₺": "₺ try tl",
    "₪": "₪ ils",
    "₫": "₫ vnd",
    "₴": "₴ uah",
    "₦": "₦ ngn",
    "฿": "฿ thb",
    "CHF": "chf sfr sfr. fr.",
    "kr": "kr kr.",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "zł": "zł zl pln",
    "Kč": "kč kc czk",
    "Ft": "ft huf",
    "R": "zar",
    "Rp": "rp idr",
    "RM": "rm myr",
    "AED": "aed",
    "SAR": "sar",
    "lei": "ron lei",
    "лв": "bgn лв",
    "₱": "₱ php",
    "EGP": "egp",
    "CLP": "clp",
    "COP": "cop",
    "ARS": "ars",
    "S/": "pen s/ s/.",
}
# How a unit is shown -> how it is written.
_UNITS = {
    "%": "% percent pct prozent ٪ ％",
    "days": "day days d tag tage jours jour dias días giorni",
    "weeks": "week weeks wk wks",
    "months": "month months mo mos mth mths monat monate mois meses mes",
    "years": "year years yr yrs y jahr jahre ans an años",
    "hours": "hour hours h hr hrs std",
    "minutes": "minute minutes min mins min.",
    "seconds": "second seconds sec secs s",
    "ms": "ms",
    "kg": "kg",
    "g": "g",
    "lb": "lb lbs",
    "oz": "oz",
    "l": "l",
    "ml": "ml",
    "km": "km",
    "m": "m",
    "cm": "cm",
    "mm": "mm",
    "mi": "mi miles mile",
    "kB": "kb",
    "MB": "mb",
    "GB": "gb",
    "TB": "tb",
    "kWh": "kwh",
    "pieces": "pcs pc piece pieces stk stk. stück",
    "items": "item items",
    "units": "unit units",
    "points": "pts pt point points",
    "stars": "star stars",
    "times": "x times",
    "orders": "order orders",
    "visits": "visit visits",
    "purchases": "purchase purchases",
    "m²": "m² m2 sqm",
    "sq ft": "sqft",
    "°C": "°c",
    "°F": "°f",
    "°": "°",
}


def _by_writing(shown: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: sign for sign, words in shown.items() for word in words.split()})


CURRENCIES = _by_writing(_CURRENCIES)
UNITS = _by_writing(_UNITS)

# Always a factor. "k" is safe: nothing a customer table counts is measured in kelvin.
SAFE_SCALES: Mapping[str, float] = MappingProxyType(
    {"k": 1e3, "tsd": 1e3, "tsd.": 1e3, "thousand": 1e3, "mio": 1e6, "mio.": 1e6, "mln": 1e6, "million": 1e6,
     "millions": 1e6, "mrd": 1e9, "mrd.": 1e9, "bn": 1e9, "billion": 1e9, "lakh": 1e5, "crore": 1e7}
)  # fmt: skip
# A factor only beside a currency or a "k" in the same column; else metres, minutes or months.
UNSAFE_SCALES: Mapping[str, float] = MappingProxyType({"m": 1e6, "mm": 1e6, "b": 1e9})


@dataclass(frozen=True)
class Affix:
    """What stands around a number."""

    currency: str = ""
    unit: str = ""
    scale: float = 1.0
    other: str = ""  # a word that is none of the known ones


def read_affixes(before: str, after: str, spaced: bool, scales_are_safe: bool) -> Affix | None:
    """What the text before and after a number says, or None when it cannot stand beside a quantity.

    An unknown word is a unit only behind the number and with a space between ("12 seats"): "12A" is a code.
    """
    first, last = before.strip().casefold(), after.strip().casefold()
    currency = CURRENCIES.get(first, "")
    if first and not currency:
        return None
    if not last:
        return Affix(currency=currency)
    known = _read_after(last, currency, scales_are_safe)
    if known is not None or currency:
        return known
    return Affix(other=last) if spaced and len(last) > 1 and last.replace(" ", "").isalpha() else None


def _read_after(text: str, currency: str, scales_are_safe: bool) -> Affix | None:
    if text in CURRENCIES and not currency:
        return Affix(currency=CURRENCIES[text])
    for name, factor in _scales(scales_are_safe or bool(currency)):
        rest = text.removeprefix(name).strip()
        if text.startswith(name) and (not rest or rest in CURRENCIES):
            return Affix(currency=currency or CURRENCIES.get(rest, ""), scale=factor)
    if text in UNITS and not currency:
        return Affix(unit=UNITS[text])
    return None


def _scales(unsafe_too: bool) -> list[tuple[str, float]]:
    return [*SAFE_SCALES.items(), *(UNSAFE_SCALES.items() if unsafe_too else ())]
