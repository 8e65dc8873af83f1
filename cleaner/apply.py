"""(Page, decisions) -> the text that is left, and where each part of it came from. Decides nothing.

Between rounds the text that is left is a list of pieces: intervals of the text that came in, and replacements.
So every removal of every round can be told in offsets of the text that came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaner.values import Decision, Page


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the present text: [start, end) of the text that came in; by: what stands there instead of it."""

    start: int
    end: int
    by: str | None = None

    @property
    def length(self) -> int:
        """Characters in the present text."""
        return self.end - self.start if self.by is None else len(self.by)


@dataclass(frozen=True, slots=True)
class Edit:
    """An interval of the present text that goes; by: what comes instead."""

    start: int
    end: int
    decision: Decision
    by: str | None = None


def edits_of(page: Page, decisions: Iterable[Decision]) -> list[Edit]:
    """The intervals that go, in order, with the white space that goes along.

    A line takes its own line end; a group that goes as a whole takes the blank lines after it. A sentence of a
    glued page takes the space behind it. No other white space changes.
    """
    effective = [d for d in decisions if d.stays is None]
    lines = {d.line: d for d in effective if d.action in ("drop", "cut", "cut_above")}
    sizes = Counter(line.stretch for line in page.lines)
    gone = Counter(page.lines[i].stretch for i in lines)
    edits = []
    for index, decision in sorted(lines.items()):
        line = page.lines[index]
        last = index + 1 == len(page.lines) or page.lines[index + 1].stretch != line.stretch
        stop = line.stop
        if last and gone[line.stretch] == sizes[line.stretch] and not line.sentence:
            stop = page.lines[index + 1].start if index + 1 < len(page.lines) else len(page.text)
        edits.append(Edit(line.start, stop, decision))
    for decision in effective:
        if decision.line not in lines:
            edits.append(Edit(decision.start, decision.end, decision, decision.by))
    return sorted(edits, key=lambda e: e.start)


def apply_edits(pieces: Sequence[Piece], edits: Sequence[Edit]) -> tuple[list[Piece], list[list[Piece]]]:
    """The pieces that are left, and for each edit, in order, the pieces that it took."""
    left: list[Piece] = []
    taken: list[list[Piece]] = [[] for _ in edits]
    at = number = 0
    for piece in pieces:
        here, end = at, at + piece.length
        while here < end:
            while number < len(edits) and edits[number].end <= here:
                number += 1
            edit = edits[number] if number < len(edits) else None
            if edit is None or edit.start >= end:
                left.append(_cut_piece(piece, here - at, end - at))
                break
            if here < edit.start:
                left.append(_cut_piece(piece, here - at, edit.start - at))
            start, here = max(here, edit.start), min(edit.end, end)
            taken[number].append(_cut_piece(piece, start - at, here - at))
            if edit.by is not None and here == edit.end:
                left.append(Piece(taken[number][0].start, taken[number][-1].end, edit.by))
        at = end
    return left, taken


def _cut_piece(piece: Piece, start: int, end: int) -> Piece:
    """A part of a piece; a replacement cannot be parted, so the whole of it counts with its first character."""
    if piece.by is None:
        return Piece(piece.start + start, piece.start + end)
    if start == 0 and end == len(piece.by):
        return piece
    return Piece(piece.start if start == 0 else piece.end, piece.end, piece.by[start:end])


def text_of(pieces: Iterable[Piece], incoming: str) -> str:
    """The present text."""
    return "".join(incoming[p.start : p.end] if p.by is None else p.by for p in pieces)
