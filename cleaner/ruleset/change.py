"""`change:`: how the packs of one layer alter rules of the layers below. Drafts in, drafts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cleaner.errors import did_you_mean
from cleaner.ruleset.draft import Change, Draft, Origin
from cleaner.ruleset.model import Condition

_SEVERAL = (tuple,)


def apply_changes(drafts: Mapping[str, Draft], layers: Sequence[Sequence[Change]]) -> None:
    """Change the drafts in place (each load reads its own) as all layers say, lowest layer first.

    Faults are noted where the change stands.
    """
    former = {old: draft for draft in drafts.values() for old in draft.values.get("was", ())}
    for changes in layers:
        seen: dict[tuple[str, str], Origin] = {}
        for change in (_renamed(c, drafts, former) for c in changes):
            draft = drafts.get(change.rule)
            if draft is None:
                hint = did_you_mean(change.rule, drafts, "`clean-news rules list` shows the ids.")
                change.origin.add("CN501", f"There is no rule `{change.rule}` to change.", hint)
                continue
            if _claimed(change, seen):
                continue
            if change.off:
                draft.off = change
            for verb, field, value, origin in change.edits:
                _edit(draft, verb, field, value, origin)


def _renamed(change: Change, drafts: Mapping[str, Draft], former: Mapping[str, Draft]) -> Change:
    """The change, of the rule that now has another id."""
    if change.rule in drafts or change.rule not in former:
        return change
    now = former[change.rule].id
    change.origin.add("CN505", f"The rule `{change.rule}` is called `{now}` now.", "Write the new id.", warning=True)
    return replace(change, rule=now)


def _claimed(change: Change, seen: dict[tuple[str, str], Origin]) -> bool:
    """Whether a change of the same layer already touches one of these fields: the order of files would decide."""
    fields = {field for _, field, _, _ in change.edits} | ({"off"} if change.off else set())
    before = next((seen[change.rule, f] for f in sorted(fields) if (change.rule, f) in seen), None)
    if before is not None:
        change.origin.add(
            "CN502",
            f"`{change.rule}` is already changed here: {before}.",
            "Two changes of one field must be joined into one.",
        )
        return True
    seen.update({(change.rule, f): change.origin for f in fields})
    return False


def _edit(draft: Draft, verb: str, field: str, value: Any, origin: Origin) -> None:
    head, _, tail = field.partition(".")
    if tail:
        table = dict(draft.values.get(head) or {})
        table[tail] = _edited(table.get(tail), verb, value, field, origin)
        draft.values[head] = table
    else:
        draft.values[head] = _edited(draft.values.get(head), verb, value, field, origin)
        if verb != "remove" and draft.values[head] is value:
            draft.origins[head] = origin
    draft.origins[field] = origin
    draft.origins.setdefault(head, origin)


def _edited(old: Any, verb: str, new: Any, field: str, origin: Origin) -> Any:
    if verb == "set":
        return new
    if not isinstance(new, _SEVERAL) or isinstance(new, Condition):
        origin.add("CN504", f"`{field}` holds one value: nothing can be added to it or taken from it.", "Use `set:`.")
        return old
    if verb == "add":
        return (*(old or ()), *new)
    missing = [entry for entry in new if _key(entry) not in {_key(o) for o in old or ()}]
    for entry in missing:
        origin.add(
            "CN503",
            f"`{_show(entry)}` is not there to be removed.",
            "`clean-news rules show ID` prints the entries.",
            at=entry,
        )
    gone = {_key(entry) for entry in new}
    return tuple(o for o in old or () if _key(o) not in gone)


def _key(entry: Any) -> str:
    """What makes two entries the same: their text (of an example, that of its page)."""
    return _show(entry)


def _show(entry: Any) -> str:
    if isinstance(entry, tuple) and len(entry) == 2 and isinstance(entry[1], dict):
        return str(entry[1].get("page") or entry[1].get("text"))
    return str(entry)
