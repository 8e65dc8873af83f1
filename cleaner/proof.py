"""The examples of rule files, run through the pipeline: `rules test` and the test suite both call this.

Every example runs twice: with its rule (and those it names) alone, where all that it says must hold; and in the
whole set, where the rule must fire on what it must take and on nothing that it must leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleaner.errors import CleanNewsError, NoArticleError
from cleaner.fields import language_tag
from cleaner.pipeline import Explained, explain_page, explain_text
from cleaner.ruleset import RuleSet
from cleaner.ruleset.load import make_ruleset
from cleaner.ruleset.model import AT_EXTRACTION, Case, Rule
from cleaner.values import Context, Options


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold. alone: without or with the other rules of the set."""

    rule: str
    case: Case
    alone: bool
    what: str
    hint: str = ""

    def __str__(self) -> str:
        where = "alone" if self.alone else "in the whole set"
        wanted = "hit" if self.case.hit else "miss"
        text = f"{self.case.origin}: {self.rule}, {wanted}, {where}: {self.what}\n    {_short(self.case.page)}"
        return f"{text}\n  {self.hint}" if self.hint else text


def run_examples(rules: RuleSet, only: tuple[str, ...] = ()) -> Iterator[tuple[Rule, Case, Failure | None]]:
    """Every example of every rule (or of those whose id, pack or role is named), with what is wrong with it.

    Args:
        rules: the whole set.
        only: ids, packs or roles.
    """
    chosen = rules.select(only) if only else rules
    by_id = {rule.id: rule for rule in rules.rules}
    for rule in chosen.rules:
        if rule.status == "retired":
            continue
        for case in rule.examples:
            yield rule, case, check_case(rule, case, rules, by_id)


def check_case(rule: Rule, case: Case, rules: RuleSet, by_id: dict[str, Rule]) -> Failure | None:
    """What is wrong with an example, or None. An example marked `todo` must fail."""
    missing = [name for name in case.needs if name not in by_id]
    if missing:
        return Failure(rule.id, case, True, f"there is no rule `{missing[0]}`, which it names in `with`")
    small = make_ruleset([rule, *(by_id[name] for name in case.needs)], dict(rules.lists))
    failure = _alone(rule, case, small) or _together(rule, case, rules)
    if case.todo:
        return (
            None
            if failure
            else Failure(rule.id, case, True, "it is marked `todo` but holds now", "Take `todo: true` out.")
        )
    return failure


def context_of(rule: Rule, case: Case) -> Context:
    """The context in which an example runs: its own, or else the language and site of its pack."""
    lang = case.lang or (None if "any" in rule.lang else rule.lang[0])
    site = next((s.lstrip("=") for s in _sites(rule) if not s.startswith("!")), None)
    url = case.url or (f"https://{site}/a" if site else None)
    return Context(url=url, lang=language_tag(lang), title=case.title)


def _sites(rule: Rule) -> tuple[str, ...]:
    return (*rule.sites, *(s for c in rule.where if c.name == "site" for s in c.value))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of an example. early: what rules did before there were lines: who took the article, who marked facts."""

    explained: Explained
    early: str = ""


def _run(rule: Rule, case: Case, rules: RuleSet) -> _Outcome | str | None:
    """What became of an example, or what was wrong; None where a short page without an article shows that the rule,
    which looks at pages before there are lines, takes nothing of it."""
    options = Options(limits=case.limits, level="bold", trial=True, identify=False)
    context = context_of(rule, case)
    try:
        if not case.html:
            return _Outcome(explain_text(case.page, context, rules, options))
        explained, page = explain_page(case.page, context, rules, options)
    except CleanNewsError as error:
        silent = isinstance(error, NoArticleError) and not case.hit and rule.do in AT_EXTRACTION
        return None if silent else str(error)
    return _Outcome(explained, " ".join([page.by, *page.origins.values()]).replace(",", ""))


def _fired(rule: Rule, outcome: _Outcome) -> bool:
    """Whether the rule took effect (for `keep` and `mark`: held) anywhere on the page."""
    if rule.id in outcome.early.split():
        return True
    for turn in outcome.explained.rounds:
        for decision in turn.decisions:
            if rule.id in (decision.rule, *decision.also) and decision.stays in (None, rule.do):
                return True
    return False


def _alone(rule: Rule, case: Case, rules: RuleSet) -> Failure | None:
    outcome = _run(rule, case, rules)
    if outcome is None or isinstance(outcome, str):
        return Failure(rule.id, case, True, outcome) if outcome else None
    fired, explained = _fired(rule, outcome), outcome.explained
    if case.hit and not fired:
        return Failure(rule.id, case, True, "the rule does not take it", _why_not(rule, explained))
    if not case.hit and fired:
        return Failure(rule.id, case, True, "the rule takes it, and must not")
    text = explained.cleaned.text
    if case.out is not None and text.strip() != case.out.strip():
        return Failure(rule.id, case, True, f"what comes out is {_short(text)!r}, not {_short(case.out)!r}")
    for name, wanted in case.save:
        got = _saved(explained.cleaned.metadata, name)
        if not _holds(got, wanted):
            return Failure(rule.id, case, True, f"the metadata field {name} is {got!r}, not {wanted!r}")
    return None


def _together(rule: Rule, case: Case, rules: RuleSet) -> Failure | None:
    outcome = _run(rule, case, rules)
    if outcome is None or isinstance(outcome, str):
        return Failure(rule.id, case, False, outcome) if outcome else None
    fired = _fired(rule, outcome)
    if fired == case.hit or (case.hit and _all_gone(outcome.explained)):
        return None
    if case.hit:
        return Failure(
            rule.id, case, False, "the rule no longer takes it: another rule keeps the line or takes what it needs"
        )
    return Failure(rule.id, case, False, "the rule takes it, and must not")


def _all_gone(explained: Explained) -> bool:
    """Whether other rules already took the page whole."""
    return not explained.cleaned.text.strip()


def _why_not(rule: Rule, explained: Explained) -> str:
    first = explained.rounds[0]
    for miss in first.near_misses:
        if miss.rule == rule.id:
            return f"Its matcher holds, but not {miss.why}."
    for decision in first.decisions:
        if decision.rule == rule.id and decision.stays:
            return f"It holds, but the line stays: {decision.stays}."
    return "Its matcher finds nothing there: compare the text with the entries, word by word."


def _saved(metadata: dict[str, Any], name: str) -> Any:
    head, _, tail = name.partition(".")
    if head == "image":
        return [image.get(tail) for image in metadata.get("images", ()) if tail in image]
    value = metadata.get(head)
    return value.get(tail) if tail and isinstance(value, dict) else value


def _holds(got: Any, wanted: Any) -> bool:
    return bool(wanted in got) if isinstance(got, list) else bool(got == wanted)


def _short(text: str, width: int = 160) -> str:
    line = text.strip().replace("\n", " ⏎ ")
    return line if len(line) <= width else line[: width - 1] + "…"
