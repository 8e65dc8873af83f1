"""The four steps of matching on a frozen page: own text, then echoes, then what stands around a line, then spans.

Rules of one step do not see each other; they see the roles that the steps before gave. The
order of rules and entries cannot matter: every find is collected, and decide.py sorts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cleaner.match.conditions import failing
from cleaner.match.scan import Scanner
from cleaner.match.structure import find_structure
from cleaner.match.view import View
from cleaner.orthography import is_one_quotation
from cleaner.ruleset.model import AROUND, NO_EFFECT, NO_ROLE, SPANS, Rule
from cleaner.ruleset.scope import site_matches
from cleaner.ruleset.template import parse_template
from cleaner.values import Line, Match, Page


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


def find_matches(page: Page, scanner: Scanner, *, record: bool = False) -> Found:
    """All matches of a page's rules.

    Args:
        page: one round's page.
        scanner: of its article, with the compiled rules for its language.
        record: note near misses too, for `why`.

    Raises:
        RecordError: a regex took longer than it may on one line.
    """
    found = Found(near_misses=[] if record else None)
    if not page.lines:
        return found
    matcher = Matcher(View(page, scanner.index.lists, scanner.folds), scanner, found)
    matcher.own_text()
    matcher.give_roles()
    matcher.structure(scanner.index.echoes)
    matcher.give_roles()
    matcher.structure(scanner.index.around)
    matcher.spans()
    return found


_UNQUOTED = ("line_has", "line_regex")


class Matcher:
    """The state of one round: what was found so far."""

    def __init__(self, view: View, scanner: Scanner, found: Found) -> None:
        self.view = view
        self.rules = scanner.index.rules
        self.finds = scanner.finds(view)
        self.found = found

    # ---- the steps

    def own_text(self) -> None:
        """Lines by what they say, and by the selectors that found them."""
        self.selected()
        for line, finds in zip(self.view.lines, self.finds, strict=True):
            for rule, start, end, values in finds.own:
                self.consider(rule, line, (start, end), values)

    def selected(self) -> None:
        """Lines of a page, or parts of them, that selectors found in its tree."""
        for line in self.view.lines:
            for name, start, end in line.place.marks if line.place is not None else ():
                if (rule := self.rules.get(name)) is not None:
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
        for line, finds in zip(self.view.lines, self.finds, strict=True):
            for rule, start, end, values in finds.spans:
                self.consider(rule, line, (start, end), values)

    def give_roles(self) -> None:
        """Let the next step see what the rules before said of each line."""
        told = [(match.line, self.rules[match.rule]) for match in self.found.matches if match.whole]
        told = [(line, rule) for line, rule in told if rule.do not in NO_ROLE and rule.status == "on"]
        falling = (line for line, rule in told if rule.do not in NO_EFFECT)
        self.view.learn(((line, rule.role) for line, rule in told if rule.role), falling)

    # ---- from finds to matches

    def consider(self, rule: Rule, line: Line, place: tuple[int, int], values: dict[str, str]) -> None:
        """Note a match, unless a condition or the protection of quotations keeps the rule from the line."""
        start, end = place
        why = failing(rule, self.view, line, place)
        if why is not None or (rule.matcher in _UNQUOTED and is_one_quotation(line.text)):
            if self.found.near_misses is not None and not (
                rule.matcher in AROUND and why is not None and why.of == "where"
            ):
                told = why.described(self.view, line) if why is not None else "the line is one whole quotation"
                self.found.near_misses.append(NearMiss(rule.id, line.index, told))
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
