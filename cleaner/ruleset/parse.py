"""The tree of a rule file -> what it defines: drafts of rules, changes, a named list."""

from __future__ import annotations

from cleaner.ruleset import keys
from cleaner.ruleset.draft import Draft, FileContent, NamedList, Origin
from cleaner.ruleset.reader import Reader
from cleaner.ruleset.yamlfile import Node, Problems


def read_file(root: Node, problems: Problems, layer: str) -> FileContent:
    """What a file's tree defines: a pack or a named list."""
    if root.kind != "map":
        problems.add(
            "CN203",
            root,
            "A rule file is a mapping that begins with `format: 1`.",
            "`clean-news rules new` writes one to start from.",
        )
        return FileContent()
    if root.get("list") is not None:
        values = Reader(problems).mapping(root, keys.LIST)
        if {"list", "entries"} <= values.keys():
            return FileContent(lists=(NamedList(values["list"], values["entries"], Origin(problems, root)),))
        return FileContent()
    reader = Reader(problems)
    values = reader.mapping(root, keys.PACK)
    if root.get("rules") is None and root.get("change") is None:
        problems.add(
            "CN202",
            root,
            "The pack has neither `rules:` nor `change:`.",
            "Add `rules:` with a first rule; `clean-news rules new` writes one.",
        )
    if root.get("rules") is not None and root.get("lang") is None:
        problems.add(
            "CN202", root, "The key `lang` is missing.", "Write the language of the lines, `lang: fr`, or `lang: any`."
        )
    head = {k: v for k, v in values.items() if k not in ("rules", "change")}
    drafts = []
    for node, rule in values.get("rules", ()):
        pack = str(values.get("pack", "?"))
        origins = {k.text: Origin(problems, v) for k, v in node.pairs if k.text in rule}
        draft = Draft(f"{pack}/{rule.get('id', '?')}", Origin(problems, node), rule, origins, head, layer)
        drafts.append(draft)
    return FileContent(tuple(drafts), tuple(values.get("change", ())))
