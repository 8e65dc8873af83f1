"""The four steps of matching on a frozen page: own text, then echoes, then what stands around a line, then spans.

Rules of one step do not see each other; they see the roles that the steps before gave. The
order of rules and entries cannot matter: every find is collected, and decide.py sorts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from cleaner.errors import RecordError
from cleaner.match.conditions import failing
from cleaner.match.index import Entry, Index, Search
from cleaner.match.structure import find_structure
from cleaner.match.text import find_in_line
from cleaner.match.view import View
from cleaner.orthography import is_one_quotation
from cleaner.ruleset.model import AROUND, NO_EFFECT, NO_ROLE, SPANS, Rule
from cleaner.ruleset.scope import site_matches
from cleaner.ruleset.template import parse_template
from cleaner.values import Line, Match, Options, Page


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule whose matcher found something, but which a condition kept from it. why: that condition."""

    rule: str
    line: int
    why: str


@dataclass(slots=True)
class Found:
    """What one round of matching found. near_misses: only when recording."""

    matches: list[Match] = field(default_factory=list)
    near_misses: list[NearMiss] | None = None


def find_matches(page: Page, index: Index, options: Options, *, record: bool = False) -> Found:
    """All matches of a page's rules.

    Args:
        page: one round's page.
        index: the compiled rules for its language.
        options: the time limit of regexes.
        record: note near misses too, for `why`.

    Raises:
        RecordError: a regex took longer than it may on one line.
    """
    found = Found(near_misses=[] if record else None)
    if not page.lines:
        return found
    view = View(page, index.lists)
    matcher = Matcher(view, index, options, found)
    matcher.own_text()
    matcher.give_roles()
    matcher.structure(index.echoes)
    matcher.give_roles()
    matcher.structure(index.around)
    matcher.spans()
    return found


class Matcher:
    """The state of one round: what was found so far."""

    def __init__(self, view: View, index: Index, options: Options, found: Found) -> None:
        self.view = view
        self.index = index
        self.options = options
        self.found = found

    # ---- the steps

    def own_text(self) -> None:
        """Lines by what they say: whole-line literals by dictionary, the rest where its required literal stands."""
        self.selected()
        for line, key in zip(self.view.lines, self.view.keys, strict=True):
            if not line.sentence:
                for entry in self.index.equal.get(key, ()):
                    self.consider(entry.rule, line, (0, len(line.text)), {})
                for entry in self.index.exact.get(line.text.strip(), ()):
                    self.consider(entry.rule, line, (0, len(line.text)), {})
        for line, entry in self._candidates(self.index.whole):
            if entry.rule.matcher != "line" or entry.literal is None or line.sentence:
                self._try(entry, line)

    def selected(self) -> None:
        """Lines of a page, or parts of them, that selectors found in its tree."""
        for line in self.view.lines:
            for name, start, end in line.place.marks if line.place is not None else ():
                if (rule := self.index.rules.get(name)) is not None:
                    self.consider(rule, line, (start, end), {})

    def structure(self, rules: Iterable[Rule]) -> None:
        """Lines by what else stands on the page."""
        for rule in rules:
            if rule.sites and not site_matches(rule.sites, self.view.host):
                continue
            for line in find_structure(rule, self.view):
                self.consider(rule, line, (0, len(line.text)), {})

    def spans(self) -> None:
        """Phrases within lines."""
        for line, entry in self._candidates(self.index.spans):
            self._try(entry, line)

    def give_roles(self) -> None:
        """Let the next step see what the rules before said of each line."""
        told = [(match.line, self.index.rules[match.rule]) for match in self.found.matches if match.whole]
        told = [(line, rule) for line, rule in told if rule.do not in NO_ROLE and rule.status == "on"]
        falling = (line for line, rule in told if rule.do not in NO_EFFECT)
        self.view.learn(((line, rule.role) for line, rule in told if rule.role), falling)

    # ---- from candidates to matches

    def _candidates(self, search: Search) -> Iterator[tuple[Line, Entry]]:
        """Each (line, entry) worth trying, once, in order of lines."""
        folded = self.view.folded
        starts = list(accumulate((len(text) + 1 for text in folded), initial=0))[:-1]
        wanted: dict[int, dict[int, Entry]] = {}
        for place, entries in search.hits("\n".join(folded)):
            of_line = wanted.setdefault(bisect_right(starts, place) - 1, {})
            for entry in entries:
                of_line[id(entry)] = entry
        for line in self.view.lines:
            text = folded[line.index]
            for entry in wanted.get(line.index, {}).values():
                if len(entry.literals) < 2 or all(literal in text for literal in entry.literals):
                    yield line, entry
            yield from ((line, entry) for entry in search.always)

    def _try(self, entry: Entry, line: Line) -> None:
        if line.sentence and not entry.glued:
            return
        if entry.rule.sites and not site_matches(entry.rule.sites, self.view.host):
            return
        try:
            for start, end, values in find_in_line(entry, line, self.view, self.options.line_seconds):
                self.consider(entry.rule, line, (start, end), values)
        except TimeoutError:
            limit = self.options.line_seconds
            raise RecordError(
                f"rule {entry.rule.id}: its pattern took over {limit:g} s on line {line.index + 1}"
            ) from None

    def consider(self, rule: Rule, line: Line, place: tuple[int, int], values: dict[str, str]) -> None:
        """Note a match, unless a condition or the protection of quotations keeps the rule from the line."""
        start, end = place
        why = failing(rule, self.view, line, place)
        if why is None and rule.matcher in ("line_has", "line_regex") and is_one_quotation(line.text):
            why = "the line is one whole quotation"
        if why is not None:
            if self.found.near_misses is not None and not (rule.matcher in AROUND and why.startswith("where")):
                self.found.near_misses.append(NearMiss(rule.id, line.index, why))
            return
        values = {"line": line.text.strip(), "match": line.text[start:end].strip(), **values}
        if rule.matcher == "line_has":
            start, end = 0, len(line.text)  # it is found at a place, where it may be quoted, and takes the line
        whole = rule.matcher not in SPANS and (start, end) == (0, len(line.text))
        saved = tuple((name, filled(value, values)) for name, value in rule.save if rule.status == "on")
        by = filled(rule.by, values) if rule.by is not None else None
        self.found.matches.append(Match(rule.id, line.index, line.start + start, line.start + end, whole, saved, by))


def filled(template: Any, values: dict[str, str]) -> Any:
    """A value of `save:` or `by:` with its slots filled; flags stay what they are."""
    if not isinstance(template, str):
        return template
    parts = parse_template(template).parts
    return "".join(p if isinstance(p, str) else values.get(p.name, "") for p in parts)
