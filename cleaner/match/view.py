"""A page as matchers look at it: folded lines, groups and roles, each computed once and only if wanted."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from urllib.parse import urlsplit

from cleaner.fold import Folded, fold_with_places, lower, plain, trim
from cleaner.orthography import count_words
from cleaner.values import Line, Page


class View:
    """Derived facts of one page in one round. roles[i]: what rules of the steps before said of line i."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.lines
        self.roles: list[set[str]] = [set() for _ in page.lines]
        self._placed: dict[int, Folded] = {}

    @cached_property
    def plain(self) -> list[str]:
        """The lines folded but for their case."""
        return [plain(line.text) for line in self.lines]

    @cached_property
    def folded(self) -> list[str]:
        """The lines folded; as long as the plain ones."""
        return [lower(text) for text in self.plain]

    @cached_property
    def keys(self) -> list[str]:
        """The lines folded and without decoration: what whole-line literals are compared with."""
        return [trim(text) for text in self.folded]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each line stands on the page."""
        return Counter(self.keys)

    @cached_property
    def group_sizes(self) -> Counter[int]:
        """Lines in each stretch without a blank line."""
        return Counter(line.stretch for line in self.lines)

    @cached_property
    def host(self) -> str | None:
        """Host of the page's address, in small letters."""
        url = self.page.context.url
        if not url:
            return None
        try:
            host = urlsplit(url if "//" in url else f"//{url}").hostname
        except ValueError:
            return None
        return host.rstrip(".") if host else None

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
