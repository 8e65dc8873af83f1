"""The command group, and the errors that a user may see. `clean-news FILE` means `clean-news clean FILE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from cleaner.errors import CleanNewsError, RuleError, closest
from cleaner.version import __version__


class _DefaultGroup(click.Group):
    """A group whose first argument may be a file: what names no command goes to `clean`.

    A file that is called like a command is reached as `./why`, or as `clean-news clean why`.
    """

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            meant = None if Path(args[0]).exists() else closest(args[0], self.commands)
            if meant and len(args[0]) > 2:
                raise click.UsageError(f"There is no file and no command `{args[0]}`. Did you mean `{meant}`?")
            args = ["clean", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args:
            args = ["clean", "-"] if not sys.stdin.isatty() else ["--help"]
        elif args[0] not in self.commands and args[0] not in own:
            args = ["clean", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_DefaultGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 1 done, with dead letters or findings; 2 wrong use or a bad rule file; 130 interrupted.",
)  # fmt: skip
@click.version_option(__version__, prog_name="clean-news")
def group() -> None:
    """Strip from scraped news what is not the article, and say why.

    \b
      clean-news article.txt                  clean text to the terminal, a summary beside it
      clean-news dump.jsonl -o clean.jsonl    a dump: records keep all their fields
      curl -s URL | clean-news --from html    a page
      clean-news article.txt --explain        the article with every removal marked
      clean-news why article.txt:9            which rule took line 9, or why none did
      clean-news restore clean.jsonl          the texts as they came in

    FILE alone means `clean-news clean FILE`: its options are shown by `clean-news clean --help`.
    """


def _lazy() -> None:
    """Add the commands; importing them here keeps `--version` fast."""
    from cleaner.cli.clean import clean
    from cleaner.cli.restore import restore
    from cleaner.cli.rules import rules
    from cleaner.cli.why import why

    for command in (clean, why, restore, rules):
        group.add_command(command)


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        args: the arguments; by default those of the process.
    """
    if (sys.argv[1:] if args is None else args) != ["--version"]:
        _lazy()
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run the command line and give its exit status; every error becomes one clear message on stderr."""
    try:
        result = _invoke(sys.argv[1:] if args is None else args)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return 130
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except (click.ClickException, CleanNewsError, OSError) as error:
        _show(error)
        return 2


def _invoke(args: list[str]) -> Any:
    """What click's own `main` does, but for its handling of a reader that went away: it would exit with status 1."""
    if "_CLEAN_NEWS_COMPLETE" in os.environ:
        group.main(args, "clean-news")  # the shell asks for completions; click answers and exits
    with group.make_context("clean-news", list(args)) as context:
        return group.invoke(context)


def _show(error: Exception) -> None:
    """One clear message on stderr, never a traceback."""
    if isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, RuleError):
        _show_problems(error)
    elif isinstance(error, OSError):
        click.echo(f"Error: {error.filename or 'output'}: {error.strerror or error}.", err=True)
    else:
        click.echo(f"Error: {error}", err=True)


def _show_problems(error: RuleError) -> None:
    """Every problem of the rule files, and how many there are."""
    for problem in error.problems:
        click.echo(str(problem), err=True)
    count = len(error.problems)
    click.echo(f"{count} {'problem' if count == 1 else 'problems'} in rule files; nothing was cleaned.", err=True)


def _silence_stdout() -> None:
    """The reader went away (`| head`): that is no error, and the interpreter must not complain at exit."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
