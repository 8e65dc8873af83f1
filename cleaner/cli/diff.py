"""`clean-news rules diff`: what differs between two sets of rules, and what that does to a dump."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from cleaner.api import Cleaner
from cleaner.errors import RecordError
from cleaner.fields import Fields
from cleaner.read import DeadLetter, open_source
from cleaner.ruleset import RuleSet, library_folder
from cleaner.ruleset.model import Rule

LIBRARY = "library"


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--corpus",
    type=click.Path(exists=True),
    metavar="DUMP",
    help="Clean these records by both, and show what goes only by one.",
)
@click.option(
    "--show", default=3, show_default=True, metavar="N", help="Examples of each rule's changes on the corpus."
)
def diff(old: str, new: str, corpus: str | None, show: int) -> int:
    """Compare two sets of rules: files or folders, or `library` for the rules that ship with clean-news.

    Says which rules are new, gone, renamed (by `was:`) or changed, and, with --corpus, which texts only one of the sets
    removes: look at them before you change the rules of a running pipeline. Exit status 1 when something differs.
    """
    before, after = _load(old), _load(new)
    lines = list(_rules(before, after))
    if corpus is not None:
        lines += _corpus(before, after, corpus, show)
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo("No difference.", err=True)
    return 1 if lines else 0


def _load(name: str) -> RuleSet:
    """A set of rules, with the named lists of the library where it has none of its own.

    Raises:
        click.UsageError: there is no such file.
    """
    if name == LIBRARY and not Path(name).exists():
        return RuleSet.load()
    if not Path(name).exists():
        raise click.UsageError(f"There is no file or folder `{name}`.")
    own_lists = (Path(name) / "_lists").is_dir()
    return RuleSet.load(name, *(() if own_lists else (library_folder() / "_lists",)), default=False)


def _rules(before: RuleSet, after: RuleSet) -> Iterator[str]:
    """A line for each rule that is not the same in both."""
    old, new = {r.id: r for r in before.rules}, {r.id: r for r in after.rules}
    renamed = {former: r.id for r in after.rules for former in r.was if former in old and r.id not in old}
    for name, rule in sorted(old.items()):
        if name in renamed:
            yield f"renamed  {name} -> {renamed[name]}"
            yield from _changes(rule, new[renamed[name]])
        elif name not in new:
            yield f"gone     {name}: {rule.why}"
        elif changes := list(_changes(rule, new[name])):
            yield f"changed  {name}"
            yield from changes
    for name in sorted(new.keys() - old.keys() - set(renamed.values())):
        yield f"new      {name}: {new[name].why}"


def _changes(old: Rule, new: Rule) -> Iterator[str]:
    """What changed in a rule: entries taken out and added, and the names of other fields."""
    for sign, gone in (("-", set(old.entries) - set(new.entries)), ("+", set(new.entries) - set(old.entries))):
        yield from (f"    {sign} {entry}" for entry in sorted(gone))
    same = {"id", "why", "entries", "examples", "origins", "layer", "was"}
    names = [
        name for name in Rule.__dataclass_fields__ if name not in same and getattr(old, name) != getattr(new, name)
    ]
    if names:
        yield f"    other: {', '.join(names)}"


def _told(sign: str, gone: Mapping[str, list[str]], show: int) -> Iterator[str]:
    """What only one of the sets removes, by rule, with examples."""
    for rule, texts in sorted(gone.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"{sign} {len(texts):>6,}  {rule}"
        yield from (f"            {' '.join(text.split())[:110]}" for text in dict.fromkeys(texts[:show]))


def _corpus(before: RuleSet, after: RuleSet, path: str, show: int) -> Iterator[str]:
    """What goes on a dump by only one of the sets."""
    only_old: dict[str, list[str]] = defaultdict(list)
    only_new: dict[str, list[str]] = defaultdict(list)
    cleaners = [Cleaner(rules) for rules in (before, after)]
    records = changed = 0
    for item in open_source(path, None).records(Fields()):
        if isinstance(item, DeadLetter):
            continue
        try:
            results = [cleaner.clean_content(item) for cleaner in cleaners]
        except RecordError as error:
            yield f"not cleaned: {path}:{item.line}: {error}"
            continue
        records += 1
        took = [{(r.start, r.end): r for r in result.removals} if result else {} for result in results]
        changed += took[0].keys() != took[1].keys()
        for mine, other, gone in ((took[0], took[1], only_old), (took[1], took[0], only_new)):
            for place in mine.keys() - other.keys():
                gone[mine[place].rule].append(mine[place].text)
    if changed:
        yield f"{changed:,} of {records:,} records come out otherwise."
        yield from _told("stays now", only_old, show)
        yield from _told("goes now ", only_new, show)
