"""Matches -> decisions: keep, then cut, then drop, then spans; and the limits that guard prose.

A pure function of one round's page and matches. Nothing is matched here and no text is edited. What a protection
spares stays in the decisions with its reason, so that `why` can tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaner.fold import folded_key
from cleaner.ruleset.model import NO_EFFECT, REGEXES, Rule
from cleaner.values import Decision, Line, Match, Page

LIMITS: Mapping[str, float] = {"outside": 0.7, "prose": 0.4}
"""Open matchers may together take so much of a page's prose, in characters; over it none of them takes anything. What goes
as standing outside the article of a full page has a ceiling of its own: such furniture can outweigh the article."""
PICTURE_ROLES = ("credit", "caption")


@dataclass(frozen=True, slots=True)
class Protections:
    """What guards the text: in examples of rule files nothing does.

    limits: title, lead and halves of the page are guarded.  tripped: limits whose rules may remove nothing here.
    """

    limits: bool = True
    tripped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a verdict on one match depends on. kept: matches of `keep` by line; guards: protected lines and why."""

    page: Page
    rules: Mapping[str, Rule]
    protections: Protections
    kept: Mapping[int, Sequence[Match]]
    guards: Mapping[int, str]


def decide(page: Page, matches: Sequence[Match], rules: Mapping[str, Rule], protections: Protections) -> list[Decision]:
    """What happens to each place of the page, in page order; every match is accounted for.

    Args:
        page: the page of this round.
        matches: what matching found on it, in any order.
        rules: by id.
        protections: what guards the text.
    """
    guards = _guards(page, matches, rules) if protections.limits else {}
    scene = _Scene(page, rules, protections, _kept(matches, rules), guards)
    verdicts = [(m, _stays(m, scene)) for m in matches]
    gone = _cut_lines(scene, verdicts)
    for match, stays in verdicts:
        if stays is None and match.whole and rules[match.rule].do == "drop":
            gone[match.line].append(match)
    decisions = [_line_decision(page.lines[i], claims, rules) for i, claims in gone.items()]
    decisions += _span_decisions([(m, s) for m, s in verdicts if not m.whole], rules, gone.keys())
    decisions += [_spared(m, s, rules) for m, s in verdicts if m.whole and s is not None]
    return sorted(decisions, key=lambda d: (d.start, d.end, d.stays or "", d.rule))


def prose_chars(lines: Iterable[Line]) -> int:
    """Characters of running text among lines."""
    return sum(line.end - line.start for line in lines if line.prose)


def tripped_limit(page: Page, taken: Mapping[str, int], left: int) -> str | None:
    """The first limit that is passed: of the incoming page's prose, characters taken by limit, and those left."""
    total = prose_chars(page.lines)
    return next(
        (name for name, share in LIMITS.items() if taken.get(name) and (taken[name] > share * total or not left)), None
    )


def taken_by_limit(page: Page, decisions: Iterable[Decision], rules: Mapping[str, Rule]) -> Counter[str]:
    """Characters of prose that go only because open matchers say so, by the limit that guards from them."""
    taken: Counter[str] = Counter()
    for decision in decisions:
        line = page.lines[decision.line]
        if not line.prose or decision.stays is not None or decision.action not in ("drop", "cut", "cut_above"):
            continue
        limits = {rules[r].limit for r in (decision.rule, *decision.also)}
        if None not in limits:
            taken["outside" if "outside" in limits else "prose"] += line.end - line.start
    return taken


def _kept(matches: Iterable[Match], rules: Mapping[str, Rule]) -> dict[int, list[Match]]:
    kept: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if rules[match.rule].do == "keep" and rules[match.rule].status == "on":
            kept[match.line].append(match)
    return kept


def _guards(page: Page, matches: Iterable[Match], rules: Mapping[str, Rule]) -> dict[int, str]:
    """Lines that only whole-line literals may take: the title, and the lead, the first prose line after it.

    Prose in the group of a picture credit is a caption, and the record's own title again a headline: neither is the lead.
    """
    guards = {} if page.title_line is None else {page.title_line: "title"}
    pictures = {
        page.lines[m.line].stretch for m in matches if page.grouped and m.whole and _is_picture_credit(rules[m.rule])
    }
    first = 0 if page.title_line is None else page.title_line + 1
    headline = folded_key(page.context.title) if page.context.title else None
    prose = (line for line in page.lines[first:] if line.prose and line.stretch not in pictures)
    lead = next((line for line in prose if headline is None or folded_key(line.text) != headline), None)
    if lead is not None:
        guards[lead.index] = "lead"
    return guards


def _is_picture_credit(rule: Rule) -> bool:
    return rule.role in PICTURE_ROLES and rule.matcher == "line" and rule.status == "on"


