"""The conditions of `where:` and `unless:`: one function each, all of them facts about a place on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from cleaner.fold import fold
from cleaner.match.structure import headlines
from cleaner.match.view import View
from cleaner.orthography import ends_like_sentence, in_quotation, is_one_quotation
from cleaner.ruleset.model import Condition, Inside, Neighbour, Range, Rule
from cleaner.ruleset.scope import lang_matches, site_matches
from cleaner.values import Line

FAR = 8
"""Neighbours farther away than that are looked up in a table."""
SHOWN = 3
"""So many of the texts, roles or kinds that a condition names are shown by `why`."""
Place = tuple[int, int]
"""Interval within the line that the matcher found."""


class Failing(NamedTuple):
    """What keeps a rule from a place. of: `site`, `where` or `unless`.  condition: the one that fails."""

    rule: Rule
    of: str
    condition: Condition | None = None

    def described(self, view: View, line: Line) -> str:
        """As `why` prints it."""
        if self.condition is None:
            return f"site: {', '.join(self.rule.sites)} (the page's is {view.host or 'unknown'})"
        return f"{self.of} {_described(self.condition, view, line)}"


def failing(rule: Rule, view: View, line: Line, place: Place) -> Failing | None:
    """The first condition that keeps a rule from a place; None when all is well."""
    if rule.sites and not site_matches(rule.sites, view.host):
        return Failing(rule, "site")
    for condition in rule.where:
        if not _CONDITIONS[condition.name](condition.value, view, line, place):
            return Failing(rule, "where", condition)
    for condition in rule.unless:
        if _CONDITIONS[condition.name](condition.value, view, line, place):
            return Failing(rule, "unless", condition)
    return None


def _described(condition: Condition, view: View, line: Line) -> str:
    value = condition.value
    text = f"{condition.name}: {shown(value)}"
    if condition.name in ("group_lines", "above", "below") and not view.page.grouped:
        needs_group = condition.name == "group_lines" or value.same_group
        return f"{text} (this page has no groups)" if needs_group else text
    facts = {
        "chars": lambda: f"the line has {len(line.text.strip())}",
        "words": lambda: f"the line has {view.words(line)}",
        "group_lines": lambda: f"the group has {view.group_sizes[line.stretch]}",
        "near_start": lambda: f"it is line {line.index + 1}",
        "near_end": lambda: f"it is line {len(view.lines) - line.index} from the end",
        "lang": lambda: f"the page's is {view.page.context.lang or 'unknown'}",
        "site": lambda: f"the page's is {view.host or 'unknown'}",
        "kind": lambda: f"it is {line.kind}",
    }
    return f"{text} ({facts[condition.name]()})" if condition.name in facts else text


def shown(value: Any) -> str:
    """A condition's value as a rule file writes it."""
    if isinstance(value, Inside):
        kinds = (("tag", value.tags), ("class", value.names))
        return (
            "{"
            + ", ".join(f"{k}: {', '.join(v[:SHOWN])}{', …' if len(v) > SHOWN else ''}" for k, v in kinds if v)
            + "}"
        )
    if isinstance(value, Range):
        return "{" + ", ".join(f"{k}: {v}" for k, v in (("min", value.min), ("max", value.max)) if v is not None) + "}"
    if isinstance(value, Neighbour):
        several = (("role", value.roles), ("line", value.lines), ("kind", value.kinds))
        parts = [f"{k}: {', '.join(v[:SHOWN])}{', …' if len(v) > SHOWN else ''}" for k, v in several if v]
        parts += [
            f"{name}: true"
            for name, holds in (("prose", value.prose), ("headline", value.headline), ("edge", value.edge))
            if holds
        ]
        flags = (("unbroken", value.unbroken), ("same_group", value.same_group))
        parts += [f"within: {value.within}", *(f"{name}: true" for name, holds in flags if holds)]
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def _lang(value: tuple[str, ...], view: View, line: Line, place: Place) -> bool:
    lang = view.page.context.lang
    return lang is not None and any(tag == "any" or lang_matches(tag, lang) for tag in value)


def _site(value: tuple[str, ...], view: View, line: Line, place: Place) -> bool:
    return site_matches(value, view.host)


def _kind(value: tuple[str, ...], view: View, line: Line, place: Place) -> bool:
    return line.kind in value


def _chars(value: Range, view: View, line: Line, place: Place) -> bool:
    return value.holds(len(line.text.strip()))


def _words(value: Range, view: View, line: Line, place: Place) -> bool:
    return value.holds(view.words(line))


def _group_lines(value: Range, view: View, line: Line, place: Place) -> bool:
    return view.page.grouped and value.holds(view.group_sizes[line.stretch])


def _near_start(value: int, view: View, line: Line, place: Place) -> bool:
    return line.index < value


def _near_end(value: int, view: View, line: Line, place: Place) -> bool:
    return len(view.lines) - line.index <= value


def _after_share(value: float, view: View, line: Line, place: Place) -> bool:
    return line.index >= value * len(view.lines)


def _before_share(value: float, view: View, line: Line, place: Place) -> bool:
    return line.index < value * len(view.lines)


