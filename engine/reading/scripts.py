"""Eight-bit text that is not UTF-8: which of the older encodings makes words of a language of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from engine.reading.source import Data, blocks

# So much of the lines with a byte beyond ASCII decides.
_SAMPLE_BYTES = 1 << 16
# Letters of another script stand beside each other, and hardly ever beside a Latin one; most of them are usual ones.
_TOGETHER, _AMONG_LATIN, _USUAL = 0.6, 0.25, 0.9
# Usual signs of the encodings with two bytes per sign: the rows of their tables that everyday words are made of.
_KANA = r"\u3041-\u30fe\uff66-\uff9f"
_TWO_BYTES = (
    ("cp949", rb"[\xb0-\xc8][\xa1-\xfe]", r"[\uac00-\ud7a3]"),
    ("euc_jp", rb"[\xa4\xa5\xb0-\xcf][\xa1-\xfe]", rf"[{_KANA}]"),
    ("cp932", rb"[\x82\x83\x88-\x97][\x40-\xfc]", ""),
    ("gb18030", rb"[\xb0-\xd7][\xa1-\xfe]", ""),
    ("big5", rb"[\xa4-\xc6][\x40-\xfe]", ""),
)
# Rows of hangul hold Chinese signs as well when read so, but few of these.
_COMMON_HANGUL = frozenset(
    "이다는을가에의지고하도사로자기한어인아리그해서시라있들만대수나정보게스원주여부일상장안전제동신조구생문선오소용화요중세경관성유과연"
    "치공개양방비위영무국회적모마우금명남객령번호매출입액월년회점수량품목등급별업체울산광천북강민김박최윤임운입력"
)
_FAMILIAR = 0.3
# Where neither byte is an ASCII one, a sign may stand alone ("男", "女"): in other text such pairs hardly ever do.
_BEYOND_ASCII = {"cp949", "euc_jp", "gb18030"}
# Letters beyond ASCII by language, and the encodings in which they are looked for, the likeliest first.
_WESTERN = (
    "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áàâãçéêíóôõú", "àèéìíîòóùú", "æøåäöéü", "áðéíóúýþæö", "áéèëêïíîóöúüû",
)  # fmt: skip
_CENTRAL = ("ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű", "ăâîşţșț", "čćđšž")
_CYRILLIC = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
)
_ARABIC = "ابةتثجحخدذرزسشصضطظعغفقكلمنهويىءآأؤإئپچژگ"
_CANDIDATES = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp1254", ("çğıöşüâîû\u0307",)),
    ("cp1251", _CYRILLIC),
    ("koi8_r", _CYRILLIC),
    ("cp866", _CYRILLIC),
    ("iso8859-5", _CYRILLIC),
    ("mac_cyrillic", _CYRILLIC),
    ("cp1253", ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",)),
    ("cp1255", ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",)),
    ("cp1256", (_ARABIC,)),
    ("iso8859-6", (_ARABIC,)),
    ("cp850", _WESTERN),
    ("cp852", _CENTRAL),
    ("mac_roman", _WESTERN),
)
_LATIN = {"cp1252", "cp1250", "iso8859-2", "cp1254", "cp850", "cp852", "mac_roman"}
# Where no encoding makes all letters those of one language, the best one must do so for this share, and clearly better.
_NEARLY, _BETTER = 0.9, 0.1
_LETTERS = re.compile(r"[^\W\d_]+")
_OTHER_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_TOGETHER_PAIR = re.compile(r"(?<=[^\W\d_a-zA-Z])[^\W\d_a-zA-Z]|[^\W\d_a-zA-Z](?=[^\W\d_a-zA-Z])")
_LATIN_PAIR = re.compile(r"(?<=[a-zA-Z])[^\W\d_a-zA-Z]|[^\W\d_a-zA-Z](?=[a-zA-Z])")
_INSIDE_WORD = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f](?=[^\W\d_])")
_NO_TEXT = re.compile("[\x80-\x9f\u2500-\u259f\ufffd]")  # control signs, frames drawn of signs, what is no sign
_TURNED = re.compile("(?<![A-Za-zА-я])[а-я][А-Я]|[α-ώ][Α-Ω]")  # words that begin small and go on in capitals
_APOSTROPHES = "’‘ʼ·­"


def detect_script(data: Data, start: int) -> str | None:
    """The encoding of the text, or None where nothing speaks against Windows-1252."""
    sample = b"".join(_lines(data, start))
    for codec, usual, needed in _TWO_BYTES:
        if _is_two_bytes(sample, codec, usual, needed):
            return codec
    shares = {codec: _share(sample, codec, alphabets) for codec, alphabets in _CANDIDATES}
    best = max(shares, key=lambda codec: shares[codec])  # of equals the first
    if shares[best] < 1 and not (shares[best] >= _NEARLY and shares[best] - shares["cp1252"] >= _BETTER):
        return None
    return None if best == "cp1252" else best


def _lines(data: Data, start: int) -> Iterator[bytes]:
    """Lines with a byte beyond ASCII, as many as are needed."""
    size, rest = 0, b""
    for piece in blocks(data, start):
        block = rest + piece
        end = block.rfind(b"\n") + 1 or len(block)
        rest = block[end:]
        for line in () if block.isascii() else block[:end].splitlines(keepends=True):
            if not line.isascii():
                yield line
                size += len(line)
            if size > _SAMPLE_BYTES:
                return
    if not rest.isascii():
        yield rest


def _is_two_bytes(sample: bytes, codec: str, usual: bytes, needed: str) -> bool:
    """Whether the sample is text of a script with two bytes per sign; ``needed`` are signs that no such text is without."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return False
    signs = "".join(set(_OTHER_LETTER.findall(text)))
    found = re.findall(usual, signs.encode(codec))
    if len(found) <= _USUAL * len(signs) or re.search(needed, text) is None:
        return False
    if codec == "cp949" and len(_COMMON_HANGUL.intersection(signs)) < _FAMILIAR * len(signs):
        return False
    return _not_among_latin(text) if codec in _BEYOND_ASCII else _stand_together(text)


def _stand_together(text: str) -> bool:
    """Whether letters beyond ASCII stand beside each other and not among Latin ones.

    Every word counts once: a column of "男" and "女" has more letters than all others together.
    """
    words = _each_once(text)
    letters = len(_OTHER_LETTER.findall(words))
    return len(_TOGETHER_PAIR.findall(words)) > _TOGETHER * letters and _not_among_latin(text)


def _not_among_latin(text: str) -> bool:
    words = _each_once(text)
    return len(_LATIN_PAIR.findall(words)) < _AMONG_LATIN * len(_OTHER_LETTER.findall(words))


def _each_once(text: str) -> str:
    return " ".join(sorted(set(_LETTERS.findall(text))))


def _share(sample: bytes, codec: str, alphabets: tuple[str, ...]) -> float:
    """Which share of the letters is of one language, the likeliest; none if anything else stands inside a word."""
    text = sample.decode(codec, "replace")
    if any(not sign.isalpha() and sign not in _APOSTROPHES for sign in _INSIDE_WORD.findall(text)):
        return 0.0
    if _NO_TEXT.search(text) or _TURNED.search(text) or (codec not in _LATIN and not _stand_together(text)):
        return 0.0
    letters = Counter(sign for sign in text.lower() if not sign.isascii() and sign.isalpha() and sign not in "ªºµ")
    found = max(sum(letters[sign] for sign in set(alphabet)) for alphabet in alphabets)
    return found / letters.total() if letters else 1.0
