"""The errors of clean-news, split by whose fault they are. No stage is imported here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class CleanNewsError(Exception):
    """Anything that clean-news refuses or cannot do; its text is meant for users."""


class RecordError(CleanNewsError):
    """One record cannot be read or cleaned. The run goes on; the record becomes a dead letter."""


class NoArticleError(RecordError):
    """A page was read, and holds no article."""


class RestoreError(CleanNewsError):
    """A record does not hold what is needed to give its text back."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a rule file.

    code: stable, as listed in docs/rule-errors.md.  line, column: counted from 1 (0: the file as a whole).
    what: one sentence on what is wrong.  hint: one on what to write.  source: the faulty line.
    """

    code: str
    file: str
    line: int
    column: int
    what: str
    hint: str = ""
    source: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        kind = "warning" if self.warning else "error"
        text = f"{place}: {kind} {self.code}: {self.what}"
        if self.source and self.line:
            shown, caret = _window(self.source, self.column)
            text += f"\n    {shown}\n    {' ' * caret}^"
        if self.hint:
            text += f"\n  {self.hint}"
        return text


def _window(source: str, column: int, width: int = 100) -> tuple[str, int]:
    """The part of a long line around a column (from 1), and the caret's place in it (from 0)."""
    at = max(0, min(column - 1, len(source)))
    first = max(0, at - width // 2) if len(source) > width else 0
    shown = "".join(
        "→" if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for c in source[first : first + width]
    )
    return shown, at - first


class RuleError(CleanNewsError):
    """Rule files cannot be used. problems: every fault found, in order of place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type[RuleError], tuple[tuple[Problem, ...]]]:
        return RuleError, (self.problems,)


def closest(word: str, names: Iterable[str]) -> str | None:
    """The name that a misspelt word most likely means."""
    return next(iter(difflib.get_close_matches(word, list(names), 1, 0.6)), None)


def did_you_mean(word: str, names: Iterable[str], otherwise: str) -> str:
    """A sentence that helps with a misspelt word; `otherwise` when nothing is like it."""
    close = closest(word, names)
    return f"Did you mean `{close}`?" if close else otherwise
