"""Folding: what literals of rules ignore, so that one entry covers every way in which a label is printed.

Ignored are case, accents, compatibility forms (NFKC), curly quotes and dashes, the kind and number of spaces,
zero-width characters and soft hyphens, and the French space before `: ; ! ?`. Decoration at the ends is a
separate step (`trim`), since only whole-line literals ignore it at both.

Two strings come of it, equal in length: the *plain* text keeps case (templates look at capitals), the *folded*
one does not. `Folded.at` leads every character back to its place in the text as it came in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

DECORATION = "[](){}-*|:•·▪●■►▶▸→›‹><#_=~+ ✓✔【】〔〕《》〈〉▼▽△▲◆◇□★☆※◄◀←➤➡⬇👉👇📲📌📷📸🔴🔥🎧📢📰💬🔔✅\ufe0f"
"""Characters that may surround a label, signs and pictures of pointing among them.
Dashes are folded to `-`; an ellipsis at an end is decoration too."""

_SPECIAL = {
    **dict.fromkeys("’‘‚‛`´ʼ′＇׳", "'"),
    **dict.fromkeys("“”„‟«»‹›″〝〞「」『』״", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘－־", "-"),
    **dict.fromkeys("۔।॥", "."), "؟": "?", "،": ",", "؛": ";", "ۀ": "ه", "ँ": "ं", "\u093c": "",
    **{chr(zero + i): str(i) for zero in (0x660, 0x6F0, 0x966) for i in range(10)},
    "ß": "ss", "ẞ": "SS", "ı": "i", "ⓒ": "©", "Ⓒ": "©",
    "ي": "ی", "ى": "ی", "ك": "ک", "ـ": "",
    "…": "...", "。": ".",
}  # fmt: skip
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}--[\t\n\r\f\v\x1c-\x1f\x85]]", regex.V1)
_MARKS = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\ufe00-\ufe0f]")
_CLUSTER = regex.compile(r"\X")
_SPACES = regex.compile(r"\s+")
_FRENCH = tuple((f" {sign}", sign) for sign in ":;!?")


@lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    """One grapheme cluster, plain: without accents, in its simplest form, case kept."""
    if cluster.isspace():
        return " "
    text = "".join(_SPECIAL.get(c, c) for c in cluster)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = "".join(_SPECIAL.get(c, c) for c in text)
    return str(_SPACES.sub(" ", text))


def lower(text: str) -> str:
    """Case folding that keeps the length; the few letters whose folding is longer stay as they are."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(c.casefold() if len(c.casefold()) == 1 else c for c in text)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded. at[i]: where the i-th folded character begins in the text; at[-1]: the text's length."""

    plain: str
    text: str
    at: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The interval of the incoming text that a non-empty folded interval stands for."""
        first, last = self.at[start], self.at[end - 1]
        stop = next((a for a in self.at[end:] if a > last), self.at[-1])
        return first, stop


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    for found in _CLUSTER.finditer(text):
        yield found.start(), _fold_cluster(found.group())


class _Table(dict[int, str]):
    """For str.translate: each character's folding, computed when it is first met."""

    def __missing__(self, char: int) -> str:
        self[char] = folded = _fold_cluster(chr(char))
        return folded


_TABLE = _Table()
_COMPOSING = regex.compile(
    r"[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff--[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]]", regex.V1
)


def plain(text: str) -> str:
    """The text folded but for its case."""
    if unicodedata.is_normalized("NFC", text) or not _COMPOSING.search(text):
        text = text.translate(_TABLE)  # no character composes with its neighbour: each folds alone
    else:
        text = "".join(piece for _, piece in _clusters(text))
    text = (_SPACES.sub(" ", text) if "  " in text else text).strip()
    for spaced, sign in _FRENCH:
        if spaced in text:
            text = text.replace(spaced, sign)
    return text


def fold(text: str) -> str:
    """The text folded. `Publicité` and `PUBLICITE` become one."""
    return lower(plain(text))


def fold_with_places(text: str) -> Folded:
    """The text folded, with the way back: slower, for texts in which something was found."""
    chars: list[str] = []
    places: list[int] = []
    for place, piece in _clusters(text):
        for char in piece:
            if char == " " and (not chars or chars[-1] == " "):
                continue
            if char in ":;!?" and len(chars) > 1 and chars[-1] == " ":
                chars.pop()
                places.pop()
            chars.append(char)
            places.append(place)
    while chars and chars[-1] == " ":
        chars.pop()
        places.pop()
    if not chars:
        return Folded("", "", (len(text),))
    folded = "".join(chars)
    end = len(text.rstrip()) if text[-1].isspace() else len(text)
    return Folded(folded, lower(folded), (*places, end))


def trim(text: str) -> str:
    """A folded text without the decoration around it."""
    return trim_end(trim_start(text))


def trim_start(text: str) -> str:
    """A folded text without the decoration before it."""
    while True:
        shorter = text.lstrip(DECORATION)
        if shorter.startswith("..."):
            shorter = shorter.lstrip(".")
        if shorter == text:
            return text
        text = shorter


def trim_end(text: str) -> str:
    """A folded text without the decoration behind it."""
    while True:
        shorter = text.rstrip(DECORATION)
        if shorter.endswith("..."):
            shorter = shorter.rstrip(".")
        if shorter == text:
            return text
        text = shorter


@lru_cache(maxsize=65536)
def folded_key(text: str) -> str:
    """A text as whole lines are compared: folded, without the decoration around it."""
    return trim(fold(text))
