"""Nodes -> values: one method for each thing that a key may hold, named as in the model.

What does not fit is a problem and left out. Meaning across keys is not checked here but in lint.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import regex

from cleaner.errors import closest, did_you_mean
from cleaner.ruleset import keys, model
from cleaner.ruleset.draft import Change, Origin, Text
from cleaner.ruleset.keys import Key
from cleaner.ruleset.model import Condition, Inside, Neighbour, Range, Run
from cleaner.ruleset.yamlfile import Node, Problems

_ID = regex.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_PACK = regex.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*\Z")
_RULE_ID = regex.compile(r"[a-z0-9][\w.-]*/[a-z0-9][a-z0-9_-]*\Z")
_LANG = regex.compile(r"any\Z|[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*\Z")
_SITE = regex.compile(r"[=!]?[a-z0-9]([a-z0-9.-]*[a-z0-9])?\Z")
_SPACES = regex.compile(r"\s*\n\s*")


class Reader:
    """Reads the nodes of one file; its problems gather in one place."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def bad(self, code: str, node: Node, what: str, hint: str = "") -> None:
        self.problems.add(code, node, what, hint)

    def mapping(self, node: Node, table: tuple[Key, ...]) -> dict[str, Any]:
        """The values of a mapping; what is not in the table, or not of its type, is a problem and left out."""
        if node.kind != "map":
            names = ", ".join(f"`{k.name}`" for k in table[:4])
            self.bad(
                "CN203",
                node,
                f"Expected a mapping of keys to values here, found {_name(node)}.",
                f"Keys known here: {names} …",
            )
            return {}
        known = {k.name: k for k in table}
        values: dict[str, Any] = {}
        for name, value in node.pairs:
            key = known.get(name.text)
            if key is None:
                self.unknown(name, known)
                continue
            got = self.read(key, value)
            if got is not None:
                values[key.name] = got
        meant = {closest(name.text, known) for name, _ in node.pairs if name.text not in known}
        for key in table:
            if key.required and node.get(key.name) is None and key.name not in meant:
                self.bad("CN202", node, f"The key `{key.name}` is missing.", f"`{key.name}`: {key.doc}")
        return values

    def unknown(self, name: Node, known: Iterable[str]) -> None:
        self.bad("CN201", name, f"The key `{name.text}` is unknown here.", _suggest(name.text, known))

    def read(self, key: Key, node: Node) -> Any:
        if key.holds in ("choice", "choices"):
            return self.choices(node, key) if key.holds == "choices" else self.choice(node, key)
        reader: Callable[[Node], Any] = getattr(self, key.holds)
        return reader(node)

    # ---- scalars

    def text(self, node: Node) -> Text | None:
        if node.kind != "text":
            hint = "A text with `: ` in it stands in a block: write `|` after the key and the text on the next line, indented."
            self.bad("CN203", node, f"Expected text here, found {_name(node)}.", hint)
            return None
        if not node.text.strip():
            self.bad("CN212", node, "There is no text here.", "Write the text, or take the key out.")
            return None
        return Text.placed(node.text.rstrip("\n"), (node.line + node.block, node.column), self.problems)

    def format(self, node: Node) -> str | None:
        if node.text != "1":
            self.bad(
                "CN207",
                node,
                f"This is format `{node.text}`; this version of clean-news reads format 1.",
                "Write `format: 1`.",
            )
            return None
        return "1"

    def _named(self, node: Node, pattern: Any, hint: str) -> str | None:
        text = self.text(node)
        if text is not None and not pattern.match(text):
            self.bad("CN208", node, f"`{text}` cannot be a name here.", hint)
            return None
        return str(text) if text is not None else None

    def id(self, node: Node) -> str | None:
        return self._named(node, _ID, "Use small letters, digits, `-` and `_`.")

    def pack(self, node: Node) -> str | None:
        return self._named(node, _PACK, "Use small letters, digits, `-` and `_`, parted by dots: `fr.ads`.")

    def flag(self, node: Node) -> bool | None:
        if node.text in ("true", "false") and node.kind == "text":
            return node.text == "true"
        self.bad("CN203", node, f"Expected `true` or `false`, found {_name(node)}.")
        return None

    def count(self, node: Node) -> int | None:
        if node.kind == "text" and node.text.isascii() and node.text.isdigit() and len(node.text) < 8:
            return int(node.text)
        self.bad("CN205", node, f"Expected a whole number, found {_name(node)}.")
        return None

    def share(self, node: Node) -> float | None:
        if node.kind == "text" and regex.match(r"(0(\.\d+)?|1(\.0+)?|\.\d+)\Z", node.text):
            return float(node.text)
        self.bad("CN205", node, f"Expected a share from 0 to 1, found {_name(node)}.", "Write for example `0.5`.")
        return None

    def choice(self, node: Node, key: Key) -> str | None:
        if node.kind == "text" and node.text in key.choices:
            return node.text
        found = f"`{node.text}`" if node.kind == "text" else _name(node)
        self.bad("CN204", node, f"`{key.name}` cannot be {found}.", _suggest(node.text, key.choices))
        return None

    # ---- several of a kind

    def _each(self, node: Node) -> list[Node]:
        return list(node.items) if node.kind == "list" else [node]

    def choices(self, node: Node, key: Key) -> tuple[str, ...] | None:
        return tuple(c for n in self._each(node) if (c := self.choice(n, key)) is not None) or None

    def _names(self, node: Node, pattern: Any, code: str, hint: str) -> tuple[str, ...] | None:
        names = []
        for item in self._each(node):
            text = self.text(item)
            if text is None:
                continue
            if pattern.match(text):
                names.append(str(text))
            else:
                self.bad(code, item, f"`{text}` cannot stand here.", hint)
        return tuple(names) or None

    def langs(self, node: Node) -> tuple[str, ...] | None:
        return self._names(node, _LANG, "CN210", "Write a BCP 47 tag such as `fr` or `pt-BR`, or `any`.")

    def sites(self, node: Node) -> tuple[str, ...] | None:
        return self._names(
            node,
            _SITE,
            "CN208",
            "Write a host in small letters: `example.com`, `=www.example.com` or `!example.com`; no `http://`, no path.",
        )

    def ids(self, node: Node) -> tuple[str, ...] | None:
        return self._names(node, _RULE_ID, "CN208", "Write `pack/rule`.")

    def lines(self, node: Node) -> tuple[Text, ...] | None:
        found = [t for item in self._each(node) for t in self._entries(item)]
        if not found and not any(item.kind != "text" for item in self._each(node)):
            self.bad("CN212", node, "There is no text here.", "Write one text a line, indented under `|`.")
        return tuple(found) or None

    def _entries(self, node: Node) -> list[Text]:
        if node.kind != "text":
            self.text(node)
            return []
        if not node.block:
            return [Text.placed(node.text, (node.line, node.column), self.problems)] if node.text.strip() else []
        entries = []
        for number, line in enumerate(node.text.split("\n"), start=node.line + 1):
            if line.strip():
                source = self.problems.lines[number - 1] if number <= len(self.problems.lines) else ""
                entries.append(Text.placed(line, (number, source.find(line.strip()) + 1), self.problems))
        return entries

    # ---- mappings

    def range(self, node: Node) -> Range | None:
        values = self.mapping(node, keys.RANGE)
        if "min" in values and "max" in values and values["min"] > values["max"]:
            self.bad("CN205", node, "`min` is above `max`: nothing can hold.")
            return None
        return Range(values.get("min"), values.get("max")) if values else None

    def repeated(self, node: Node) -> dict[str, Any] | None:
        values = self.mapping(node, keys.REPEATED)
        return values if len(values) == len(keys.REPEATED) else None

    def run(self, node: Node) -> Run | None:
        values = self.mapping(node, keys.RUN)
        if len(values) < len(keys.RUN):
            return None
        return Run(values["lines"], values["chars"], values["role"], values["share"])

    def neighbour(self, node: Node) -> Neighbour | None:
        values = self.mapping(node, keys.NEIGHBOUR)
        if not {"role", "line", "kind", "prose", "headline", "edge"} & values.keys():
            what = "What stands there is missing: `role`, `line`, `kind`, `prose`, `headline` or `edge`."
            self.bad("CN202", node, what, "Write for example `{role: credit, within: 2}`.")
            return None
        named = {{"role": "roles", "line": "lines", "kind": "kinds"}.get(k, k): v for k, v in values.items()}
        named["lines"] = tuple(map(str, named.get("lines", ())))
        named["within"] = max(1, named.get("within", 1))
        return Neighbour(**named)

    def inside(self, node: Node) -> Inside | None:
        values = self.mapping(node, keys.INSIDE)
        names = tuple(str(name).lower() for name in values.get("class", ()))
        if not values or not all(name.replace(" ", "").isalnum() for name in names):
            what = "A box is told by its `tag`, or by words of its `class`, which are compared as words."
            self.bad("CN202", node, what, "Write `{class: [related posts]}` for `related-posts` and `relatedPosts`.")
            return None
        return Inside(tuple(map(str, values.get("tag", ()))), names)

    def conditions(self, node: Node) -> dict[str, Condition] | None:
        return {name: Condition(name, value) for name, value in self.mapping(node, keys.CONDITIONS).items()} or None

    def meta(self, node: Node) -> tuple[tuple[str, Any], ...] | None:
        if node.kind != "map":
            self.bad(
                "CN203",
                node,
                f"Expected fields and values here, found {_name(node)}.",
                "Write for example `{section: 'Horoscopes'}`.",
            )
            return None
        return tuple(
            (k.text, True if v.text == "true" else tuple(map(str, self.lines(v) or ()))) for k, v in node.pairs
        )

    def save(self, node: Node) -> tuple[tuple[str, Any], ...] | None:
        return self._fields(node) or None

    saved = save

    def _fields(self, node: Node) -> tuple[tuple[str, Any], ...]:
        if node.kind != "map":
            self.bad(
                "CN203",
                node,
                f"Expected fields and values here, found {_name(node)}.",
                "Write for example `{affiliate: true}`.",
            )
            return ()
        found: list[tuple[str, Any]] = []
        for name, value in node.pairs:
            if name.text not in model.METADATA:
                self.bad(
                    "CN307", name, f"There is no metadata field `{name.text}`.", _suggest(name.text, model.METADATA)
                )
            elif model.METADATA[name.text] == "flag":
                if (flag := self.flag(value)) is not None:
                    found.append((name.text, flag))
            elif (text := self.text(value)) is not None:
                found.append((name.text, text))
        return tuple(found)

    def seen(self, node: Node) -> tuple[tuple[str, ...], ...] | None:
        pairs = [tuple(i.text for i in item.items) for item in node.items]
        if node.kind != "list" or not all(len(p) == 2 for p in pairs):
            self.bad(
                "CN203",
                node,
                "Expected a list of pairs here.",
                "Write for example `- ['https://example.com/a', '2026-11-01']`.",
            )
            return None
        return tuple(pairs)

    # ---- examples, rules, changes

    def examples(self, node: Node) -> dict[str, Any] | None:
        return self.mapping(node, keys.EXAMPLES) or None

    def cases(self, node: Node) -> tuple[tuple[Origin, dict[str, Any]], ...] | None:
        cases: list[tuple[Origin, dict[str, Any]]] = []
        for item in self._each(node):
            if item.kind == "map":
                values = self.mapping(item, keys.CASE)
                if len({"text", "page", "html"} & values.keys()) != 1:
                    self.bad("CN202", item, "An example has one of `text`, `page` and `html`.")
                else:
                    cases.append((Origin(self.problems, item), values))
            else:
                cases.extend((Origin(self.problems, Node("text", *t.at)), {"text": t}) for t in self._entries(item))
        if not cases:
            self.bad("CN212", node, "There is no example here.", "Write one text a line, indented under `|`.")
        return tuple(cases) or None

    def rules(self, node: Node) -> list[tuple[Node, dict[str, Any]]] | None:
        if node.kind != "list":
            self.bad(
                "CN203",
                node,
                f"Expected a list of rules here, found {_name(node)}.",
                "Each rule begins with `- id: name`.",
            )
            return None
        return [(item, self.mapping(item, keys.RULE)) for item in node.items]

    def changes(self, node: Node) -> list[Change] | None:
        if node.kind != "list":
            self.bad(
                "CN203",
                node,
                f"Expected a list of changes here, found {_name(node)}.",
                "Each change begins with `- rule: pack/id`.",
            )
            return None
        return [change for item in node.items if (change := self._change(item)) is not None]

    def _change(self, node: Node) -> Change | None:
        values = self.mapping(node, keys.CHANGE)
        if not {"rule", "why"} <= values.keys():
            return None
        edits = [(verb, *edit) for verb in ("set", "add", "remove") for edit in values.get(verb, ())]
        if not edits and not values.get("off") and not {"set", "add", "remove"} & {k.text for k, _ in node.pairs}:
            self.bad("CN202", node, "The change changes nothing.", "Add `off: true`, `set:`, `add:` or `remove:`.")
        return Change(
            str(values["rule"]), str(values["why"]), bool(values.get("off")), tuple(edits), Origin(self.problems, node)
        )

    def fields(self, node: Node) -> list[tuple[str, Any, Origin]] | None:
        if node.kind != "map":
            self.bad("CN203", node, f"Expected fields of a rule here, found {_name(node)}.")
            return None
        found = []
        for name, value in node.pairs:
            key = _field_key(name.text)
            if key is None:
                self.bad(
                    "CN504",
                    name,
                    f"`{name.text}` is no field that a change can touch.",
                    _suggest(name.text, _changeable()),
                )
            elif (got := self.read(key, value)) is not None:
                got = (
                    Condition(key.name, got)
                    if name.text.partition(".")[0] in ("where", "unless") and "." in name.text
                    else got
                )
                found.append((name.text, got, Origin(self.problems, value)))
        return found


def _field_key(dotted: str) -> Key | None:
    """The key of the model that a dotted field of a change names."""
    head, _, tail = dotted.partition(".")
    table = (
        {"where": keys.CONDITIONS, "unless": keys.CONDITIONS, "examples": keys.EXAMPLES}.get(head)
        if tail
        else keys.RULE
    )
    name = tail or head
    return next((k for k in table or () if k.name == name and k.name != "id"), None)


def _changeable() -> list[str]:
    return (
        [k.name for k in keys.RULE if k.name != "id"]
        + ["examples.hit", "examples.miss"]
        + [f"where.{k.name}" for k in keys.CONDITIONS]
    )


def _name(node: Node) -> str:
    if node.kind == "text":
        return f"`{_SPACES.sub(' ', node.text)[:40]}`" if node.text else "nothing"
    return "a list" if node.kind == "list" else "a mapping (text with `: ` in it reads as one)"


def _suggest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    return did_you_mean(word, names, "Known here: " + ", ".join(f"`{n}`" for n in names) + ".")
