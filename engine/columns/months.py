"""Names of months in the languages that customer tables come in, without accents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES = {
    1: "january januar janner janvier enero gennaio janeiro januari styczen leden",
    2: "february februar feber fevrier febrero febbraio fevereiro februari luty unor",
    3: "march marz maerz mars marzo marco maart marzec brezen",
    4: "april avril abril aprile kwiecien duben",
    5: "may mai mayo maggio maio mei maj kveten",
    6: "june juni juin junio giugno junho czerwiec cerven",
    7: "july juli juillet julio luglio julho lipiec cervenec",
    8: "august aout agosto augustus augusti sierpien srpen",
    9: "september septembre septiembre setiembre settembre setembro wrzesien zari",
    10: "october oktober octobre octubre ottobre outubro pazdziernik rijen",
    11: "november novembre noviembre novembro listopad",
    12: "december dezember decembre diciembre dicembre dezembro grudzien prosinec",
}
_SHORT = {
    1: "jan janv ene gen",
    2: "feb febr fev fevr",
    3: "mar mrz mrt maer",
    4: "apr avr abr",
    5: "may mai mag mei",
    6: "jun giu",
    7: "jul juil lug",
    8: "aug aou ago agt",
    9: "sep sept set",
    10: "oct okt ott out",
    11: "nov",
    12: "dec dez dic",
}
MONTHS: Mapping[str, int] = MappingProxyType(
    {word: number for names in (_NAMES, _SHORT) for number, words in names.items() for word in words.split()}
)
