"""Facts about how scripts write sentences and words. No rules, no pages: strings in, facts out."""

from __future__ import annotations

import math

import regex

SENTENCE_END = frozenset('.!?…»«"”“״。」』।॥؟！？｡۔')
"""Characters that a sentence ends with; quotation marks too, since an interview's paragraphs end in them (`«` in Danish)."""

_CLOSERS = ")]’'›"
PROSE_CHARS = 80
PROSE_CHARS_UNSPACED = 30
PROSE_CHARS_HANGUL = 40
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
UNSPACED_CHAR = regex.compile(rf"[{UNSPACED}]")
_WORD = regex.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:['’\-.][^\W{UNSPACED}]+)*")
_GREEK = regex.compile(r"\p{Greek}")
"""Greek asks with `;`."""
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
)
_ZERO_WIDTH = dict.fromkeys(map(ord, _INVISIBLE))
CHARS_A_WORD = 2.6
"""Characters of an unspaced script that weigh as much as one of a spaced one (measured on parallel news)."""

_QUOTES = {
    "«": "»",
    "“": "”",
    "„": "“”",
    '"': '"',
    "”": "”",
    "»": "«",
    "「": "」",
    "『": "』",
    "‹": "›",
    "״": "״",
    "‘": "’",
}


def is_blank(text: str) -> bool:
    """Whether a line holds nothing to see: white space of any kind and zero-width characters."""
    return not text.translate(_ZERO_WIDTH).strip() if text and not text.isspace() else True


def is_unspaced(text: str) -> bool:
    """Whether most of a text's letters belong to scripts that write without spaces."""
    if text.isascii() or UNSPACED_CHAR.search(text) is None:
        return False
    letters = sum(map(str.isalpha, text))
    return letters > 0 and 2 * len(UNSPACED_CHAR.findall(text)) > letters


def is_hangul(text: str) -> bool:
    """Whether most of a text's letters are Korean syllables, of which each says as much as two or three letters."""
    letters = sum(map(str.isalpha, text))
    return letters > 0 and 2 * sum("\uac00" <= c <= "\ud7a3" for c in text) > letters


def ends_like_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does, a closing bracket or mark behind the end allowed."""
    text = text.translate(_ZERO_WIDTH).rstrip() if not text.isascii() else text.rstrip()
    if not text:
        return False
    if text[-1] in SENTENCE_END or (text[-1] in ";\u037e" and _GREEK.search(text[-12:])):
        return True
    return text[-1] in _CLOSERS and text.rstrip(_CLOSERS)[-1:] in SENTENCE_END and len(text) > 1


def is_prose(text: str) -> bool:
    """A running sentence: 80 characters (40 in Hangul, 30 in unspaced scripts) or more, with a sentence's end."""
    if len(text) < PROSE_CHARS_UNSPACED or not ends_like_sentence(text):
        return False
    if len(text) >= PROSE_CHARS or is_unspaced(text):
        return True
    return len(text) >= PROSE_CHARS_HANGUL and is_hangul(text)


def words_of(text: str) -> list[str]:
    """The words of a text; in unspaced scripts each character."""
    words: list[str] = _WORD.findall(text)
    return words


def count_words(text: str) -> int:
    """Words of a text; in unspaced scripts 2.6 characters count as one, any rest as a whole one."""
    words = words_of(text)
    if text.isascii():
        return len(words)
    single = sum(1 for w in words if len(w) == 1 and UNSPACED_CHAR.match(w))
    return len(words) - single + math.ceil(single / CHARS_A_WORD)


def is_one_quotation(text: str) -> bool:
    """Whether a whole line is one quotation: it opens with a mark and the matching one closes it at the end."""
    text = text.strip()
    closing = _QUOTES.get(text[:1])
    if not closing:
        return False
    body = text.rstrip(".,!?…。 \u00a0\u202f")
    if len(body) < 2 or body[-1] not in closing:
        return False
    inside = body[1:-1]
    return not any(mark in inside for mark in closing if mark != text[0] or mark == '"')


def in_quotation(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] lies between quotation marks of its line."""
    before, after = text[:start], text[end:]
    if before.count("«") > before.count("»") and "»" in after:
        return True
    if before.count("“") + before.count("„") > before.count("”") and ("”" in after or "“" in after):
        return True
    if before.count("「") > before.count("」") and "」" in after:
        return True
    if not {"“", "„"} & set(text) and before.count("”") % 2 == 1 and "”" in after:  # the Swedish and Finnish way
        return True
    return before.count('"') % 2 == 1 and '"' in after
