"""Rule files of all layers -> RuleSet. The one place below the command line that opens rule files.

Layers, lowest first: built in, installed, user, project, command line. An id is defined once; higher layers alter lower ones by
`change:` only. Every problem of every file is reported in one run, and nothing runs while there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from cleaner.errors import Problem, RuleError
from cleaner.ruleset.build import build_rule
from cleaner.ruleset.cache import Library, cached_library
from cleaner.ruleset.change import apply_changes
from cleaner.ruleset.draft import Draft, FileContent, NamedList
from cleaner.ruleset.installed import installed_folders
from cleaner.ruleset.lint import check_draft, check_set
from cleaner.ruleset.model import Rule
from cleaner.ruleset.parse import read_file
from cleaner.ruleset.yamlfile import Problems, decode, read_tree

LAYERS = ("built in", "installed", "user", "project", "command line")
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that run, as plain data.

    rules: sorted by id, so that the order of files can change nothing.  lists: named lists of templates.
    fingerprint: 16 hexadecimal digits over everything that decides what is removed.
    off: (id, where and why) of the rules that a change switched off.
    """

    rules: tuple[Rule, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fingerprint: str = field(default="")
    warnings: tuple[Problem, ...] = ()
    off: tuple[tuple[str, str], ...] = ()

    @classmethod
    def load(cls, *paths: str | Path, default: bool = True) -> RuleSet:
        """The rules of the library and of installed packs (unless default is False), and of further files or folders.

        Args:
            paths: rule files, or folders of them, as the command line's `--rules`.
            default: with the rule library that ships with clean-news, and the packs that are installed.

        Raises:
            RuleError: with every problem of every file.
        """
        layers = {"command line": [Path(p) for p in paths]}
        if default:
            layers |= {"built in": [library_folder()], "installed": installed_folders()}
        return load_layers(layers)

    @classmethod
    def from_text(cls, *texts: str, default: bool = False) -> RuleSet:
        """The rules of rule files given as texts, mainly for tests and notebooks.

        Raises:
            RuleError: with every problem of every text.
        """
        files = [(f"<text {i}>", t.encode(), "command line") for i, t in enumerate(texts, start=1)]
        library = [f for _, f in _files([library_folder()], "built in")] if default else []
        return _loaded([*library, *files])

    def select(self, only: Sequence[str] = (), without: Sequence[str] = (), sites: bool = True) -> RuleSet:
        """The rules whose id, role or pack is named (a pack `fr` holds `fr.ads`), less those named in without.

        Former ids of rules count too.

        Raises:
            ValueError: a name that fits no rule; its second argument is the name.
        """
        for name in (*only, *without):
            if not any(_named(rule, name) for rule in self.rules):
                raise ValueError(f"`{name}` is no rule id, role or pack.", name)
        rules = [
            rule
            for rule in self.rules
            if (not only or any(_named(rule, name) for name in only))
            and not any(_named(rule, name) for name in without)
            and (sites or not rule.sites)
        ]
        return make_ruleset(rules, dict(self.lists), self.warnings)

    def __len__(self) -> int:
        return len(self.rules)


def library_folder() -> Path:
    """The folder of the rule library: inside the installed package, or beside it in a checkout.

    Raises:
        FileNotFoundError: the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("The rule library is missing from this installation of clean-news.")


def load_layers(layers: Mapping[str, Iterable[Path]], *, cached: bool = True) -> RuleSet:
    """The rules of all layers.

    Args:
        layers: files or folders by layer name, as in LAYERS.
        cached: the library may come from its cache, which has no warnings; without, all is read and checked.

    Raises:
        RuleError: with every problem of every file.
    """
    highest: dict[Path, tuple[str, bytes, str]] = {}
    for layer in LAYERS:
        for path, file in _files(layers.get(layer, ()), layer):
            highest.pop(path, None)  # a file that is named twice is one file, of the layer that names it last
            highest[path] = file
    return (_loaded if cached else _assemble)(list(highest.values()))


def make_ruleset(
    rules: Iterable[Rule], lists: Mapping[str, tuple[str, ...]], warnings: tuple[Problem, ...] = ()
) -> RuleSet:
    """A rule set of finished rules, in the one order that it has."""
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    named = tuple(sorted((name, tuple(entries)) for name, entries in lists.items()))
    return RuleSet(ordered, named, _fingerprint(ordered, named), warnings)


def rule_files(path: Path) -> list[Path]:
    """The rule files that a path names: itself, or those in the folder and below, in sorted order."""
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file())
    return [path]


def _named(rule: Rule, name: str) -> bool:
    return name in (rule.id, rule.role, rule.pack, *rule.was) or rule.pack.startswith(f"{name}.")


def _files(paths: Iterable[Path], layer: str) -> Iterator[tuple[Path, tuple[str, bytes, str]]]:
    """Each rule file: where it really is, and its name in messages, its bytes and its layer."""
    for path in paths:
        for file in rule_files(path):
            yield file.resolve(), (_shown(file, path, layer), file.read_bytes(), layer)


def _shown(file: Path, root: Path, layer: str) -> str:
    """How a file is called in messages: library files without the folder of the installation."""
    if layer == "built in" and root.is_dir():
        return f"rules/{file.relative_to(root).as_posix()}"
    return str(file)


def _loaded(files: Sequence[tuple[str, bytes, str]]) -> RuleSet:
    """The rule set of files; the library alone, unchanged, comes from its cache."""
    library = [file for file in files if file[2] == "built in"]
    others = [file for file in files if file[2] != "built in"]
    if not library or any(b"change:" in data for _, data, _ in others):
        return _assemble(files)
    built_in = cached_library(library, lambda: _as_library(_assemble(library)))
    if not others:
        return RuleSet(built_in.rules, built_in.lists, built_in.fingerprint)
    return _assemble(others, built_in)


def _as_library(rules: RuleSet) -> Library:
    return Library(rules.rules, rules.lists, rules.fingerprint)


def _assemble(files: Sequence[tuple[str, bytes, str]], below: Library | None = None) -> RuleSet:
    """The rules of files, checked; below: a library that is checked already, whose rules none of them changes."""
    collectors: list[Problems] = []
    contents: list[tuple[str, FileContent]] = []
    for name, data, layer in files:
        problems = Problems(name)
        collectors.append(problems)
        text = decode(data, problems)
        root = read_tree(text, problems) if text is not None else None
        if root is not None:
            contents.append((layer, read_file(root, problems, layer)))
    taken = below or Library((), ())
    lists = dict(taken.lists) | _lists(contents, dict(taken.lists))
    drafts = _drafts(contents, {rule.id: rule for rule in taken.rules})
    layers = [[c for at, content in contents if at == layer for c in content.changes] for layer in LAYERS]
    _check_former_ids(drafts, {rule.id: dict(rule.origins)["id"] for rule in taken.rules})
    apply_changes(drafts, layers)
    off = tuple((d.id, f"{d.off.origin}: {d.off.why}") for d in drafts.values() if d.off is not None)
    drafts = {name: draft for name, draft in drafts.items() if draft.off is None}
    for draft in drafts.values():
        check_draft(draft, lists)
    _raise_if_faulty(collectors)
    rules = [*taken.rules, *(build_rule(draft) for draft in drafts.values())]
    check_set(rules, drafts)
    _raise_if_faulty(collectors)
    warnings = tuple(p for c in collectors for p in c.found if p.warning)
    return replace(make_ruleset(rules, lists, warnings), off=off)


def _raise_if_faulty(collectors: Sequence[Problems]) -> None:
    found = [p for c in collectors for p in c.found]
    if any(not p.warning for p in found):
        raise RuleError(sorted((p for p in found if not p.warning), key=lambda p: (p.file, p.line, p.column, p.code)))


def _lists(
    contents: Sequence[tuple[str, FileContent]], below: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    lists: dict[str, NamedList] = {}
    for _, content in contents:
        for named in content.lists:
            if named.name in lists or named.name in below:
                where = lists[named.name].origin if named.name in lists else f"rules/_lists/{named.name}.yaml"
                what = f"The list `{named.name}` is already defined: {where}."
                named.origin.add("CN209", what, "Choose another name.")
            lists.setdefault(named.name, named)
    return {name: tuple(map(str, named.entries)) for name, named in lists.items()}


def _drafts(contents: Sequence[tuple[str, FileContent]], below: Mapping[str, Rule]) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    for _, content in contents:
        for draft in content.drafts:
            if (draft.id in drafts or draft.id in below) and not draft.id.endswith("/?"):
                where = drafts[draft.id].origin if draft.id in drafts else dict(below[draft.id].origins)["id"]
                hint = "Choose another id, or alter the other rule with `change:`."
                draft.at("id").add("CN209", f"The rule `{draft.id}` is already defined: {where}.", hint)
            else:
                drafts[draft.id] = draft
    return drafts


def _check_former_ids(drafts: Mapping[str, Draft], below: Mapping[str, str]) -> None:
    """An id names one rule for ever: a former id may be neither in use nor claimed twice."""
    taken = {**below, **{name: str(draft.origin) for name, draft in drafts.items()}}
    for draft in drafts.values():
        for old in draft.values.get("was", ()):
            if old in taken:
                what = f"The former id `{old}` already belongs to a rule: {taken[old]}."
                draft.at("was").add("CN506", what, "Take it out of `was:`, or rename the other rule.")
            taken.setdefault(old, str(draft.origin))


def _fingerprint(rules: Sequence[Rule], lists: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """A digest of what decides: neither examples nor reasons nor places in files count."""
    plain = [replace(r, why="", was=(), examples=(), origins=(), layer="", needs=()) for r in rules]
    used = {kind for rule in rules for kind in _list_names(rule)}
    data = orjson.dumps([plain, [pair for pair in lists if pair[0] in used]], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:16]


def _list_names(rule: Rule) -> set[str]:
    return {part.partition("}")[0].rpartition(":")[2] for entry in rule.entries for part in entry.split("{")[1:]}