def _stays(match: Match, scene: _Scene) -> str | None:
    """Why a match removes nothing, or None when it does."""
    rule = scene.rules[match.rule]
    if rule.status == "trial" or rule.do in NO_EFFECT:
        return "trial" if rule.status == "trial" else rule.do
    if match.line in scene.kept and (match.whole or _overlaps_kept(match, scene.kept[match.line])):
        return "keep"
    if rule.limit in scene.protections.tripped:
        return "limit"
    if match.whole and rule.do == "drop" and _is_guarded(match.line, rule, scene):
        return scene.guards[match.line]
    if scene.protections.limits and rule.do in ("cut", "cut_above"):
        below = 2 * match.line >= len(scene.page.lines)
        return None if below == (rule.do == "cut") else "half"
    return None


def _is_guarded(line: int, rule: Rule, scene: _Scene) -> bool:
    """Whether a line is title or lead to a rule. What a page's markup, or its shape, says is no article is no lead."""
    if line not in scene.guards or rule.matcher == "line" or rule.level == "bold":
        return False
    return not ((rule.matcher == "outside" or rule.is_selector) and scene.guards[line] == "lead")


def _overlaps_kept(match: Match, kept: Iterable[Match]) -> bool:
    return any(k.whole or (match.start < k.end and k.start < match.end) for k in kept)


def _cut_lines(scene: _Scene, verdicts: Iterable[tuple[Match, str | None]]) -> dict[int, list[Match]]:
    """The lines that fall to cuts; a kept line stops a cut, the title and the lead are left standing in it."""
    gone: dict[int, list[Match]] = defaultdict(list)
    for match, stays in verdicts:
        do = scene.rules[match.rule].do
        if stays is not None or do not in ("cut", "cut_above"):
            continue
        path = range(match.line, len(scene.page.lines)) if do == "cut" else range(match.line, -1, -1)
        for index in path:
            if index in scene.kept:
                break
            if index not in scene.guards:
                gone[index].append(match)
    return gone


def _rank(match: Match, rule: Rule) -> tuple[bool, bool, int, str]:
    """Most specific first: site, language, then literal before template before regex and structure."""
    if rule.matcher in ("line", "span"):
        kind = 1 if rule.templated else 0
    else:
        kind = 3 if rule.matcher in REGEXES or rule.matcher not in ("line_starts", "line_ends", "line_has") else 2
    sited = bool(rule.sites) or any(c.name == "site" for c in rule.where)
    return (not sited, "any" in rule.lang, kind, rule.id)


def _claimants(matches: Iterable[Match], rules: Mapping[str, Rule]) -> list[str]:
    ranked = sorted(matches, key=lambda m: _rank(m, rules[m.rule]))
    return list(dict.fromkeys(m.rule for m in ranked))


def _line_decision(line: Line, claims: Sequence[Match], rules: Mapping[str, Rule]) -> Decision:
    """One line goes; the most specific claimant that names this very line gives the reason."""
    own = [m for m in claims if m.line == line.index]
    first, *also = list(dict.fromkeys([*_claimants(own, rules), *_claimants(claims, rules)]))
    rule = rules[first]
    return Decision(rule.do, rule.id, tuple(also), line.index, line.start, line.end, rule.role)  # type: ignore[arg-type]


def _span_decisions(
    verdicts: Sequence[tuple[Match, str | None]], rules: Mapping[str, Rule], gone: Iterable[int]
) -> Iterator[Decision]:
    """Spans in the lines that stay; of overlapping ones the leftmost, longest, first by id. Empty in lines that fall."""
    fallen = set(gone)
    ordered = sorted(verdicts, key=lambda v: (v[0].start, -v[0].end, _rank(v[0], rules[v[0].rule])))
    reached = -1
    taken: list[tuple[Match, list[str]]] = []
    for match, stays in ordered:
        if match.line in fallen:
            continue
        if stays is not None:
            yield _spared(match, stays, rules)
        elif match.start >= reached:
            taken.append((match, []))
            reached = match.end
        elif taken and taken[-1][0].start <= match.start and match.end <= taken[-1][0].end:
            taken[-1][1].append(match.rule)
    for match, also in taken:
        rule = rules[match.rule]
        action = "replace" if rule.do == "replace" else "strip"
        others = tuple(r for r in dict.fromkeys(also) if r != rule.id)
        yield Decision(action, rule.id, others, match.line, match.start, match.end, rule.role, match.by)  # type: ignore[arg-type]


def _spared(match: Match, stays: str, rules: Mapping[str, Rule]) -> Decision:
    rule = rules[match.rule]
    return Decision(rule.do, rule.id, (), match.line, match.start, match.end, rule.role, None, stays)  # type: ignore[arg-type]
