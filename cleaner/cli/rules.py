"""`clean-news rules …`: the tools of rule authors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from cleaner.api import Cleaner
from cleaner.cli.coverage import coverage
from cleaner.cli.diff import diff
from cleaner.cli.new import new
from cleaner.cli.selection import PROJECT_FOLDER, Selection, fields_of, narrowed, rule_options, user_folder
from cleaner.cli.why import near_misses_of
from cleaner.errors import did_you_mean
from cleaner.proof import run_examples
from cleaner.ruleset.model import Case, Condition, Rule
from cleaner.ruleset.schema import json_schema, reference
from cleaner.ruleset.scope import runnable


@click.group(
    epilog=f"Rules come from the library, from {user_folder()}, from a folder {PROJECT_FOLDER}/ here or above, and from --rules."
)
def rules() -> None:
    """List, show, check, test, try and write rules.

    \b
      clean-news rules new my.yaml --line 'Lire aussi :'     write a first rule
      clean-news rules lint my.yaml                          is it well formed?
      clean-news rules test my.yaml                          do its examples hold?
      clean-news rules try 'A line' --lang fr                what would happen to it?
    """


rules.add_command(new)
rules.add_command(diff)
rules.add_command(coverage)


@rules.command("list")
@click.argument("names", nargs=-1, metavar="[ID|ROLE|PACK]...")
@rule_options
def list_rules(names: tuple[str, ...], selection: Selection) -> None:
    """List the rules that would run: id, role, what it does, how many entries, why. Rules on trial are listed as such."""
    found = _narrowed(selection, names).load()
    running = list(runnable(found.rules, selection.options()))
    width = max((len(r.id) for r in running), default=0)
    for rule in running:
        size = len(rule.entries) or 1
        do = "trial" if rule.status == "trial" else rule.do
        click.echo(f"{rule.id:<{width}}  {rule.role or '-':<10} {do:<9} {rule.matcher:<12} {size:>4}  {rule.why}")
    click.echo(f"{_counted(len(running), 'rule')}, fingerprint {found.fingerprint}.", err=True)


@rules.command()
@click.argument("name", metavar="ID")
@rule_options
def show(name: str, selection: Selection) -> None:
    """Show a rule as it finally stands, every value with the file and line it comes from."""
    found = replace(selection, sites=True, only=(), without=()).load()
    rule = next((r for r in found.rules if name in (r.id, *r.was)), None)
    off = dict(found.off).get(name)
    if off:
        click.echo(f"{name} is off: {off}")
        return
    if rule is None:
        hint = did_you_mean(name, (r.id for r in found.rules), "`clean-news rules list` shows the ids.")
        raise click.UsageError(f"There is no rule `{name}`. {hint}")
    for line in _described(rule):
        click.echo(line)


@rules.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[FILE|DIR]...")
def lint(paths: tuple[str, ...]) -> int:
    """Check rule files: all problems at once, each with file, line and column.

    The files are read over the library, so that changes to its rules are checked too. Without files, everything that
    would run is checked.
    """
    found = Selection(_outside_library(paths)).load(cached=False)
    for problem in found.warnings:
        if not paths or any(_is_below(problem.file, p) for p in paths):
            click.echo(str(problem), err=True)
    click.echo(f"{_counted(len(found), 'rule')}, no errors.", err=True)
    return 0


@rules.command()
@click.argument("names", nargs=-1, metavar="[FILE|DIR|ID|ROLE|PACK]...")
@rule_options
def test(names: tuple[str, ...], selection: Selection) -> int:
    """Run the examples of rules, each alone and in the whole set.

    Names may be rule files, ids, packs or roles; without any, all rules are tested.
    """
    paths = tuple(n for n in names if Path(n).exists())
    chosen = tuple(n for n in names if n not in paths)
    found = replace(selection, paths=(*selection.paths, *_outside_library(paths)), only=(), without=()).load()
    mine = {r.id for r in found.rules if any(_is_below(place, p) for p in paths for place in _places(r))}
    wanted = (*chosen, *sorted(mine)) or selection.only
    narrowed(found, wanted)
    if names and not wanted:
        click.echo("No rules there.", err=True)
        return 0
    failures = cases = 0
    tested: set[str] = set()
    for rule, _, failure in run_examples(found, wanted):
        tested.add(rule.id)
        cases += 1
        if failure is not None:
            failures += 1
            click.echo(str(failure))
    counts = (_counted(len(tested), "rule"), _counted(cases, "example"), _counted(failures, "failure"))
    click.echo(f"{', '.join(counts)}.", err=True)
    return 1 if failures else 0


@rules.command("try")
@click.argument("text")
@click.option("--lang", metavar="TAG", help="Language of the text.")
@click.option("--site", metavar="HOST", help="Host of the text.")
@click.option("--title", metavar="TEXT", help="Headline of the article.")
@rule_options
def try_text(text: str, selection: Selection, **facts: str | None) -> None:
    """Say what the rules would do to TEXT, without the limits that guard an article. `\\n` in it is a line break."""
    fields = fields_of(**facts)
    cleaner = Cleaner(selection.load(), selection.options(limits=False))
    explained = cleaner.explain(text.replace("\\n", "\n"), fields.context)
    by_id = {r.id: r for r in cleaner.rules.rules}
    for removal in explained.cleaned.removals:
        for name in (removal.rule, *removal.also):
            click.echo(f"{by_id[name].do}: {removal.text.strip()!r} by {name} ({by_id[name].role})")
    if not explained.cleaned.removals:
        click.echo("stays: no rule takes it.")
        for line in near_misses_of(explained, by_id):
            click.echo(line)
    facts = {k: v for k, v in explained.cleaned.metadata.items() if k != "cleaning"}
    if facts:
        click.echo(f"saves: {json.dumps(facts, ensure_ascii=False)}")


@rules.command()
@click.option("--markdown", is_flag=True, help="As the reference page of the documentation.")
def schema(markdown: bool) -> None:
    """Print the JSON Schema of rule files, for editors."""
    if markdown:
        for line in reference():
            click.echo(line)
    else:
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _narrowed(selection: Selection, names: tuple[str, ...]) -> Selection:
    if not names:
        return selection
    return replace(selection, only=(*selection.only, *names))


def _outside_library(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that are not of the library itself, which is loaded anyway."""
    from cleaner.ruleset import library_folder

    library = library_folder().resolve()
    return tuple(p for p in paths if not Path(p).resolve().is_relative_to(library))


