"""Templates -> regular expressions over *plain* text (folded but for case), and what may stand in a slot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import regex

from cleaner.fold import lower, plain
from cleaner.match.literals import Literals
from cleaner.ruleset.template import Slot, Template, trimmed

_PARTICLES = (
    r"v[ao]n(?:\s(?:der|den|dem|de|het|'t))?|de(?:\s(?:la|las|los))?|di|da|do|dos|das|du|del|della|des|zu"
    r"|le|la|el|al|bin|ibn|ben|abu|ter|ten|af|av|y|e|d'|o'|st\.?"
)
_INITIALS = r"\p{Lu}\.(?:[\s\-]?\p{Lu}\.)*"
_CAPITAL = rf"(?:{_INITIALS}|\p{{Lu}}[\p{{L}}\p{{M}}]{{0,3}}\.(?=\s)|\p{{Lu}}[\p{{L}}\p{{M}}'\-]*(?:\.\p{{L}}[\p{{L}}\p{{M}}]*)*)"
_CASELESS = r"\p{Lo}[\p{Lo}\p{M}·・ー'\-]{0,11}"
PHOTOGRAPHER = rf"(?:(?:{_CAPITAL}|(?:{_PARTICLES})\b|{_CASELESS})(?:\s(?:{_CAPITAL}|(?:{_PARTICLES})\b(?=\s)|{_CASELESS})){{0,4}})"
"""One to five words with a capital, initials and particles among them; in scripts without case 1 to 12 characters. A full
stop belongs to an initial (`J.`, `J.-P.`) or an abbreviation within (`Dr.`), never to the end of the name."""
NUMBER = r"\d{1,3}(?:[ .,']\d{3}){0,4}(?:[.,]\d{1,4})?|\d{1,9}(?:[.,]\d{1,4})?"
_ZONE = r"(?:\s\(?(?:[A-Z]{2,5}|[+-]\d{2}:?\d{2}|Uhr)\)?)?"
_NOON = r"(?:午前|午後|上午|下午|凌晨|早上|晚上|中午|오전|오후|صباحا|مساء|ص|م)"
TIME = (
    rf"\d{{1,2}}\s?(?:[:.]|[hH]|heures?)\s?(?:\d{{2}}(?::\d{{2}})?)?(?:\s?(?:min(?:utes?)?))?(?:\s?[aApP]\.?[mM]\b\.?)?{_ZONE}"
    rf"|\d{{1,2}}\s?[aApP]\.?[mM]\b\.?{_ZONE}"
    r"|\d{1,2}\sUhr(?:\s\d{2})?"
    rf"|{_NOON}\s?\d{{1,2}}(?:[::]\d{{2}}(?::\d{{2}})?|[時时点點시]\s?(?:\d{{1,2}}\s?[分분])?)"
    r"|\d{1,2}[時时点點시]\s?(?:\d{1,2}\s?[分분])?"
    rf"|\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s{_NOON}"
)
"""A time of day as clocks are printed: `14:30`, `2.30 pm`, `14 h 30`, `14 Uhr`, `14時30分`, `오후 2:30`."""
TEXT = r"\S.{0,79}?"
SLOT_CHARS = {"number": 30, "time": 45, "date": 90}
MOST_CHARS = 120
"""What a slot takes at most, by its kind, and any other."""
DATE_LISTS = ("months", "weekdays")
_BASE = 0xE000
"""Slots are private-use characters while the literals around them are folded."""


class WordList:
    """A named list as templates use it. Only the entries that stand in a line get into the pattern that is tried on it:
    a pattern of all names of agencies or months would take longer to compile than most articles take to clean."""

    def __init__(self, entries: Sequence[str]) -> None:
        self.words = tuple(sorted({plain(entry) for entry in entries}))
        self._literals = Literals([lower(word) for word in self.words])
        self._last: tuple[str, tuple[str, ...]] = ("", ())

    def standing_in(self, folded: str) -> tuple[str, ...]:
        """The entries that occur in a folded line, in plain form, in one order."""
        line, words = self._last  # many templates are tried on one line in a row
        if line != folded:
            words = self._standing_in(folded)
            self._last = (folded, words)
        return words

    def _standing_in(self, folded: str) -> tuple[str, ...]:
        return tuple(self.words[i] for i in sorted({number for number, _, _ in self._literals.find(folded)}))


@lru_cache(maxsize=64)
def word_lists(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, WordList]:
    """The lists of a rule set, ready to be looked for."""
    return {name: WordList(entries) for name, entries in lists}


def lists_of(parts: Iterable[str | Slot], lists: Mapping[str, WordList]) -> tuple[tuple[str, WordList], ...]:
    """The named lists that a template draws on; dates draw on the names of months and days, where there are such lists."""
    slots = [part for part in parts if isinstance(part, Slot)]
    names = [
        name for slot in slots for name in (DATE_LISTS if slot.kind == "date" else (slot.kind,) if slot.is_list else ())
    ]
    return tuple((name, lists[name]) for name in dict.fromkeys(names) if name in lists)


def _date(lists: Mapping[str, tuple[str, ...]]) -> str:
    """Dates in figures, or with a month's name from the lists."""
    months = _any_of(lists.get("months", ()))
    days = _any_of(lists.get("weekdays", ()))
    figures = (
        r"\d{4}-\d{2}-\d{2}|\d{1,2}[./\-]\s?\d{1,2}[./\-]\s?(?:\d{4}|\d{2})|\d{4}[./]\s?\d{1,2}[./]\s?\d{1,2}\.?"
        r"|(?:\d{4}[年년]\s?)?\d{1,2}[月월]\s?\d{1,2}[日일](?:\s?\(\w\))?"
        rf"|\d{{1,2}}[./\-](?i:{months or 'x{9}'})[./\-]\d{{4}}"
    )
    if not months:
        return f"(?:{figures})"
    worded = (
        rf"\d{{1,2}}(?:er|st|nd|rd|th|º|o|e|\.)?\s(?:(?:de|of)\s)?(?i:{months})\.?(?:,?\s(?:de\s|del\s)?\d{{4}}(?:\s(?:[гр]\.|года|року|م|هـ?))?)?"
        rf"|\d{{4}}\.?\s(?i:{months})\.?\s\d{{1,2}}\.?"
        rf"|(?i:{months})\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    )
    weekday = rf"(?:(?i:{days})\.?,?\s(?:(?:le|the|el|den)\s)?)?" if days else ""
    behind = rf"(?:,?\s\(?(?i:{days})\b\)?)?" if days else ""
    return f"(?:{weekday}(?:{worded}|{figures}){behind})"


@lru_cache(maxsize=1024)
def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(regex.escape, sorted(words, key=lambda w: (-len(w), w))))


