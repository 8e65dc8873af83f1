"""What a rule may say: checks across the keys of a draft, and across the rules of a set. Matches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import regex

from cleaner.errors import closest
from cleaner.fold import fold
from cleaner.orthography import count_words, is_hangul, is_unspaced
from cleaner.ruleset import keys, model
from cleaner.ruleset.draft import Draft, Text
from cleaner.ruleset.model import Condition, Rule
from cleaner.ruleset.regexlint import check_regex, group_names
from cleaner.ruleset.selectors import SelectorError, compiled
from cleaner.ruleset.template import TemplateError, parse_template, trimmed

MIN_LETTERS = 4
MIN_LETTERS_UNSPACED = 2
SIGN_LETTERS = 2
"""What a copyright sign adds to the length of a literal: no sentence has one."""
MIN_WORDS_EARLIER = 12
NEAR = (0.6, 1.0)
BUILT_IN_SLOTS = ("line", "match")
_RULE_KEYS = tuple(k.name for k in keys.RULE)
Lists = Mapping[str, tuple[str, ...]]


def check_draft(draft: Draft, lists: Lists) -> None:
    """Note every fault of one rule, each where it stands."""
    matcher = _check_matcher(draft)
    _check_action(draft, matcher)
    _check_role(draft)
    if matcher is None:
        return
    if matcher in model.REGEXES:
        _check_regexes(draft, matcher)
    elif matcher in model.SELECTORS:
        _check_selectors(draft, matcher)
    elif matcher in model.WHOLE_TEXT + model.SPANS:
        _check_literals(draft, matcher, lists)
    _check_conditions(draft, matcher)
    _check_slots(draft, matcher)


def _check_matcher(draft: Draft) -> str | None:
    given = [m for m in model.MATCHERS if m in draft.values]
    if len(given) == 1:
        return given[0]
    hint = "Exactly one of: " + ", ".join(f"`{m}`" for m in model.MATCHERS) + "."
    if given:
        both = " and ".join(f"`{m}`" for m in given)
        draft.at(given[1]).add(
            "CN211", f"The rule has several matchers: {both}.", "Make two rules of it, or a condition in `where:`."
        )
    elif not any(closest(k.text, _RULE_KEYS) in model.MATCHERS for k, _ in draft.origin.node.pairs):
        draft.origin.add("CN211", "The rule has no matcher: nothing says what goes.", hint)
    return None


def _check_action(draft: Draft, matcher: str | None) -> None:
    do = draft.values.get("do")
    if do and matcher:
        fitting = _fitting(matcher)
        if do not in fitting:
            what = f"`do: {do}` does not go with `{matcher}`."
            draft.at("do").add("CN301", what, "Here: " + ", ".join(f"`{a}`" for a in fitting) + ".")
    if do == "replace" and "by" not in draft.values:
        draft.at("do").add("CN315", "`replace` needs `by:`, the new text.", "To take the text out, use `do: strip`.")
    if "by" in draft.values and do and do != "replace":
        draft.at("by").add("CN315", f"`by:` goes with `do: replace`, not with `{do}`.")
    if do == "keep" and "save" in draft.values:
        draft.at("save").add("CN316", "A rule that keeps saves nothing.", "Take `save:` out.")


def _fitting(matcher: str) -> tuple[str, ...]:
    if matcher in model.SPANS:
        return model.SPAN_ACTIONS
    return model.SELECTOR_ACTIONS if matcher in model.SELECTORS else model.WHOLE_ACTIONS


_SELECTOR_HINTS = {
    "css": "Try it in a browser's console first; `:first-of-type` and the like need a tag before them.",
    "xpath": "Try it in a browser's console first; XPath is 1.0 here.",
}


def _check_selectors(draft: Draft, matcher: str) -> None:
    for entry in draft.values[matcher]:
        try:
            compiled(matcher, entry.strip())
        except SelectorError as error:
            what = f"This is no {'CSS selector' if matcher == 'css' else 'XPath'}: {error}."
            draft.at(matcher).add("CN407", what, _SELECTOR_HINTS[matcher], at=entry)
    do = draft.values.get("do")
    for key in ("where", "unless"):
        if do in model.AT_EXTRACTION and draft.values.get(key):
            what = f"`do: {do}` looks at the page before there are lines, so that no condition can hold."
            draft.at(key).add("CN319", what, "Name the sites in the pack's `site:`, and the place in the selector.")
    for name, value in draft.values.get("save", ()):
        if do == "mark" and model.METADATA[name] in ("image", "translation"):
            draft.at("save").add("CN320", f"`do: mark` cannot save `{name}` from a page.", at=value)


def _check_role(draft: Draft) -> None:
    do, role = draft.values.get("do"), draft.values.get("role")
    if do in model.NO_ROLE and role:
        draft.at("role").add("CN310", f"`{do}` gives no role.", "Take `role:` out.")
    written = any(k.text == "role" for k, _ in draft.origin.node.pairs)
    if do and do not in model.NO_ROLE and not role and not written:
        draft.origin.add(
            "CN309", "The rule has no role: reports could not say what went.", "One of: " + ", ".join(model.ROLES) + "."
        )


def _check_regexes(draft: Draft, matcher: str) -> None:
    for entry in draft.values[matcher]:
        for fault in check_regex(entry.strip() if matcher == "line_regex" else entry):
            draft.at(matcher).add(fault.code, fault.what, fault.hint, at=entry)


def _check_literals(draft: Draft, matcher: str, lists: Lists) -> None:
    has_site = bool(draft.pack.get("site")) or "site" in draft.values.get("where", {})
    seen: dict[str, Text] = {}
    for entry in draft.values[matcher]:
        try:
            template = parse_template(entry)
        except TemplateError as error:
            hint = "Braces hold slots, as in `{agency:agencies}`; a text with real braces needs a regex."
            draft.at(matcher).add("CN305", str(error), hint, at=_moved(entry, error.column))
            continue
        for slot in template.slots:
            if slot.is_list and slot.kind not in lists:
                known = ", ".join(f"`{n}`" for n in (*model.SLOT_KINDS, *sorted(lists)))
                draft.at(matcher).add(
                    "CN304", f"There is no slot kind or list `{slot.kind}`.", f"Known here: {known}.", at=entry
                )
        if any(s.kind == "text" for s in template.slots) and not _literal_ends(template.parts):
            hint = "Put literal text at both ends, or it takes more than you think."
            draft.at(matcher).add(
                "CN306",
                "`{text}` is free text: the entry should begin and end with literal text.",
                hint,
                at=entry,
                warning=True,
            )
        _check_length(draft, matcher, entry, template.slots != (), has_site)
        key = trimmed(fold(entry), matcher)
        if key in seen and not draft.values.get("exact"):
            draft.at(matcher).add(
                "CN317",
                f"This entry is the same as `{seen[key]}` after folding.",
                "One of them is enough.",
                at=entry,
                warning=True,
            )
        seen.setdefault(key, entry)


def _literal_ends(parts: tuple[Any, ...]) -> bool:
    return isinstance(parts[0], str) and isinstance(parts[-1], str)


def _moved(entry: Text, by: int) -> Text:
    return Text.placed(entry, (entry.at[0], entry.at[1] + by), entry.problems)


def _check_length(draft: Draft, matcher: str, entry: Text, has_slots: bool, has_site: bool) -> None:
    if has_site or has_slots:
        if has_slots and not any(c.isalnum() for c in fold(entry)):
            draft.at(matcher).add("CN303", "There is no text here.", at=entry)
        return
    folded = fold(entry)
    letters = sum(c.isalnum() for c in folded) + SIGN_LETTERS * folded.count("©")
    least = MIN_LETTERS_UNSPACED if is_unspaced(entry) or is_hangul(entry) else MIN_LETTERS
    if letters < least:
        what = f"`{entry.strip()}` has {letters} letters: too short to be safe on every page."
        draft.at(matcher).add(
            "CN303",
            what,
            f"At least {least}, or name the site that prints it: `where: {{site: example.com}}`.",
            at=entry,
        )


def _check_conditions(draft: Draft, matcher: str) -> None:
    where = draft.values.get("where", {})
    unless = draft.values.get("unless", {})
    for key, conditions in (("where", where), ("unless", unless)):
        for side in ("above", "below"):
            condition = conditions.get(side)
            if condition and condition.value.roles and matcher in model.WHOLE_TEXT:
                what = f"`{matcher}` cannot see roles: it is matched in the step that gives them."
                draft.at(f"{key}.{side}" if f"{key}.{side}" in draft.origins else key).add(
                    "CN302", what, "Use `line_any`, or name the neighbour by its text: `line:`."
                )
    if matcher == "line_any" and not set(where) - {"near_start", "near_end", "lang", "site"}:
        draft.at("line_any").add(
            "CN312",
            "`line_any` takes any line: `where:` must say more than a place near an end.",
            "Add what the line stands above or below, or how it looks.",
        )
    if draft.values.get("line_any") is False:
        draft.at("line_any").add("CN312", "`line_any` can only be `true`.")
    if draft.values.get("same_as") == "earlier" and not _second_sign(where):
        what = f"`same_as: earlier` needs `words: {{min: {MIN_WORDS_EARLIER}}}` or a second sign: refrains, recipes and results repeat lines too."
        draft.at("same_as").add("CN311", what, "Add it to `where:`.")
    near = draft.values.get("near")
    if near is not None and (matcher != "same_as" or not NEAR[0] <= near <= NEAR[1]):
        draft.at("near").add("CN313", f"`near` goes with `same_as` and lies between {NEAR[0]} and {NEAR[1]}.")


def _second_sign(where: Mapping[str, Condition]) -> bool:
    words = where.get("words")
    if words and (words.value.min or 0) >= MIN_WORDS_EARLIER:
        return True
    return any(where[side].value.roles for side in ("above", "below") if side in where)


def _check_slots(draft: Draft, matcher: str) -> None:
    """Every slot that `save:` and `by:` name must be filled by every entry."""
    used = [(k, t) for k, t in draft.values.get("save", ()) if isinstance(t, str)]
    used += [("by", draft.values["by"])] if "by" in draft.values else []
    if not used:
        return
    given = (
        [_entry_slots(matcher, e) for e in draft.values[matcher]]
        if matcher in model.WHOLE_TEXT + model.SPANS
        else [frozenset()]
    )
    for field, text in used:
        try:
            names = [s.name for s in parse_template(text).slots]
        except TemplateError as error:
            draft.at("by" if field == "by" else "save").add("CN305", str(error), at=text)
            continue
        for name in names:
            if name not in BUILT_IN_SLOTS and not all(name in slots for slots in given):
                key = "by" if field == "by" else "save"
                draft.at(key).add(
                    "CN308",
                    f"Not every entry of `{matcher}` has a slot `{name}`.",
                    "Name the slot in each entry, or use `'{line}'` or `'{match}'`.",
                    at=text,
                )


def _entry_slots(matcher: str, entry: str) -> frozenset[str]:
    try:
        if matcher in model.REGEXES:
            return frozenset(group_names(entry))
        return frozenset(s.name for s in parse_template(entry).slots)
    except (regex.error, TemplateError):  # the entry itself is at fault, and has been reported
        return frozenset(BUILT_IN_SLOTS)


def check_set(rules: Iterable[Rule], drafts: Mapping[str, Draft]) -> None:
    """Faults between rules: two replacements of one span, and new text that a rule would take again."""
    replacing = [r for r in rules if r.do == "replace"]
    seen: dict[tuple[str, str], Rule] = {}
    for rule in replacing:
        for entry in rule.entries:
            other = seen.setdefault((rule.matcher, fold(entry)), rule)
            if other.by != rule.by:
                what = f"`{other.id}` replaces the same text by `{other.by}`."
                drafts[rule.id].at("by").add("CN314", what, "Turn one of them off with `change:`.")
        if rule.matcher == "span" and any(fold(e) in fold(rule.by or "") for e in rule.entries):
            drafts[rule.id].at("by").add(
                "CN318",
                "The new text holds the text that it replaces: a second run would replace again.",
                "Choose another text.",
            )


def needs_default_length(rule: Rule) -> bool:
    """Whether the common bound on the line's length applies, since the rule names none."""
    return rule.matcher in ("line_starts", "line_has") and not any(
        c.name == "chars" and c.value.max for c in rule.where
    )


def one_word(entry: str) -> bool:
    """Whether a literal is a single word: English packs run on pages of other languages without these."""
    return count_words(fold(entry)) <= 1


def iter_texts(rule: Rule) -> Iterator[str]:
    """The literals of a rule, for tools that list or compare them."""
    if rule.matcher not in model.REGEXES:
        yield from rule.entries
