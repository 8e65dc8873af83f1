"""Where the running text of a page lies: its head and tail, its open lines, its figures, its densest block.

Facts of structure rules, told from the shape of lines and from the roles that rules gave; no words are known here.
The numbers come from prototypes on the development pages (docs/architecture.md, "Structure").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import regex

from cleaner.orthography import CHARS_A_WORD, ends_like_sentence, is_unspaced, words_of
from cleaner.values import Line

Part = Literal["head", "tail"]
_DIGIT = regex.compile(r"\d")
LEAST_PROSE = 3
"""A page with fewer lines of running text has neither head nor tail: too little to tell them from the body."""
MENU_LINES = 4
MENU_CHARS = 45
MENU_FIGURES = 0.3
"""A menu: at least so many open lines in a row, each so short, and fewer than this share of them with a digit."""
PROSE_WORTH = 300
TITLE_FACTOR = 3
OPEN_COST = 120
PROMPT_COST = 200
"""The worth of lines for the densest block: running text its characters up to a bound, three times if it shares a word
with the title; an open line costs, and one that a rule knows for the page's furniture costs more."""
PROMPT_ROLES = frozenset({"legal", "promo", "comment", "share"})
LONG_WORD = 4
STANDFIRST_LINES = 1
HEADLINE_LINES = 8
HEADLINE_WORDS = 2
"""So many lines above the densest block may be headline and standfirst: those longer than an entry of a menu, or that share
so many words with the block."""
LIST_LINES = 4
"""A run of so many lines that look like a list or hold figures, beside the densest block, belongs to it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Facts on the lines of a page, by their index.

    sizes: characters, those of scripts without spaces weighed.  open: no sentence ends there (in head and tail, where
    headlines stand, `?` and `!` end none).  parts: head (no running text above) or tail (none below).
    figures: length of the run of neighbouring lines with a digit that the line stands in.
    """

    sizes: tuple[float, ...]
    open: tuple[bool, ...]
    parts: tuple[Part | None, ...]
    figures: tuple[int, ...]


def shape_of(lines: Sequence[Line], falling: Set[int], before: Shape | None = None) -> Shape:
    """The shape of a page; a glued page has sentences for lines, and none of them is open.

    Args:
        lines: of the page.
        falling: lines that rules take already: where they are running text, it is not the article's.
        before: the shape of the same page, when fewer lines were falling.
    """
    parts = tuple(_parts(lines, falling))
    if before is not None and parts == before.parts:
        return before
    texts = [line.text.strip() for line in lines]
    opened = tuple(
        not line.sentence and not line.prose and _is_open(text, part)
        for line, text, part in zip(lines, texts, parts, strict=True)
    )
    if before is not None:
        return Shape(before.sizes, opened, parts, before.figures)
    sizes = tuple(len(t) * (CHARS_A_WORD if is_unspaced(t) else 1.0) for t in texts)
    return Shape(sizes, opened, parts, tuple(_run_lengths([_DIGIT.search(text) is not None for text in texts])))


def _parts(lines: Sequence[Line], falling: Set[int]) -> Iterable[Part | None]:
    prose = [line.index for line in lines if line.prose and line.index not in falling]
    if len(prose) < LEAST_PROSE:
        return [None] * len(lines)
    return ["head" if i < prose[0] else "tail" if i > prose[-1] else None for i in range(len(lines))]


def _is_open(text: str, part: Part | None) -> bool:
    if not ends_like_sentence(text):
        return True
    return part is not None and text.rstrip("\"'”“»)]’ ")[-1:] in ("?", "!", "？", "！", "؟")


def _run_lengths(holds: Sequence[bool]) -> list[int]:
    """For each place the length of the run of true values that it stands in."""
    lengths = [0] * len(holds)
    start = 0
    for i, value in enumerate([*holds, False]):
        if not value:
            lengths[start:i] = [i - start] * (i - start)
            start = i + 1
    return lengths


def article_of(
    lines: Sequence[Line],
    shape: Shape,
    roles: Sequence[set[str]],
    headlines: frozenset[int],
    about_title: Callable[[Line], bool],
) -> frozenset[int]:
    """The lines of a full-page text that are the article: its densest block, with headline and standfirst above it and long
    lists beside it. Empty where no menus frame it.

    Args:
        lines: of the page.
        shape: theirs.
        roles: what rules said of each line.
        headlines: lines that are the title or repeat it.
        about_title: whether a line shares a word with the title.
    """
    prose = [line.index for line in lines if line.prose]
    if not prose or not _is_framed(shape, prose[0], prose[-1]):
        return frozenset()
    best, best_sum = range(0), 0.0
    start, total = 0, 0.0
    for line in lines:
        total += _worth(line, shape, roles[line.index], about_title)
        if total <= 0:
            start, total = line.index + 1, 0.0
        elif total > best_sum:
            best, best_sum = range(start, line.index + 1), total
    return (
        frozenset((*_above(best, lines, shape, headlines), *_with_lists(best, lines, shape))) if best else frozenset()
    )


def _above(block: range, lines: Sequence[Line], shape: Shape, headlines: frozenset[int]) -> Iterable[int]:
    """Lines right above the block that may be its headline or standfirst; below a known headline only the standfirst is left."""
    known = max((i for i in headlines if i < block.start), default=None)
    if known is not None:
        yield from (
            i
            for i in range(known + 1, min(block.start, known + 1 + STANDFIRST_LINES))
            if shape.open[i] and shape.sizes[i] > MENU_CHARS
        )
        return
    words = set().union(*(_long_words(lines[i].text) for i in block))
    for i in range(max(0, block.start - HEADLINE_LINES), block.start):
        about = len(words & _long_words(lines[i].text)) >= HEADLINE_WORDS
        if shape.open[i] and (about or shape.sizes[i] > MENU_CHARS):
            yield i


def _long_words(text: str) -> set[str]:
    return {word for word in words_of(text.casefold()) if len(word) >= LONG_WORD}


def _worth(line: Line, shape: Shape, roles: set[str], about_title: Callable[[Line], bool]) -> float:
    if PROMPT_ROLES & roles:
        return -PROMPT_COST
    size = shape.sizes[line.index]
    if line.prose:
        return min(size, PROSE_WORTH) * (TITLE_FACTOR if about_title(line) else 1)
    return -OPEN_COST if shape.open[line.index] else size


def _is_framed(shape: Shape, first: int, last: int) -> bool:
    """Whether a menu stands wholly above the first running text, and another below the last one."""
    return _has_menu(shape, range(first)) and _has_menu(shape, range(last + 1, len(shape.open)))


def _has_menu(shape: Shape, indexes: range) -> bool:
    row: list[int] = []
    for i in [*indexes, None]:
        if i is not None and shape.open[i] and shape.sizes[i] <= MENU_CHARS:
            row.append(i)
            continue
        if len(row) >= MENU_LINES and sum(shape.figures[j] > 0 for j in row) < MENU_FIGURES * len(row):
            return True
        row = []
    return False


def _with_lists(block: range, lines: Sequence[Line], shape: Shape) -> range:
    """The block with the long lists beside it: results, recipes and programmes are no prose, and belong to articles."""
    listed = _run_lengths(
        [line.kind in ("list", "table") or f > 0 for line, f in zip(lines, shape.figures, strict=True)]
    )
    start, stop = block.start, block.stop
    while stop < len(lines) and listed[stop] >= LIST_LINES:
        stop += 1
    while start > 0 and listed[start - 1] >= LIST_LINES:
        start -= 1
    return range(start, stop)
