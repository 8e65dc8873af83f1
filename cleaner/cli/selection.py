"""The options that choose rules and name facts, shared by the commands; and the rule layers they stand for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cleaner.fields import Fields, language_tag
from cleaner.ruleset import RuleSet, installed_folders, library_folder, load_layers
from cleaner.ruleset.model import LEVELS
from cleaner.values import Context, Level, Options

PROJECT_FOLDER = "clean-news-rules"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules run, and how sure they must be. beside: inputs; the project's rules are looked for beside them, and where the command is called."""

    paths: tuple[str, ...] = ()
    default: bool = True
    sites: bool = True
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    level: Level = "usual"
    trial: bool = False

    def layers(self) -> dict[str, list[Path]]:
        """Rule files and folders by layer."""
        layers: dict[str, list[Path]] = {"command line": [Path(p) for p in self.paths]}
        if self.default:
            layers["built in"] = [library_folder()]
            layers["installed"] = installed_folders()
            layers["user"] = [p for p in (user_folder(),) if p.is_dir()]
            places = [Path.cwd(), *(Path(p).resolve().parent for p in self.beside if p != "-")]
            layers["project"] = list(dict.fromkeys(f for p in dict.fromkeys(places) if (f := project_folder(p))))
        return layers

    def options(self, **others: bool) -> Options:
        """The options of a run by these rules."""
        return Options(level=self.level, trial=self.trial, **others)

    def load(self, *, cached: bool = True) -> RuleSet:
        """The rules; cached: the library may come from its cache (which has no warnings).

        Raises:
            RuleError: a rule file is bad.
            click.UsageError: a name fits no rule.
        """
        rules = load_layers(self.layers(), cached=cached)
        if not (self.only or self.without) and self.sites:
            return rules
        return narrowed(rules, self.only, self.without, self.sites)


def narrowed(rules: RuleSet, only: tuple[str, ...], without: tuple[str, ...] = (), sites: bool = True) -> RuleSet:
    """The rules that are named.

    Raises:
        click.UsageError: a name fits no rule.
    """
    try:
        return rules.select(only, without, sites)
    except ValueError as error:
        known = sorted({r.pack for r in rules.rules} | {r.role for r in rules.rules if r.role})
        what = f"{error.args[0]} Packs and roles: {', '.join(known)}; ids: clean-news rules list."
        raise click.UsageError(what) from None


def user_folder() -> Path:
    """Where a user's own rules live: `rules` in the configuration folder."""
    return Path(click.get_app_dir("clean-news")) / "rules"


def project_folder(start: Path) -> Path | None:
    """The nearest folder `clean-news-rules` at or above a folder, not beyond the root of a repository."""
    for folder in (start, *start.parents):
        if (folder / PROJECT_FOLDER).is_dir():
            return folder / PROJECT_FOLDER
        if (folder / ".git").exists():
            return None
    return None


def rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that choose rules; the command gets them as one `selection`."""

    @functools.wraps(command)
    def selecting(*args: Any, **options: Any) -> Any:
        paths, only, without = (options.pop(name) for name in ("paths", "only", "without"))
        default, sites = not options.pop("no_default_rules"), not options.pop("no_sites")
        level, trial = options.pop("level"), options.pop("trial")
        chosen = Selection(paths, default, sites, only, without, level=level, trial=trial)
        return command(*args, selection=chosen, **options)

    for option in reversed((
        click.option("--rules", "paths", multiple=True, type=click.Path(exists=True), metavar="FILE|DIR", help="Use these rules too. Repeatable."),
        click.option("--no-default-rules", is_flag=True, help="Use only the rules named by --rules."),
        click.option("--no-sites", is_flag=True, help="Leave out the rules for single sites."),
        click.option("--only", multiple=True, metavar="ID|ROLE|PACK", help="Use only these: `ad`, `fr`, `fr.ads`, `fr.ads/marker`. Repeatable."),
        click.option("--without", multiple=True, metavar="ID|ROLE|PACK", help="Leave these rules out. Repeatable."),
        click.option("--level", type=click.Choice(LEVELS), default="usual", help="How sure rules must be: `safe`, `usual` (default), `bold`: all."),
        click.option("--trial", is_flag=True, help="Let rules on trial remove too, instead of only being reported by `why`."),
    )):  # fmt: skip
        selecting = option(selecting)
    return selecting


def fact_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that name what is known about the input; the command gets them as `kind` and one `fields`."""

    @functools.wraps(command)
    def knowing(*args: Any, **options: Any) -> Any:
        known = (options.pop(name) for name in ("lang", "site", "title", "text_field"))
        return command(*args, fields=fields_of(*known), **options)

    for option in reversed((
        click.option("--from", "kind", type=click.Choice(["text", "jsonl", "html"]), help="What the input is, if its name and start do not say."),
        click.option("--lang", metavar="TAG", help="Language of the input, such as `fr` or `pt-BR`."),
        click.option("--site", metavar="HOST", help="Host the input comes from, for the rules of its site."),
        click.option("--title", metavar="TEXT", help="Headline of the input; a line that repeats it is then removed."),
        click.option("--text-field", metavar="NAME", help="Field of the records that holds the text, if detection errs."),
    )):  # fmt: skip
        knowing = option(knowing)
    return knowing


def fields_of(
    lang: str | None = None, site: str | None = None, title: str | None = None, text_field: str | None = None
) -> Fields:
    """The Fields that the options of `fact_options` say.

    Raises:
        click.UsageError: the language is none.
    """
    tag = language_tag(lang)
    if lang and not tag:
        raise click.UsageError(f"--lang {lang} is no language: write a BCP 47 tag such as `fr` or `pt-BR`.")
    url = None if not site else site if "//" in site else f"https://{site}/"
    return Fields(text_field, Context(url=url, lang=tag, title=title))
