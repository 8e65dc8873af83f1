"""What a regular expression of a rule may be: checked on the standard library's parse tree before any text is seen.

A pattern that can take exponential or quadratic time, or that looks beyond what it takes, is refused; at run time
a time limit stops what slips through.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex

if sys.version_info >= (3, 11):
    constants: Any = importlib.import_module("re._constants")
    parser: Any = importlib.import_module("re._parser")
else:
    constants: Any = importlib.import_module("sre_constants")
    parser: Any = importlib.import_module("sre_parse")

_CLASS = regex.compile(r"\\[pP]\{[^}]*\}|\\X|\[\[:\w+:\]\]")
_UNBOUNDED = constants.MAXREPEAT
REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, getattr(constants, "POSSESSIVE_REPEAT", None)}
MAX_REPEAT = 1000
MAX_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a pattern, with the code of its problem."""

    code: str
    what: str
    hint: str


def check_regex(pattern: str) -> list[Fault]:
    """The faults of a pattern; none for a good one."""
    if len(pattern) > MAX_LENGTH:
        return [
            Fault(
                "CN405",
                f"The pattern has {len(pattern):,} characters.",
                "A list of literals or a template is faster and clearer.",
            )
        ]
    try:
        regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError) as error:
        return [
            Fault(
                "CN401",
                f"This is no regular expression: {error}.",
                "A text without special characters belongs in `line` or `span`.",
            )
        ]
    try:
        tree = parse_tree(pattern)
    except (regex.error, parser.error, RecursionError, OverflowError):
        hint = "Use the syntax that Python's `re` has too (and `\\p{…}` classes)."
        return [Fault("CN401", "This pattern uses syntax that cannot be checked for speed.", hint)]
    faults = {fault.code: fault for fault in _faults(tree, repeated=False)}
    if _min_width(tree) == 0:
        faults["CN406"] = Fault("CN406", "The pattern matches the empty text.", "Make at least one part obligatory.")
    return list(faults.values())


def group_names(pattern: str) -> tuple[str, ...]:
    """The names of a valid pattern's groups, in order."""
    return tuple(regex.compile(pattern).groupindex)


def parse_tree(pattern: str) -> Any:
    """The parse tree of a pattern; classes that only the `regex` module knows stand in as `\\w`."""
    return parser.parse(_CLASS.sub(lambda m: "A-Z" if _in_class(pattern, m.start()) else r"\w", pattern))


def _in_class(pattern: str, at: int) -> bool:
    """Whether a place lies within `[...]`."""
    inside, i = False, 0
    while i < at:
        if pattern[i] == "\\":
            i += 1
        elif pattern[i] == "[" and not inside:
            inside = True
        elif pattern[i] == "]" and inside:
            inside = False
        i += 1
    return inside


def _children(op: Any, value: Any) -> Iterator[Any]:
    if op in REPEATS:
        yield value[2]
    elif op is constants.BRANCH:
        yield from value[1]
    elif op is constants.SUBPATTERN:
        yield value[3]
    elif op is getattr(constants, "ATOMIC_GROUP", object()):
        yield value
    elif op is constants.GROUPREF_EXISTS:
        yield from (v for v in value[1:] if v is not None)


def _faults(tree: Any, *, repeated: bool) -> Iterator[Fault]:
    for op, value in tree:
        if op in (constants.ASSERT, constants.ASSERT_NOT):
            hint = "A rule sees only what it takes; use `where:` or `unless:`."
            yield Fault("CN402", "Lookahead and lookbehind are not part of rules.", hint)
            continue
        if op in (constants.GROUPREF, constants.GROUPREF_EXISTS):
            yield Fault(
                "CN403",
                "Back-references are not part of rules.",
                "Write the alternatives out; `same_as` finds repeated lines.",
            )
        again = repeated
        if op in REPEATS:
            _, high, inner = value
            many = high is _UNBOUNDED or high > MAX_REPEAT
            if repeated and high > 1 and (many or not _fixed(inner)):
                hint = "Bound the inner one (`{1,20}`), or make the outer one a fixed number of alternatives."
                yield Fault("CN404", "A repeat inside an unbounded repeat can take forever.", hint)
            again = repeated or many
            if repeated is False and not many and high > 1 and _has_unbounded(inner):
                yield Fault(
                    "CN404",
                    "An unbounded repeat inside a repeat can take forever.",
                    "Bound the inner repeat: `{1,20}`.",
                )
        for child in _children(op, value):
            yield from _faults(child, repeated=again)


def _fixed(tree: Any) -> bool:
    """Whether a part always takes the same number of characters."""
    low, high = tree.getwidth()
    return bool(low == high)


def _has_unbounded(tree: Any) -> bool:
    for op, value in tree:
        if op in REPEATS and (value[1] is _UNBOUNDED or value[1] > MAX_REPEAT):
            return True
        if any(_has_unbounded(child) for child in _children(op, value)):
            return True
    return False


def _min_width(tree: Any) -> int:
    return int(tree.getwidth()[0])
