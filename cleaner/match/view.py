"""A page as matchers look at it: folded lines, groups and roles, each computed once and only if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

from cleaner.boxnames import Words
from cleaner.fold import Folded, fold, fold_with_places, folded_key, lower, plain, trim
from cleaner.match.shape import LONG_WORD, Shape, shape_of
from cleaner.match.slots import WordList, folded_parts, lists_of, pattern_in
from cleaner.orthography import UNSPACED_CHAR, count_words, is_unspaced, words_of
from cleaner.ruleset.model import Inside
from cleaner.ruleset.scope import host_of
from cleaner.ruleset.template import Slot, parse_template
from cleaner.values import Line, Page


@lru_cache(maxsize=4096)
def _neighbours(texts: tuple[str, ...]) -> tuple[frozenset[str], tuple[tuple[str | Slot, ...], ...]]:
    """Literals as whole lines are compared, and the parts of templates."""
    literals = frozenset(folded_key(text) for text in texts if "{" not in text)
    return literals, tuple(tuple(folded_parts(parse_template(text), "line")) for text in texts if "{" in text)


Folds = tuple[str, str, str]
"""A line plain, folded, and folded without decoration."""


@lru_cache(maxsize=4096)
def _words_of_names(names: tuple[str, ...]) -> Words:
    return Words(*names)


NO_EVIDENCE = frozenset({"markup", "ticker"})


LIST_ITEM_CHARS = 200
"""An item of a list of at most so many characters is no running text: teasers under a box are lists of sentences too."""


def _is_running(line: Line) -> bool:
    return line.prose and (line.kind != "list" or len(line.text) > LIST_ITEM_CHARS)


def _sums_below(values: Sequence[float]) -> list[float]:
    """For each place the sum of the values behind it."""
    return list(accumulate(reversed([*values[1:], 0.0])))[::-1]


class View:
    """Derived facts of one page in one round. roles[i]: what rules of the steps before said of line i."""

    def __init__(self, page: Page, lists: Mapping[str, WordList], folds: dict[str, Folds] | None = None) -> None:
        self.page = page
        self.lists = lists
        self._folds = folds if folds is not None else {}
        self._shape: Shape | None = None
        self._nearest: dict[tuple[int, int], tuple[object, list[int | None]]] = {}
        self.near_title: dict[float, list[Line]] = {}
        self._inside: dict[Inside, frozenset[int]] = {}
        self.headlines: frozenset[int] | None = None
        self.falling: set[int] = set()
        self.lines = page.lines
        self.roles: list[set[str]] = [set() for _ in page.lines]
        self._placed: dict[int, Folded] = {}

    def learn(self, roles: Iterable[tuple[int, str]], falling: Iterable[int]) -> None:
        """Note what a step said of lines, and which it takes; what is told from that is told anew when asked again."""
        for index, role in roles:
            self.roles[index].add(role)
        self._nearest.clear()
        self.falling.update(falling)
        for name in ("shape", "known", "known_lines", "known_below", "open_below", "prose_below"):
            self.__dict__.pop(name, None)

    def nearest(self, kind: object, step: int, holds: Callable[[Line], bool]) -> list[int | None]:
        """For each line the index of the nearest line behind it (step 1) or before it (-1) that is of a kind; told once a step of matching.

        Args:
            kind: what is looked for, by identity.
            step: the direction.
            holds: whether a line is of that kind.
        """
        known = self._nearest.get((id(kind), step))
        if known is not None and known[0] is kind:
            return known[1]
        table: list[int | None] = [None] * len(self.lines)
        last: int | None = None
        for line in self.lines[::-step]:
            table[line.index] = last
            if holds(line):
                last = line.index
        self._nearest[id(kind), step] = (kind, table)
        return table

    def is_prose(self, line: Line) -> bool:
        """Whether a line is running text that no rule has taken yet."""
        return line.prose and line.index not in self.falling

    def is_like(self, index: int, texts: tuple[str, ...]) -> bool:
        """Whether a line equals one of these literals or templates."""
        keys, templates = _neighbours(texts)
        key = self.keys[index]
        if key in keys:
            return True
        for parts in templates:
            pattern = pattern_in(parts, lists_of(parts, self.lists), key)
            if pattern and pattern.fullmatch(trim(self.plain[index])):
                return True
        return False

    def bears(self, index: int, wanted: tuple[str, ...]) -> bool:
        """Whether a line bears one of these roles; `any` is any but those that say nothing of a line's neighbours."""
        roles = self.roles[index]
        return not roles.isdisjoint(wanted) or ("any" in wanted and not roles <= NO_EVIDENCE)

    def any_bears(self, wanted: tuple[str, ...]) -> bool:
        """Whether any line bears one of these roles."""
        return any(self.bears(line.index, wanted) for line in self.lines)

    @cached_property
    def known(self) -> list[bool]:
        """For each line whether it bears a role that says something of its neighbours."""
        return [self.bears(line.index, ("any",)) for line in self.lines]

    @cached_property
    def known_lines(self) -> int:
        """How many lines bear such a role."""
        return sum(self.known)

    @cached_property
    def open_below(self) -> list[float]:
        """For each line the share of the lines from it on that are open or bear a role."""
        counted = [int(is_open or known) for is_open, known in zip(self.shape.open, self.known, strict=True)]
        return [count / number for number, count in enumerate(accumulate(reversed(counted)), start=1)][::-1]

    @cached_property
    def prose_below(self) -> list[float]:
        """For each line the share of the page's running text that stands below it and bears no role."""
        worth = [self.shape.sizes[line.index] if _is_running(line) else 0.0 for line in self.lines]
        total = sum(worth)
        unknown = [0.0 if known else w for known, w in zip(self.known, worth, strict=True)]
        return [below / total if total else 0.0 for below in _sums_below(unknown)]

    @cached_property
    def known_below(self) -> list[int]:
        """For each line the number of lines below it that bear a role."""
        return [int(number) for number in _sums_below(self.known)]

    @cached_property
    def _folded_lines(self) -> list[Folds]:
        """The lines folded in all ways; what an earlier round folded is taken from there."""
        folds = self._folds
        for line in self.lines:
            if line.text not in folds:
                text = plain(line.text)
                folded = lower(text)
                folds[line.text] = (text, folded, trim(folded))
        return [folds[line.text] for line in self.lines]

    @cached_property
    def plain(self) -> list[str]:
        """The lines folded but for their case."""
        return [text for text, _, _ in self._folded_lines]

    @cached_property
    def folded(self) -> list[str]:
        """The lines folded; as long as the plain ones."""
        return [folded for _, folded, _ in self._folded_lines]

    @cached_property
    def keys(self) -> list[str]:
        """The lines folded and without decoration: what whole-line literals are compared with."""
        return [key for _, _, key in self._folded_lines]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each line stands on the page."""
        return Counter(self.keys)

    @cached_property
    def shape(self) -> Shape:
        """Where the running text lies."""
        self._shape = shape_of(self.lines, self.falling, self._shape)
        return self._shape

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The longer words of the headline, by which the article's paragraphs are known."""
        title = fold(self.page.title or "")
        return frozenset(w for w in words_of(title) if len(w) >= LONG_WORD or UNSPACED_CHAR.match(w))

    def about_title(self, line: Line) -> bool:
        """Whether a line shares a word with the headline (in scripts without spaces, two characters in a row)."""
        text = self.folded[line.index]
        if self.page.title and is_unspaced(self.page.title):
            return any(pair in text for pair in self._title_pairs)
        return not self.title_words.isdisjoint(words_of(text))

    @cached_property
    def _title_pairs(self) -> frozenset[str]:
        title = fold(self.page.title or "")
        return frozenset(a + b for a, b in pairwise(title) if UNSPACED_CHAR.match(a) and UNSPACED_CHAR.match(b))

    @cached_property
    def group_sizes(self) -> Counter[int]:
        """Lines in each stretch without a blank line."""
        return Counter(line.stretch for line in self.lines)

    @cached_property
    def host(self) -> str | None:
        """Host of the page's address, in small letters."""
        return host_of(self.page.context.url)

    def inside(self, wanted: Inside) -> frozenset[int]:
        """The lines of an HTML page that stand in a box like this; asked of each kind of place once."""
        found = self._inside.get(wanted)
        if found is None:
            words = _words_of_names(wanted.names)
            tags = set(wanted.tags)
            places = (place for place in self.places if not tags.isdisjoint(place[0]) or words.are_in(place[1]))
            found = self._inside[wanted] = frozenset(i for place in places for i in self.places[place])
        return found

    @cached_property
    def places(self) -> dict[tuple[tuple[str, ...], str], list[int]]:
        """The boxes around lines, as tags and names, and the lines that stand in each."""
        places: dict[tuple[tuple[str, ...], str], list[int]] = {}
        for line in self.lines:
            if line.place is not None:
                places.setdefault((line.place.tags, line.place.names), []).append(line.index)
        return places

    def placed(self, line: Line) -> Folded:
        """A line folded, with the way back to its own characters; slower, for lines in which something was found."""
        found = self._placed.get(line.index)
        if found is None:
            found = self._placed[line.index] = fold_with_places(line.text)
        return found

    def words(self, line: Line) -> int:
        """Words of a line."""
        return count_words(line.text)

    def same_group(self, one: Line, other: Line) -> bool:
        """Whether two lines are of one group, on a page that has groups."""
        return self.page.grouped and one.stretch == other.stretch
