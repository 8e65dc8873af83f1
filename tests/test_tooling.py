"""The house rules, held by tools: style, types, imports, sizes; and that the wheel carries the rule library."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted(path for folder in ("cleaner", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["importlinter.cli"]],
    ids=["lint", "format", "types", "imports"],
)
def test_tool(command: list[str]) -> None:
    name, *rest = command
    arguments = (
        ["-c", "from importlinter.cli import lint_imports_command as run; run()"]
        if name.startswith("import")
        else ["-m", name, *rest]
    )
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_module(path: Path) -> None:
    """A module opens by saying what lives there, and stays small enough to be read in one sitting."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    if path.name != "__init__.py" or tree.body:
        assert ast.get_docstring(tree), "no module docstring"
    assert source.count("\n") <= 400
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 50, node.name


def test_nothing_names_a_machine() -> None:
    for path in [*MODULES, *(ROOT / "rules").rglob("*.yaml"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        for word in ("/work/", "/root/", "/home/", "/tmp/"):
            assert word not in text, f"{path} names {word}"


def test_the_wheel_carries_the_rules(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    wanted = {f"cleaner/rules/{p.relative_to(ROOT / 'rules').as_posix()}" for p in (ROOT / "rules").rglob("*.yaml")}
    assert wanted <= set(names)
    assert "cleaner/py.typed" in names
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import cleaner; print(cleaner.__file__); print(cleaner.clean('Un texte.\\n\\nPublicité').text)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=site,
        env={"PYTHONPATH": str(site)},
    )
    assert str(site) in done.stdout
    assert done.stdout.rstrip().endswith("Un texte.")
