"""The documentation is executed: commands give what the pages print, Python runs, generated pages are up to date.

In a page, `<!-- file: NAME -->` before a fenced block writes it to a file, and a `console` block runs its `$` lines in
one folder a page, in order, stderr with stdout. A line `…` stands for any lines, `…` at a line's end for its rest.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleaner import RuleSet
from cleaner.cli.coverage import table
from cleaner.ruleset.schema import reference
from tests.conftest import FIXTURES, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"\bCN\d{3}\b")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    kind: str
    body: str
    file: str | None
    line: int


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(m["kind"], m["body"], m["file"], text.count("\n", 0, m.start()) + 1) for m in BLOCK.finditer(text)]


def steps_of(block: Block) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines it must print."""
    steps: list[tuple[str, list[str]]] = []
    for line in block.body.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif line.startswith("> "):
            steps[-1] = (steps[-1][0] + "\n" + line[2:], [])
        else:
            steps[-1][1].append(line)
    return steps


def fits(wanted: list[str], got: list[str]) -> bool:
    """Whether lines are the wanted ones, `…` standing for any."""
    if not wanted:
        return not got
    if wanted[0].strip() == "…":
        return any(fits(wanted[1:], got[n:]) for n in range(len(got) + 1))
    if not got:
        return False
    first = wanted[0]
    same = got[0].startswith(first[:-1]) if first.endswith("…") else got[0] == first
    return same and fits(wanted[1:], got[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_page_does_what_it_says(page: Path, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "golden", tmp_path / "fixtures" / "golden")
    scripts = sysconfig.get_path("scripts")
    env = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1"}
    for block in blocks_of(page):
        if block.file:
            (tmp_path / block.file).write_text(block.body, encoding="utf-8")
        if block.kind == "python":
            code = [sys.executable, "-W", "error", "-c", block.body]
            done = subprocess.run(code, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{page.name}:{block.line}\n{done.stderr}"
        for command, wanted in steps_of(block) if block.kind == "console" else ():
            done = subprocess.run(
                command, shell=True, cwd=tmp_path, env=env, text=True, check=False, encoding="utf-8",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            got = done.stdout.rstrip("\n").split("\n") if done.stdout.strip() else []
            while wanted and not wanted[-1]:
                wanted.pop()
            assert fits(wanted, got), f"{page.name}:{block.line}: $ {command}\n{done.stdout}"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_reference_is_generated() -> None:
    """`clean-news rules schema --markdown > docs/rule-reference.md` writes it anew."""
    page = (ROOT / "docs" / "rule-reference.md").read_text(encoding="utf-8")
    assert page == "\n".join(reference()) + "\n"


def test_every_code_of_a_rule_error_is_explained() -> None:
    used: set[str] = set()
    for path in (ROOT / "cleaner").rglob("*.py"):
        strings = (
            n.value for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Constant)
        )
        used.update(code for s in strings if isinstance(s, str) for code in CODE.findall(s))
    listed = re.findall(r"^\| (CN\d{3})\b", (ROOT / "docs" / "rule-errors.md").read_text(encoding="utf-8"), re.M)
    assert len(listed) == len(set(listed))
    assert set(listed) == used


def test_the_test_command_of_the_readme_is_what_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if "pytest" in line]
    assert len(commands) == 1
    assert f"\n{commands[0]}\n" in readme


def test_the_coverage_page_is_up_to_date(library: RuleSet) -> None:
    """Its first part; what the rules remove from a corpus is measured on pages that are not in the repository."""
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert page.startswith("\n".join(table(library.rules)) + "\n")
