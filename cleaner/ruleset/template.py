"""The form of templates: `© {photographer} / {agency:agencies}` -> literals and slots. No matching here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from cleaner.fold import trim_end, trim_start
from cleaner.ruleset.model import SLOT_KINDS

_SLOT = regex.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z][a-z0-9_-]*))?\}")


class TemplateError(ValueError):
    """A template cannot be read; column is counted from 0."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled. kind: one of SLOT_KINDS, or the name of a list."""

    name: str
    kind: str

    @property
    def is_list(self) -> bool:
        """Whether a named list says what may stand here."""
        return self.kind not in SLOT_KINDS


@dataclass(frozen=True, slots=True)
class Template:
    """Literals and slots in turn; a plain literal has no slot."""

    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots in order."""
        return tuple(p for p in self.parts if isinstance(p, Slot))

    @property
    def literals(self) -> tuple[str, ...]:
        """The literal parts in order."""
        return tuple(p for p in self.parts if isinstance(p, str))


def trimmed(text: str, matcher: str) -> str:
    """A folded entry without decoration at the ends at which its matcher ignores it."""
    if matcher in ("line", "line_starts"):
        text = trim_start(text)
    if matcher in ("line", "line_ends"):
        text = trim_end(text)
    return text


@lru_cache(maxsize=32768)
def parse_template(text: str) -> Template:
    """The parts of an entry.

    Raises:
        TemplateError: a brace that opens no slot, or two slots of one name.
    """
    parts: list[str | Slot] = []
    at = 0
    for found in _SLOT.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        name, kind = found.group(1), found.group(2) or found.group(1)
        if any(isinstance(p, Slot) and p.name == name for p in parts):
            raise TemplateError(f"Two slots are called `{name}`.", found.start())
        parts.append(Slot(name, kind))
        at = found.end()
    if at < len(text):
        parts.append(text[at:])
    place = 0
    for part in parts:
        if isinstance(part, str) and ("{" in part or "}" in part):
            brace = text.index("{" if "{" in part else "}", place)
            raise TemplateError("A brace must belong to a slot: `{name}` or `{name:kind}`.", brace)
        if isinstance(part, str):
            place = text.index(part, place) + len(part)
    return Template(tuple(parts))
