"""Addresses as people type them, made comparable: width, radicals, old forms, slips, repetitions.

`normalise` is idempotent, and gazetteer names go through it as well as addresses do, so that both
sides of a comparison were treated alike. `take_apart` splits off what no gazetteer of streets
knows: postcode, remarks in brackets, building, floor and room; they are kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# NFKC leaves 113 characters of the CJK radicals supplement alone; they come out of PDFs.
_SUPPLEMENT = (
    "冫厂乙乙乙亻冂几刀刂卜卩小小兀尢尢尢巳幺彑彐忄心扌攵 无日月歺 民氵水灬爫爫丬牛"
    "犭王疋目示礻竹纟纟网罒网网网羊羊羊耂肀聿肉臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝"
    "钅长长长门阜阝雨青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟"
)
_RADICALS = {
    code: plain for code, plain in enumerate(_SUPPLEMENT, 0x2E80) if plain != " "
}  # fmt: skip
_IDEOGRAPHS = range(0x3400, 0xA000)
_CJK = "\u3400-\u9fff"

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_BLANKS = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_ZERO = re.compile(r"(?<=\d)[oо〇](?=[\d号#])|(?<![a-z])o(?=\d+号)")
_ONE = re.compile(r"(?<=\d)[li|](?=[\d号#])|(?<![a-z])[li|](?=\d+号)")
_REPEATED = re.compile(r"([^\d\s]{2,9}?(?:省|市|区|县|镇|乡))\1+")
_NUMERAL = re.compile(r"(?<=[路街道巷弄])([一二三四五六七八九十百零两]{1,7})(?=号(?![楼线]))")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100}

_POSTCODE = re.compile(
    r"^(?:邮编|邮政编码)?:?(\d{6})(?!\d)[,;]?|[,;]?(?:邮编|邮政编码):?(\d{6})(?!\d)"
)
_ASIDE = re.compile(r"[(\[【〔<]([^()\[\]【】〔〕<>]*)[)\]】〕>]")
_COUNT = r"(?:\d{1,4}|[a-z]\d{0,3}|[一二三四五六七八九十]{1,3}|[甲乙丙丁东西南北])"
_TAIL = re.compile(
    rf"(?P<building>{_COUNT}(?:号楼|栋|幢|座|号厂房)(?:{_COUNT}单元)?)?"
    rf"(?P<floor>{_COUNT}(?:层|楼|f(?![a-z])))?"
    rf"(?P<room>(?<=[楼栋幢座元层号f房])(?:[a-z]?-?\d{{2,4}}(?:、\d{{2,4}})*(?:室|房|号房)?)"
    rf"|{_COUNT}(?:室|号房))?$"
)
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Written:
    """An address in parts: `text` is what a gazetteer can know, the rest is kept beside it."""

    text: str
    postcode: str = ""
    asides: tuple[str, ...] = ()
    building: str = ""
    floor: str = ""
    room: str = ""

    @property
    def unit(self) -> str:
        """Building, floor and room in the order in which they stand."""
        return " ".join(one for one in (self.building, self.floor, self.room) if one)


def normalise(text: str) -> str:
    """Return the text in plain, simplified, lower-case characters with its slips mended.

    Accents go as well: Städtle and Stadtle are one name.
    O for 0 and l for 1 are slips where they touch a digit of a number; a district or city written
    twice in a row is written once; blanks stay only between words of other scripts.
    """
    for _ in range(_ROUNDS):
        once = _normalised(text)
        if once == text:
            break
        text = once
    return text


def take_apart(address: str) -> Written:
    """Normalise an address and split off what no gazetteer of streets knows."""
    text, postcode = normalise(address), ""
    found = _POSTCODE.search(text)
    if found:
        postcode = found[1] or found[2]
        text = text[: found.start()] + text[found.end() :]
    asides = tuple(one for one in _ASIDE.findall(text) if one)
    text = normalise(_ASIDE.sub("", text))
    tail = _TAIL.search(text)
    if tail is None or not tail.start():
        return Written(text, postcode, asides)
    parts = {name: found or "" for name, found in tail.groupdict().items()}
    return Written(text[: tail.start()], postcode, asides, **parts)


def is_latin(character: str) -> bool:
    """Say whether a character belongs to a word that blanks bound, unlike Chinese."""
    return character.isalnum() and ord(character) < 0x2E80  # noqa: PLR2004  where CJK begins


def _normalised(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        plain = plain.translate(_RADICALS).translate(_simplified())
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
        plain = unicodedata.normalize("NFKC", plain)
    plain = _BLANKS.sub("", " ".join(plain.split()))
    plain = _ONE.sub("1", _ZERO.sub("0", plain))
    plain = _NUMERAL.sub(lambda found: _counted(found[1]), plain)
    return _REPEATED.sub(r"\1", plain)


def _counted(numeral: str) -> str:
    """Return 十二 as 12 and 一百零五 as 105; digits in a row, 一二三, as they are read: 123."""
    if not set(numeral) & set(_TENS):
        return "".join(str(_DIGITS[one]) for one in numeral)
    total, pending = 0, 0
    for one in numeral:
        if one in _TENS:
            total += (pending or 1) * _TENS[one]
            pending = 0
        else:
            pending = _DIGITS[one]
    return str(total + pending)


@cache
def _simplified() -> dict[int, str]:
    """Return traditional -> simplified characters, one by one, from OpenCC's dictionary.

    Character by character is enough: both sides of every comparison go through it, and a table is
    a hundred times faster than its search for phrases.
    """
    import opencc  # noqa: PLC0415  its dictionary takes a quarter of a second to read

    lines = "\n".join(map(chr, _IDEOGRAPHS))
    turned = opencc.OpenCC("t2s").convert(lines).split("\n")
    return {
        code: plain
        for code, plain in zip(_IDEOGRAPHS, turned, strict=True)
        if plain != chr(code) and len(plain) == 1
    }
