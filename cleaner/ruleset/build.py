"""Checked drafts -> frozen rules. Defaults are filled in here and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cleaner.ruleset import model
from cleaner.ruleset.draft import Draft, Origin
from cleaner.ruleset.lint import needs_default_length
from cleaner.ruleset.model import Case, Condition, Range, Rule
from cleaner.ruleset.required import needs_of

_COST = {
    **dict.fromkeys(("site", "lang", "kind", "prose", "chars", "part", "inside", "link_share", "tag", "hidden"), 0),
    **dict.fromkeys(("above", "below", "in_quotes"), 2),
}  # fmt: skip
DEFAULT_MAX_CHARS = 250
"""Longest line, in characters, that `line_starts` and `line_has` take if the rule names no bound."""


def build_rule(draft: Draft) -> Rule:
    """The rule that a draft without faults describes."""
    values = draft.values
    matcher = next(m for m in model.MATCHERS if m in values)
    repeated = values.get("repeated", {})
    entries = (
        tuple(str(e).strip() if matcher != "span_regex" else str(e) for e in values[matcher])
        if isinstance(values[matcher], tuple)
        else ()
    )
    rule = Rule(
        id=draft.id,
        why=str(values["why"]),
        matcher=matcher,
        do=values["do"],
        role=values.get("role"),
        entries=entries,
        echo=values.get("same_as"),
        near=values.get("near", 1.0),
        times=repeated.get("times", 0),
        max_words=repeated.get("max_words", 0),
        run=values.get("run", model.Run()),
        exact=values.get("exact", False),
        where=_conditions(values.get("where", {})),
        unless=_conditions(values.get("unless", {})),
        by=str(values["by"]) if "by" in values else None,
        save=tuple((k, str(v) if isinstance(v, str) else v) for k, v in values.get("save", ())),
        lang=tuple(draft.pack.get("lang", ("any",))),
        also=tuple(draft.pack.get("also", ())),
        sites=tuple(draft.pack.get("site", ())),
        level=values.get("level", "usual"),
        status=values.get("status", "on"),
        was=tuple(values.get("was", ())),
        examples=_examples(draft),
        origins=tuple(sorted((k, str(o)) for k, o in draft.origins.items())),
        layer=draft.layer,
        needs=tuple(map(needs_of, entries)) if matcher in model.REGEXES else (),
        templated=matcher not in model.REGEXES and any("{" in entry for entry in entries),
    )
    if needs_default_length(rule):
        rule = _with_default_length(rule)
    return rule


def _conditions(table: dict[str, Condition]) -> tuple[Condition, ...]:
    """The conditions in one order: those that cost little to ask come first."""
    return tuple(table[name] for name in sorted(table, key=lambda name: (_COST.get(name, 1), name)))


def _with_default_length(rule: Rule) -> Rule:
    """The rule with the common bound on the line's length, beside a minimum that it may name."""

    least = next((c.value.min for c in rule.where if c.name == "chars"), None)
    others = tuple(c for c in rule.where if c.name != "chars")
    return replace(rule, where=(*others, Condition("chars", Range(least, DEFAULT_MAX_CHARS))))


def _examples(draft: Draft) -> tuple[Case, ...]:
    examples = draft.values.get("examples", {})
    return tuple(
        _case(origin, values, hit)
        for key, hit in (("hit", True), ("miss", False))
        for origin, values in examples.get(key, ())
    )


def _case(origin: Origin, values: dict[str, Any], hit: bool) -> Case:
    return Case(
        hit=hit,
        page=str(values.get("page") or values.get("html") or values["text"]),
        html="html" in values,
        out=str(values["out"]) if "out" in values else None,
        save=tuple((k, str(v) if isinstance(v, str) else v) for k, v in values.get("save", ())),
        needs=tuple(values.get("with", ())),
        title=str(values["title"]) if "title" in values else None,
        url=str(values["url"]) if "url" in values else None,
        lang=str(values["lang"]) if "lang" in values else None,
        limits=values.get("limits") == "on",
        todo=values.get("todo", False),
        origin=str(origin),
    )