def _places(rule: Rule) -> Iterator[str]:
    """Every `file:line` that a rule's values and examples come from, changes included."""
    yield from (place for _, place in rule.origins)
    yield from (case.origin for case in rule.examples)


def _is_below(place: str, path: str) -> bool:
    """Whether a `file:line` lies in a file or folder; library files are named from `rules/` on."""
    from cleaner.ruleset import library_folder

    file = Path(place.rpartition(":")[0] if place.rpartition(":")[2].isdigit() else place)
    if (file.parts[:1] == ("rules",) and not file.exists()) or (
        file.parts[:1] == ("rules",) and (library_folder() / Path(*file.parts[1:])).exists()
    ):
        file = library_folder() / Path(*file.parts[1:])
    return file.resolve().is_relative_to(Path(path).resolve())


def _described(rule: Rule) -> list[str]:
    origins = dict(rule.origins)

    def value(name: str, text: str) -> str:
        place = origins.get(name, "")
        return f"{name}: {text}" + (f"    # {place}" if place else "")

    lines = [value("id", rule.id), value("why", rule.why), f"layer: {rule.layer}", f"lang: {', '.join(rule.lang)}"]
    if rule.sites:
        lines.append(f"site: {', '.join(rule.sites)}")
    lines += [
        value(n, t) for n, t, default in (("level", rule.level, "usual"), ("status", rule.status, "on")) if t != default
    ]
    if rule.was:
        lines.append(value("was", ", ".join(rule.was)))
    if rule.role:
        lines.append(value("role", rule.role))
    if rule.entries:
        lines.append(value(rule.matcher, "|"))
        lines += [f"  {entry}" for entry in rule.entries]
    else:
        lines.append(
            value(
                rule.matcher,
                rule.echo or (f"{{times: {rule.times}, max_words: {rule.max_words}}}" if rule.times else "true"),
            )
        )
    if rule.near < 1:
        lines.append(value("near", str(rule.near)))
    for name, conditions in (("where", rule.where), ("unless", rule.unless)):
        if conditions:
            lines.append(value(name, ""))
            lines += [f"  {_condition(c)}" for c in conditions]
    lines.append(value("do", rule.do))
    if rule.by is not None:
        lines.append(value("by", rule.by))
    if rule.save:
        lines.append(value("save", ""))
        lines += [f"  {name}: {str(v).lower() if isinstance(v, bool) else v}" for name, v in rule.save]
    lines += [f"# {'hit ' if c.hit else 'miss'}  {_one_line(c)}    # {c.origin}" for c in rule.examples]
    return lines


def _condition(condition: Condition) -> str:
    from cleaner.match.conditions import shown

    return f"{condition.name}: {shown(condition.value)}"


def _one_line(case: Case) -> str:
    return " / ".join(case.page.strip().split("\n"))
