"""The encoding of a page that is not UTF-8: what the page declares, as browsers read it, or else what its bytes look like.

Labels mean what the WHATWG's standard says they mean in the wild: `latin-1` is Windows-1252, `gb2312` is GB 18030. Nothing
here decodes for good; decode.py does, and flags what had to be guessed.
"""

from __future__ import annotations

import codecs

import regex

HEAD_BYTES = 65_536
"""A declaration stands in the page's head; further down nothing is searched."""
SAMPLE_BYTES = 100_000
"""So much of the text is looked at where nothing is declared."""
_COMMENT = regex.compile(rb"<!--.*?(?:-->|\Z)", regex.S)
_XML = regex.compile(rb"\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{2,40})[\"']", regex.I)
_META = regex.compile(rb"<meta[\s/](?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+')*+>", regex.I)
_OWN = regex.compile(
    rb"<meta(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*?(?<=[\s\"'/])charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", regex.I
)
_CONTENT = regex.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", regex.I)
_LANG = regex.compile(rb"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})\b", regex.I)
_UNSEEN = regex.compile(rb"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", regex.S | regex.I)
_HIGH = regex.compile(rb"[\x80-\xff]+")

_MEANS = {
    **dict.fromkeys(("iso8859-1", "ascii", "cp1252"), "windows-1252"),
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
"""What a label that Python reads to the letter stands for on the web."""
_LABELS = {
    "x-sjis": "cp932", "x-euc-jp": "euc_jp", "x-gbk": "gb18030", "cn-gb": "gb18030", "windows-949": "cp949",
    "ks_c_5601-1989": "cp949", "korean": "cp949", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "windows-874": "cp874", "dos-874": "cp874", "logical": "iso8859-8", "visual": "iso8859-8",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6",
    "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "macintosh": "mac-roman", "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic", "sun_eu_greek": "iso8859-7",
    "ansi": "windows-1252", "windows1252": "windows-1252", "iso88591": "windows-1252",
    **{f"x-cp125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)}, "x-cp1252": "windows-1252",
}  # fmt: skip
_KNOWN = regex.compile(
    r"windows-1252|iso8859-(?:[2-8]|1[03456])|cp(?:125[0-8]|437|85[025]|866|874|932|949|950)|koi8-[rut]|mac-(?:roman|cyrillic)"
    r"|euc_jp|iso2022_jp|gb18030|big5hkscs"
)
"""Encodings of pages. Python has more (`utf-7`, `unicode_escape`, those of mainframes) that no page can ask for."""

_SCRIPTS = (
    ("cp932", "のにはをたがでとしてるいれさなっりもこす"), ("euc_jp", "のにはをたがでとしてるいれさなっりもこす"),
    ("gb18030", "的一是了不在有人这国中大为上个我以到说时们要年对会地出和发生"),
    ("big5hkscs", "的一是了不在有人這國中大為上個我以到說時們要年對會地出和發生"),
    ("cp949", "이다는을에의가하고지로한도사리기인대자은를"),
    ("cp1251", "оеаинтсрвлкмдпуяыьгзбчйіїє"), ("koi8-u", "оеаинтсрвлкмдпуяыьгзбчйіїє"),
    ("iso8859-5", "оеаинтсрвлкмдпуяыьгзбчйіїє"), ("cp866", "оеаинтсрвлкмдпуяыьгзбчй"),
    ("cp1253", "αοιετσνηυρπκμλςίάόέή"), ("cp1255", "יוהלארתבשמנםדח"), ("cp1256", "الينمرتوبةعدسفهكقح"),
    ("cp874", "านรกเงอมยลวดทตสปคหบะ่้าีัิ"),
)  # fmt: skip
"""Encodings of scripts other than Latin, with the commonest letters of what is written in them."""
_LATIN = {
    "pl": ("ąćęłńóśźż", "cp1250", "iso8859-2"), "cs": ("áčďéěíňóřšťúůýž", "cp1250", "iso8859-2"),
    "sk": ("áäčďéíľňóôšťúýž", "cp1250", "iso8859-2"), "hu": ("áéíóöőúüű", "cp1250", "iso8859-2"),
    "sl": ("čšž", "cp1250", "iso8859-2"), "hr": ("čćđšž", "cp1250", "iso8859-2"), "bs": ("čćđšž", "cp1250", "iso8859-2"),
    "ro": ("ăâîşţ", "cp1250", "iso8859-2"), "tr": ("çğıöşüİâ", "cp1254"), "az": ("çğıöşüİ", "cp1254"),
    "lt": ("ąčęėįšųūž", "cp1257"), "lv": ("āčēģīķļņšūž", "cp1257"), "et": ("äõöüšž", "cp1257"),
}  # fmt: skip
"""Languages in Latin letters beyond Western Europe: their letters, and what they were written in before UTF-8."""
IN_RUNS = 0.5
"""Where more of the bytes above ASCII stand beside two others, no word has but single accents: the script is not Latin."""
LEAST_COMMON = {"multi": 0.12, "single": 0.5}
"""The commonest letters make up at least that much of a text that was read rightly."""


def declared(data: bytes) -> str | None:
    """The encoding that a page declares, as Python calls it; None where it declares none that can be."""
    head = _COMMENT.sub(b"", data[:HEAD_BYTES])
    labels = [m.group(1) for m in _XML.finditer(head)]
    for meta in _META.finditer(head):
        tag = meta.group()
        own = _OWN.match(tag) or (_CONTENT.search(tag) if b"http-equiv" in tag.lower() else None)
        if own:
            labels.append(own.group(1))
    return next((name for name in map(_named, labels) if name), None)


def _named(label: bytes) -> str | None:
    text = label.decode("ascii", "ignore").lower()
    try:
        name = _LABELS.get(text) or codecs.lookup(text).name
    except (LookupError, ValueError):
        return None
    name = _MEANS.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def sniffed(data: bytes) -> str:
    """The encoding that a page's bytes look like; Windows-1252 where they look like no other."""
    text = _UNSEEN.sub(b" ", data[: 5 * SAMPLE_BYTES])[:SAMPLE_BYTES]
    runs = _HIGH.findall(text)
    high = sum(map(len, runs))
    if high and sum(len(run) for run in runs if len(run) > 2) > IN_RUNS * high:
        found = max(((_common(text, name, letters), name) for name, letters in _SCRIPTS), key=lambda pair: pair[0])
        if found[0] > 0:
            return found[1]
    language = _LANG.search(data[:HEAD_BYTES])
    letters, *names = _LATIN.get(language.group(1).decode().lower() if language else "", ("", "windows-1252"))
    return max(names, key=lambda name: _share(text, name, letters))


def _common(text: bytes, name: str, letters: str) -> float:
    """How far the commonest letters outdo their least share, were the text in this encoding."""
    least = LEAST_COMMON["multi" if name in ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949") else "single"]
    share = _share(text, name, letters)
    return share / least if share >= least else 0.0


def _share(text: bytes, name: str, letters: str) -> float:
    """The share of these letters in what stands above ASCII."""
    # Characters of two bytes may end in one of ASCII: those are part of the run.
    above = [c for c in text.decode(name, "replace") if c > "\x7f"]
    return sum(c in letters for c in above) / len(above) if above else 0.0
