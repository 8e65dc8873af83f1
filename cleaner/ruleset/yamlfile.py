"""Text of a rule file -> a tree of nodes with places, in the strict profile of docs/rule-language.md.

Only YAML is known here, nothing of rules. Every scalar is the string that was written; what in plain YAML would
change a text silently (aliases, tags, duplicate keys, ` #` in the middle of a line) is a problem with a place.
libyaml reads (PyYAML's C loader): 25 times faster than a pure-Python reader, and positions come with the events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import regex
import yaml

from cleaner.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_PROBLEMS = 50
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_FLOW_WORD = regex.compile(r"[\w.\-/=!]+\Z")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file and its place. items: of a sequence; pairs: of a mapping; text: of a scalar."""

    kind: Literal["text", "list", "map"]
    line: int
    column: int
    text: str = ""
    block: bool = False
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()

    def get(self, key: str) -> Node | None:
        """The value of a key of a mapping."""
        return next((value for name, value in self.pairs if name.text == key), None)


@dataclass(slots=True)
class Problems:
    """The faults found so far in one file, collected so that all can be shown in one run."""

    file: str
    lines: list[str] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, at: Node | tuple[int, int], what: str, hint: str = "", *, warning: bool = False) -> None:
        """Note a fault at a node or a (line, column) counted from 1."""
        line, column = (at.line, at.column) if isinstance(at, Node) else at
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(code, self.file, line, column, what, hint, source, warning))


def decode(data: bytes, problems: Problems) -> str | None:
    """The text of a rule file, or None when the bytes cannot be one."""
    if len(data) > MAX_BYTES:
        problems.add(
            "CN102", (0, 0), f"The file has {len(data):,} bytes; a rule file may have {MAX_BYTES:,}.",
            "Part it into several packs, one file each.",
        )  # fmt: skip
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add("CN101", (line, 1), "This is not UTF-8 text.", "Save the file as UTF-8; is it a rule file at all?")
        return None
    problems.lines = text.split("\n")
    control = _CONTROL.search(text)
    if control:
        line, column = _place(text, control.start())
        name = f"U+{ord(control.group()):04X}"
        problems.add(
            "CN101", (line, column), f"The control character {name} cannot stand in a rule file.", "Take it out."
        )
        return None
    return text


def read_tree(text: str, problems: Problems) -> Node | None:
    """The tree of a rule file, or None when it has none; everything the strict profile forbids is a problem."""
    tab = next((i for i, line in enumerate(problems.lines) if "\t" in line[: len(line) - len(line.lstrip())]), None)
    if tab is not None:
        problems.add(
            "CN104", (tab + 1, problems.lines[tab].index("\t") + 1), "A tab indents this line.", "Indent with spaces."
        )
        return None
    composer = _Composer(problems)
    try:
        return composer.document(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = str(getattr(error, "problem", None) or error).strip() or "not readable"
        at = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problems.add("CN103", at, f"This is not YAML: {what}.", _yaml_hint(problems.lines, at[0]))
    except _TooMuchError:
        pass
    return None


class _TooMuchError(Exception):
    """Reading stops here: what follows cannot be understood or would cost too much."""


def _place(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset)
    return line + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _yaml_hint(lines: list[str], number: int) -> str:
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if ": " in line.partition(":")[2] or line.count(": ") > 1:
        return (
            "A text with `: ` in it stands in a block: write `|` after the key and the text on the next line, indented."
        )
    return "Is the indentation right, and is every text that holds `:` `[` `{` `'` or `*` in a `|` block?"


class _Composer:
    """Builds nodes from libyaml's events; one pass, so that an alias bomb is refused before it is unfolded."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.events: Any = None

    def document(self, text: str) -> Node | None:
        self.events = yaml.parse(text, Loader=_Loader)
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(
                        "CN111",
                        event,
                        "A second document begins here.",
                        "One pack a file: take the rest to a file of its own.",
                    )
                root = self._node(next(self.events), 0, flow=False)
        if root is None or (root.kind == "text" and not root.text):
            self.problems.add(
                "CN112", (0, 0), "The file is empty.", "`clean-news rules new` writes a first rule to start from."
            )
            return None
        return root

    def _stop(self, code: str, event: Any, what: str, hint: str) -> None:
        self.problems.add(code, (event.start_mark.line + 1, event.start_mark.column + 1), what, hint)
        raise _TooMuchError

    def _node(self, event: Any, depth: int, *, flow: bool) -> Node:
        if depth > MAX_DEPTH:
            self._stop("CN110", event, f"More than {MAX_DEPTH} levels are nested here.", "A rule needs five at most.")
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self._stop(
                "CN105",
                event,
                "Aliases (`*name`) are not part of rule files.",
                "Write the text out, in a `|` block if it begins with `*`.",
            )
        if event.anchor:
            self._stop(
                "CN105",
                event,
                "Anchors (`&name`) are not part of rule files.",
                "Write the text in a `|` block if it begins with `&`.",
            )
        if event.tag is not None:
            self._stop(
                "CN106",
                event,
                f"Tags (`{event.tag}`) are not part of rule files.",
                "Write the text in a `|` block if it begins with `!`.",
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, at, flow=flow)
        inner = flow or bool(event.flow_style)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1, flow=inner))
            return Node("list", *at, items=tuple(items))
        pairs: list[tuple[Node, Node]] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1, flow=inner)
            value = self._node(next(self.events), depth + 1, flow=inner)
            self._pair(key, value, pairs)
        return Node("map", *at, pairs=tuple(pairs))

    def _pair(self, key: Node, value: Node, pairs: list[tuple[Node, Node]]) -> None:
        if key.kind != "text":
            self.problems.add(
                "CN103", key, "A key must be a word.", "Text that begins with `[` or `{` stands in a `|` block."
            )
        elif any(key.text == other.text for other, _ in pairs):
            self.problems.add(
                "CN107", key, f"The key `{key.text}` stands here twice.", "Keep one of them; join their values."
            )
        else:
            pairs.append((key, value))

    def _scalar(self, event: Any, at: tuple[int, int], *, flow: bool) -> Node:
        if not event.style:  # None from the Python loader, an empty text from libyaml
            self._check_plain(event, flow=flow)
        return Node("text", *at, text=event.value, block=event.style in ("|", ">"))

    def _check_plain(self, event: Any, *, flow: bool) -> None:
        end = event.end_mark
        rest = self.problems.lines[end.line][end.column :] if end.line < len(self.problems.lines) else ""
        hint = "If it belongs to the text, write the text in a `|` block; a comment stands on a line of its own."
        if regex.match(r"\s+#", rest):
            column = end.column + rest.index("#") + 1
            self.problems.add(
                "CN108", (end.line + 1, column), "What follows ` #` is a comment to YAML, and would be lost.", hint
            )
        if flow and event.value and not _FLOW_WORD.match(event.value):
            at = (event.start_mark.line + 1, event.start_mark.column + 1)
            self.problems.add(
                "CN109",
                at,
                f"Text in `{{…}}` or `[…]` must be quoted: `{event.value}`.",
                f"Write '{event.value}' in quotes, or use a `|` block.",
            )
