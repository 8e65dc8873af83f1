"""Finding many literals in one pass over a folded text. The only place that knows the automaton."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from ahocorasick_rs import AhoCorasick, Implementation

_SURROGATES = regex.compile(r"[\ud800-\udfff]")


class Literals:
    """A set of folded literals, numbered in the order given."""

    def __init__(self, literals: Sequence[str]) -> None:
        kind = Implementation.ContiguousNFA
        self._automaton = AhoCorasick(list(literals), implementation=kind) if literals else None

    def find(self, text: str) -> Sequence[tuple[int, int, int]]:
        """(number, place, end) of every literal in a folded text, overlaps included."""
        if self._automaton is None:
            return ()
        if not text.isascii():
            text = _SURROGATES.sub("\ufffd", text)  # the automaton takes valid Unicode only; places stay the same
        found: Sequence[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return found
