"""`clean-news rules new`: a first rule file from a line that should go and one that must stay."""

from __future__ import annotations

from pathlib import Path

import click
import regex

from cleaner.errors import CleanNewsError
from cleaner.fields import language_tag
from cleaner.fold import fold
from cleaner.ruleset.model import ROLES

_FILE = """\
# One pack a file. Check it: clean-news rules lint {name}
# Test it: clean-news rules test {name}. Use it: clean-news article.txt --rules {name}
format: 1
pack: {pack}
lang: {lang}
rules:
  - id: {id}
    why: |
      {why}
    role: {role}
    line: |
{lines}
    do: drop
    examples:
      hit: |
{hits}
      miss: |
{misses}
"""


@click.command()
@click.argument("path", metavar="FILE.yaml", type=click.Path(dir_okay=False))
@click.option("--line", "lines", multiple=True, metavar="TEXT", help="A line that must go. Repeatable.")
@click.option(
    "--miss",
    "misses",
    multiple=True,
    metavar="TEXT",
    help="A line of an article that looks like it and must stay. Repeatable.",
)
@click.option("--role", type=click.Choice(ROLES), help="What the line is.")
@click.option("--lang", metavar="TAG", help="Language of the line; `any` if it has none.")
@click.option("--why", "why", metavar="TEXT", help="One sentence: what the line is.")
@click.option("--id", "rule_id", metavar="NAME", help="Name of the rule; by default made from the line.")
@click.option("--pack", metavar="NAME", help="Name of the pack; by default the file's name.")
def new(path: str, lines: tuple[str, ...], misses: tuple[str, ...], **options: str | None) -> None:
    """Write a first rule to FILE.yaml. What the options do not say is asked for."""
    file = Path(path)
    if file.exists():
        raise CleanNewsError(f"{path} exists already; `rules new` writes a new file.")
    if file.suffix not in (".yaml", ".yml"):
        raise click.UsageError(f"{path}: rule files end in .yaml.")
    lines = lines or (click.prompt("A line that must go", err=True),)
    misses = misses or (click.prompt("A line of an article that looks like it and must stay", err=True),)
    role = options["role"] or click.prompt("What is it", type=click.Choice(ROLES), default="ad", err=True)
    lang = options["lang"] or click.prompt("Language (any if it has none)", default="any", err=True)
    why = options["why"] or click.prompt(
        "One sentence: what is it", default=f"A line of the kind `{role}` that is no part of the article.", err=True
    )
    tag = lang if lang == "any" else language_tag(lang)
    if not tag:
        raise click.UsageError(f"{lang} is no language: write a BCP 47 tag such as `fr` or `pt-BR`, or `any`.")
    pack = ".".join(_name(part) for part in (options["pack"] or file.stem).split("."))
    text = _FILE.format(
        name=path, pack=pack, lang=tag, id=_name(options["rule_id"] or lines[0]), why=_flat(why), role=role,
        lines=_indented(lines, 6), hits=_indented(lines, 8), misses=_indented(misses, 8),
    )  # fmt: skip
    file.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {path}. Next: clean-news rules test {path}", err=True)


def _indented(lines: tuple[str, ...], by: int) -> str:
    return "\n".join(" " * by + _flat(t) for t in lines)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _name(text: str) -> str:
    """A text as ids are written: small letters and digits of its first words."""
    words = regex.findall(r"[a-z0-9_]+", fold(text))
    return "-".join(words[:4])[:40] or "rule"
