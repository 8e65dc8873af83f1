"""Rules as they were written, before they are checked: each value with the place it was written at.

So later checks and `change:` can point there. Reading is in parse.py and reader.py, meaning in lint.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaner.ruleset.yamlfile import Node, Problems


class Text(str):
    """A string that knows where it was written."""

    at: tuple[int, int]
    problems: Problems

    @classmethod
    def placed(cls, text: str, at: tuple[int, int], problems: Problems) -> Text:
        """A text at a (line, column), both counted from 1, of the file whose problems these are."""
        new = cls(text)
        new.at, new.problems = at, problems
        return new


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written."""

    problems: Problems
    node: Node

    def __str__(self) -> str:
        return f"{self.problems.file}:{self.node.line}"

    def add(self, code: str, what: str, hint: str = "", *, at: object = None, warning: bool = False) -> None:
        """Note a problem at the value, or at one Text in it."""
        if isinstance(at, Text):
            at.problems.add(code, at.at, what, hint, warning=warning)
        else:
            self.problems.add(code, self.node, what, hint, warning=warning)


@dataclass(slots=True)
class Draft:
    """A rule as written: values by key, and where each was written. off: the change that switched it off."""

    id: str
    origin: Origin
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    pack: dict[str, Any] = field(default_factory=dict)
    layer: str = ""
    off: Change | None = None

    def at(self, key: str) -> Origin:
        """Where a key was written, or else the rule."""
        return self.origins.get(key, self.origin)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of `change:`. edits: (verb, dotted key, value, origin)."""

    rule: str
    why: str
    off: bool
    edits: tuple[tuple[str, str, Any, Origin], ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list that templates use."""

    name: str
    entries: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class FileContent:
    """What one rule file defines."""

    drafts: tuple[Draft, ...] = ()
    changes: tuple[Change, ...] = ()
    lists: tuple[NamedList, ...] = ()