def slot_pattern(slot: Slot, lists: Mapping[str, tuple[str, ...]]) -> str:
    """The pattern of what may fill a slot, in plain text; lists: plain entries by name."""
    if slot.is_list:
        return f"(?i:{_any_of(lists[slot.kind])})"
    if slot.kind == "date":
        return _date(lists)
    return {"photographer": PHOTOGRAPHER, "number": f"(?:{NUMBER})", "time": f"(?:{TIME})", "text": TEXT}[slot.kind]


def longest(part: str | Slot) -> int:
    """Characters that a part of a template takes at most; generous, as it only spares work."""
    return len(part) if isinstance(part, str) else SLOT_CHARS.get(part.kind, MOST_CHARS)


def folded_parts(template: Template, matcher: str) -> list[str | Slot]:
    """The parts with their literals plain and, as the matcher ignores decoration, trimmed at the ends."""
    slots = template.slots
    marked = "".join(p if isinstance(p, str) else chr(_BASE + slots.index(p)) for p in template.parts)
    text = trimmed(plain(marked), matcher)
    parts: list[str | Slot] = []
    for char in text:
        if _BASE <= ord(char) < _BASE + len(slots):
            parts.append(slots[ord(char) - _BASE])
        elif parts and isinstance(parts[-1], str):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


@lru_cache(maxsize=16384)
def compile_pattern(source: str) -> Any:
    """A compiled pattern; one copy a process."""
    return regex.compile(source)


def pattern_in(parts: Sequence[str | Slot], lists: Iterable[tuple[str, WordList]], folded: str) -> Any:
    """The compiled pattern of a template to try on a folded line; None where a list that must fill a slot has nothing in it."""
    standing = {name: words.standing_in(folded) for name, words in lists}
    if not all(standing[p.kind] for p in parts if isinstance(p, Slot) and p.is_list):
        return None
    return _template_pattern(tuple(parts), tuple(standing.items()))


@lru_cache(maxsize=16384)
def _template_pattern(parts: tuple[str | Slot, ...], standing: tuple[tuple[str, tuple[str, ...]], ...]) -> Any:
    return compile_pattern(template_source(parts, dict(standing)))


def template_source(parts: Sequence[str | Slot], lists: Mapping[str, tuple[str, ...]]) -> str:
    """The regular expression of a template over plain text; each slot is a group of its name."""
    return "".join(
        f"(?P<{p.name}>{slot_pattern(p, lists)})" if isinstance(p, Slot) else f"(?i:{regex.escape(p)})" for p in parts
    )
