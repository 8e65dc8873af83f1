"""What every match of a regular expression must contain: literals, told from the parse tree, behind which the engine waits.

`(?:Foto|Bild)s?: \\p{Lu}.*` gives `foto: `, `fotos: `, `bild: `, `bilds: `: a line without any of them is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import regex

from cleaner.fold import fold
from cleaner.ruleset.regexlint import REPEATS, constants, parse_tree, parser

EDGE = "\n"
"""Stands in a literal for the beginning or the end of the line."""
MAX_ALTERNATIVES = 48
"""More alternatives than that are no longer written out."""
MAX_CLASS = 6
"""Nor are character classes of more members."""
_EDGE_WORTH = 2.5
UNBOUNDED = 1_000_000


Needs = tuple[tuple[str, ...], int]
"""What every match of a pattern has: folded literals, at least one of which it contains (none if the pattern names none),
and the number of characters above which it cannot go. An EDGE at an end of a literal says that it stands at that end of
what is matched in full."""


def needs_of(pattern: str) -> Needs:
    """What every match of a valid pattern has."""
    try:
        tree = parse_tree(pattern)
    except (regex.error, parser.error, RecursionError, OverflowError):
        return (), UNBOUNDED
    width = int(tree.getwidth()[1])
    chars = UNBOUNDED if width >= UNBOUNDED or "\\X" in pattern else width
    flags = tree.state.flags & ~parser.SRE_FLAG_UNICODE
    if flags & ~parser.SRE_FLAG_IGNORECASE:
        return (), chars
    return tuple(sorted(_required(list(tree), first=True, last=True))), chars


def worth(literals: Iterable[str]) -> float:
    """How rare the most frequent of some literals is: its length, signs and spaces weighed; 0 for none."""
    return min(map(_worth_of, literals), default=0.0)


def _worth_of(literal: str) -> float:
    return sum(_EDGE_WORTH if c == EDGE else 1.0 if c.isalpha() else 2.0 if c in "©@#" else 0.4 for c in literal)


def _required(items: Sequence[Any], *, first: bool, last: bool) -> frozenset[str]:
    """The rarest set of alternatives on the way that every match takes. first, last: an end of the line is there."""
    found: list[frozenset[str]] = []
    run: frozenset[str] = frozenset([EDGE if first else ""])
    for number, (op, value) in enumerate(items):
        texts = _texts(op, value)
        longer = frozenset(a + b for a in run for b in texts) if texts is not None else frozenset()
        if texts is not None and len(longer) <= MAX_ALTERNATIVES:
            run = longer
            continue
        found.append(run)
        here = first and run == {EDGE}
        run = frozenset([""])
        found.append(_inside(op, value, first=here, last=last and number == len(items) - 1))
    found.append(frozenset(text + EDGE for text in run) if last else run)
    return max(map(_folded, found), key=lambda texts: (worth(texts), -len(texts)), default=frozenset())


def _inside(op: Any, value: Any, *, first: bool, last: bool) -> frozenset[str]:
    """What every match of a part that cannot be written out contains."""
    if op is constants.SUBPATTERN and _is_plain(value):
        return _required(list(value[3]), first=first, last=last)
    if op is constants.BRANCH:
        branches = [_required(list(branch), first=first, last=last) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if op in REPEATS and value[0] >= 1:
        return _required(list(value[2]), first=False, last=False)
    return frozenset()


def _texts(op: Any, value: Any) -> frozenset[str] | None:
    """All texts that a part can match, if they are few; None if they are not."""
    if op is constants.LITERAL:
        return frozenset([chr(value)])
    if op is constants.IN:
        members = frozenset(fold(chr(v)) if o is constants.LITERAL else "" for o, v in value)
        return members if "" not in members and len(members) <= MAX_CLASS else None
    if op is constants.SUBPATTERN and _is_plain(value):
        return _products([_texts(o, v) for o, v in value[3]])
    if op is constants.BRANCH:
        branches = [_products([_texts(o, v) for o, v in branch]) for branch in value[1]]
        return None if None in branches else frozenset().union(*(b for b in branches if b is not None))
    if op in REPEATS and value[0] <= value[1] == 1:
        once = _products([_texts(o, v) for o, v in value[2]])
        return once if once is None or value[0] == 1 else once | {""}
    return None


def _is_plain(value: Any) -> bool:
    """Whether a group changes no flags but the case, which folding takes care of."""
    return value[1] in (0, constants.SRE_FLAG_IGNORECASE) and not value[2]


def _products(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    texts: frozenset[str] = frozenset([""])
    for part in parts:
        if part is None or len(texts) * len(part) > MAX_ALTERNATIVES:
            return None
        texts = frozenset(a + b for a in texts for b in part)
    return texts


def _folded(texts: Iterable[str]) -> frozenset[str]:
    """The texts folded, their edges kept; empty if one of them holds nothing."""
    folded = set()
    for text in texts:
        inner = fold(text.strip(EDGE))
        if not inner:
            return frozenset()
        folded.add(EDGE * text.startswith(EDGE) + inner + EDGE * (len(text) > 1 and text.endswith(EDGE)))
    return frozenset(folded)