def _above(value: Neighbour, view: View, line: Line, place: Place) -> bool:
    if value.within > FAR:
        return _is_far(value, view, line, 1)
    return _is_near(value, view, line, range(line.index + 1, line.index + 1 + value.within))


def _below(value: Neighbour, view: View, line: Line, place: Place) -> bool:
    if value.within > FAR:
        return _is_far(value, view, line, -1)
    return _is_near(value, view, line, range(line.index - 1, line.index - 1 - value.within, -1))


def _is_near(value: Neighbour, view: View, line: Line, indexes: Iterable[int]) -> bool:
    for index in indexes:
        if not 0 <= index < len(view.lines):
            return value.edge
        other = view.lines[index]
        if value.same_group and not view.same_group(line, other):
            return False
        if _is_such(value, view, other):
            return True
        if value.unbroken and view.is_prose(other):
            return False
    return False


def _is_far(value: Neighbour, view: View, line: Line, step: int) -> bool:
    """The same for neighbours that may stand far away, by tables of where the nearest one stands: a line costs no more then."""
    such = view.nearest(value, step, lambda other: _is_such(value, view, other))[line.index]
    end = len(view.lines) if step > 0 else -1
    reached = line.index + step * value.within
    if such is None or (such - reached) * step > 0:  # there is none so near
        if not value.edge or (end - reached) * step > 0:
            return False
        such = end
    if value.unbroken:
        prose = view.nearest("prose", step, view.is_prose)[line.index]
        if prose is not None and (such - prose) * step > 0:
            return False
    return not value.same_group or view.same_group(line, view.lines[such if such != end else end - step])


def _is_such(value: Neighbour, view: View, other: Line) -> bool:
    """Whether a neighbour is of any of the kinds that are wanted."""
    if view.bears(other.index, value.roles) or other.kind in value.kinds or (value.prose and view.is_prose(other)):
        return True
    if value.headline and other.index in headlines(view):
        return True
    return bool(value.lines) and view.is_like(other.index, value.lines)


def _role(value: tuple[str, ...], view: View, line: Line, place: Place) -> bool:
    return view.bears(line.index, value)


def _page_roles(value: Range, view: View, line: Line, place: Place) -> bool:
    return value.holds(view.known_lines)


def _part(value: tuple[str, ...], view: View, line: Line, place: Place) -> bool:
    return view.shape.parts[line.index] in value


def _open(value: bool, view: View, line: Line, place: Place) -> bool:
    return view.shape.open[line.index] == value


def _open_below(value: float, view: View, line: Line, place: Place) -> bool:
    return view.open_below[line.index] >= value


def _known_below(value: Range, view: View, line: Line, place: Place) -> bool:
    return value.holds(view.known_below[line.index])


def _figures(value: Range, view: View, line: Line, place: Place) -> bool:
    return value.holds(view.shape.figures[line.index])


def _prose_below(value: float, view: View, line: Line, place: Place) -> bool:
    return view.prose_below[line.index] <= value


def _ends_like_sentence(value: bool, view: View, line: Line, place: Place) -> bool:
    return ends_like_sentence(line.text) == value


def _prose(value: bool, view: View, line: Line, place: Place) -> bool:
    return line.prose == value


def _in_quotes(value: bool, view: View, line: Line, place: Place) -> bool:
    return (is_one_quotation(line.text) or in_quotation(line.text, *place)) == value


def _link_share(value: float, view: View, line: Line, place: Place) -> bool:
    return line.place is not None and line.place.link_share >= value


def _tag(value: tuple[str, ...], view: View, line: Line, place: Place) -> bool:
    return line.place is not None and line.place.tag in value


def _hidden(value: bool, view: View, line: Line, place: Place) -> bool:
    return line.place is not None and line.place.hidden == value


def _inside(value: Inside, view: View, line: Line, place: Place) -> bool:
    return line.index in view.inside(value)


def _meta(value: tuple[tuple[str, Any], ...], view: View, line: Line, place: Place) -> bool:
    context = view.page.context
    own = {"title": context.title, "url": context.url, "lang": context.lang}
    for name, wanted in value:
        got = own.get(name) or context.meta.get(name)
        if wanted is True:
            if not got:
                return False
        elif fold(str(got)) not in map(fold, wanted):
            return False
    return True


_CONDITIONS: dict[str, Callable[[Any, View, Line, Place], bool]] = {
    "lang": _lang, "site": _site, "kind": _kind, "chars": _chars, "words": _words, "group_lines": _group_lines,
    "near_start": _near_start, "near_end": _near_end, "after_share": _after_share, "before_share": _before_share,
    "above": _above, "below": _below, "ends_like_sentence": _ends_like_sentence, "prose": _prose,
    "in_quotes": _in_quotes, "meta": _meta, "role": _role, "page_roles": _page_roles, "part": _part, "open": _open,
    "figures": _figures, "prose_below": _prose_below, "open_below": _open_below,
    "known_below": _known_below, "link_share": _link_share, "tag": _tag, "hidden": _hidden, "inside": _inside,
}  # fmt: skip
