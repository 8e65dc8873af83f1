"""What the selectors of rules, CSS and XPath, find in the tree of a page: elements, and facts of the page. Judges nothing.

The selectors of the rules of a page's own site and language are tried once, on the whole tree, before it is walked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import regex

from cleaner.errors import RecordError
from cleaner.extract.dates import iso_date
from cleaner.extract.names import person_names
from cleaner.ruleset import RuleSet
from cleaner.ruleset.model import METADATA, SELECTORS, Rule
from cleaner.ruleset.scope import active, host_of, runnable, site_matches
from cleaner.ruleset.selectors import compiled
from cleaner.values import Options

_SPACE = regex.compile(r"\s+")
_DATES = ("published", "modified")


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found. elements: those of rules that take or drop or keep, with the ids of these rules.

    taking: ids of the rules of the page that choose the article.  facts: (rule, field, value) that rules mark.
    """

    elements: dict[Any, tuple[str, ...]] = field(default_factory=dict)
    taking: frozenset[str] = frozenset()
    facts: tuple[tuple[str, str, Any], ...] = ()


def selecting(rules: RuleSet, options: Options) -> tuple[Rule, ...]:
    """The rules of a set that a run tries on trees; looked for once a process."""
    key = (rules.fingerprint, len(rules), options.level, options.trial)
    found = _SELECTING.get(key)
    if found is None:
        selectors = (rule for rule in rules.rules if rule.matcher in SELECTORS)
        found = _SELECTING[key] = tuple(runnable(selectors, options))
    return found


_SELECTING: dict[tuple[str, int, str, bool], tuple[Rule, ...]] = {}


def find(root: Any, rules: Iterable[Rule], url: str | None, lang: str | None) -> Finds:
    """What the rules' selectors find in a tree.

    Args:
        root: of the tree.
        rules: those that select; the ones of other sites and languages are passed over.
        url: the page's address.
        lang: its language.

    Raises:
        RecordError: a selector cannot be computed on this page.
    """
    host = host_of(url)
    elements: dict[Any, tuple[str, ...]] = {}
    facts: list[tuple[str, str, Any]] = []
    taking = set()
    for rule in rules:
        if not active(rule, lang) or (rule.sites and not site_matches(rule.sites, host)):
            continue
        found = list(_results(root, rule))
        if rule.do == "mark":
            facts += _facts(rule, found) if rule.status == "on" else []
            continue
        if rule.do == "take":
            if rule.status != "on":
                continue
            taking.add(rule.id)
        for element in found:
            if not isinstance(element, str) and rule.id not in elements.get(element, ()):
                elements[element] = (*elements.get(element, ()), rule.id)
    return Finds(elements, frozenset(taking), tuple(facts))


def _results(root: Any, rule: Rule) -> Iterator[Any]:
    """Elements and strings that a rule's selectors find, in order of selectors and then of the page."""
    from lxml import etree

    for entry in rule.entries:
        try:
            found = compiled(rule.matcher, entry)(root)
        except etree.XPathError as error:
            raise RecordError(f"rule {rule.id}: its selector cannot be computed ({error})") from None
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, str) or (hasattr(one, "tag") and isinstance(one.tag, str)):
                yield one


def _facts(rule: Rule, found: Iterable[Any]) -> list[tuple[str, str, Any]]:
    """The values of a rule that marks: of each field all that were found, as the field holds them."""
    texts = [text for one in found if (text := _text(one))]
    if not texts:
        return []
    facts = []
    for name, template in rule.save:
        value: Any = template
        if isinstance(template, str):
            values = [template.replace("{line}", text).replace("{match}", text) for text in texts]
            value = _value(name, values)
        if value:
            facts.append((rule.id, name, value))
    return facts


def _value(name: str, values: list[str]) -> Any:
    if name == "authors":
        return person_names(values, None)
    if METADATA[name] == "texts":
        return list(dict.fromkeys(values))
    if name in _DATES:
        return next((date for value in values if (date := iso_date(value))), None)
    return values[0]


def _text(found: Any) -> str:
    text = found if isinstance(found, str) else " ".join(found.itertext())
    return str(_SPACE.sub(" ", text).strip())
