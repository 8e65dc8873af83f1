"""Words that are looked for in the names of boxes: in classes, ids and roles. Knows neither pages nor rules.

Names are written between spaces, one or several in a text: ` site header | related articles `.
"""

from __future__ import annotations

from functools import lru_cache


class Words:
    """Words, or rows of words such as `related posts`, of which any may occur."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self._single = frozenset(word for word in words if " " not in word)
        self._rows = tuple(f" {word} " for word in words if " " in word)
        self._first = frozenset(row.split()[0] for row in self._rows)

    def are_in(self, names: str) -> bool:
        """Whether any of them occurs in these names."""
        tokens = _tokens(names)
        if not self._single.isdisjoint(tokens):
            return True
        return not self._first.isdisjoint(tokens) and any(row in names for row in self._rows)


@lru_cache(maxsize=8192)
def _tokens(names: str) -> frozenset[str]:
    """The words of names: those of a page's boxes recur, on it and on others of its site."""
    return frozenset(names.split())
