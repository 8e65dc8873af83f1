"""The command line under test: in this process, or as one of its own where that matters; and small rules for it."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import orjson
from click.testing import CliRunner

from cleaner.cli import main
from tests.conftest import ROOT

ARTICLE = """\
Le conseil vote le budget du port

Le conseil municipal a voté vendredi soir le budget du port, après onze heures de débat dans une salle comble.

Publicité

Les travaux de Quaicorp (QAIC+1.50%) commenceront au printemps ; ils doivent durer dix-huit mois, dit la mairie.

Nous touchons une commission.
"""
CLEAN = ARTICLE.replace("Publicité\n\n", "").replace(" (QAIC+1.50%)", "").replace("Nous touchons une commission.\n", "")
RULES = r"""format: 1
pack: my.port
lang: fr
rules:
  - id: marker
    why: Label of an ad slot.
    role: ad
    line: |
      Publicité
    do: drop
    examples:
      hit: |
        PUBLICITE
      miss: |
        La publicité progresse.
  - id: commission
    why: The paper earns from links.
    role: disclosure
    line: |
      Nous touchons une commission.
    do: drop
    save: {affiliate: true}
    examples:
      hit: |
        Nous touchons une commission.
      miss: |
        Ils touchent une commission.
  - id: quote
    why: Live stock quote.
    role: ticker
    span_regex: |
      \s?\((?P<symbol>[A-Z]{1,5})\+\d{1,3}\.\d{1,2}%\)
    do: strip
    save: {tickers: '{symbol}'}
    examples:
      hit: |
        Quaicorp (QAIC+1.50%)
      miss: |
        Le PIB (+1,2 %)
"""
OWN_RULES_ONLY = ("--no-default-rules", "--rules")


@dataclass(frozen=True)
class Done:
    """What a command gave back."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def records(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.out.splitlines()]


class _Program(click.Command):
    """`main` itself, so that click's runner sees its messages and its exit status."""

    def main(self, args: Any = None, **extra: Any) -> Any:
        main(list(args or ()))


def _environment(env: Mapping[str, str | None]) -> dict[str, str | None]:
    """Nobody's colours and nobody's own rules."""
    return {"NO_COLOR": None, "FORCE_COLOR": None, "XDG_CONFIG_HOME": str(ROOT / "no such folder"), **env}


def run(*args: str | Path, stdin: bytes = b"", env: Mapping[str, str | None] | None = None) -> Done:
    """The command in this process."""
    old = "mix_stderr" in inspect.signature(CliRunner).parameters  # click before 8.2
    runner: Any = CliRunner(**({"mix_stderr": False} if old else {}))
    done = runner.invoke(_Program("clean-news"), list(map(str, args)), input=stdin, env=_environment(env or {}))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout_bytes, done.stderr)


def command(*args: str | Path) -> list[str]:
    """The words that start the command as a process."""
    return [sys.executable, "-m", "cleaner", *map(str, args)]


def environment(env: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The environment for a process of its own, in any folder."""
    wanted = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **_environment(env or {})}
    return {name: value for name, value in wanted.items() if value is not None}


def process(
    *args: str | Path, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str | None] | None = None
) -> Done:
    """The command as a process of its own."""
    done = subprocess.run(
        command(*args), input=stdin, capture_output=True, check=False, cwd=cwd, env=environment(env), timeout=60
    )
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8"))


def rule(name: str, matcher: str, entries: str, *, do: str = "drop", more: str = "") -> str:
    """One rule of a file, with an example each way. more: further keys."""
    keys = f"id: {name}\nwhy: Is {name}.\nrole: ad\n{matcher}: |\n{_indented(entries, 2)}do: {do}\n{_indented(more, 0)}"
    examples = f"examples:\n  hit: |\n{_indented(entries, 4)}  miss: |\n    Une autre phrase.\n"
    return "  - " + _indented(keys + examples, 4).lstrip()


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def pack(name: str, *rules: str, lang: str = "fr", head: str = "") -> str:
    """A rule file."""
    return f"format: 1\npack: {name}\nlang: {lang}\n{head}rules:\n{''.join(rules)}"
