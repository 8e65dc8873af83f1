"""Broken rule files: each gives its message, with place and advice, and nothing runs. The messages are files too.

After a change of wording: `python -m tests.test_invalid_rules` writes the `.expected` files anew; read the diff.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import RuleError, RuleSet
from tests.conftest import FIXTURES

FOLDER = FIXTURES / "invalid-rules"
FILES = sorted(FOLDER.glob("*.yaml"))


def message_of(path: Path) -> str:
    """What a user reads, without the folder of this machine."""
    try:
        RuleSet.load(path)
    except RuleError as error:
        return str(error).replace(f"{path.parent}/", "") + "\n"
    return "no error\n"


def test_there_are_enough() -> None:
    assert len(FILES) >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_message(path: Path) -> None:
    assert message_of(path) == path.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_message_has_code_place_and_advice(path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        RuleSet.load(path)
    for problem in caught.value.problems:
        assert problem.code.startswith("CN")
        assert problem.what.endswith((".", "`", "?")) or problem.code == "CN401"
        if problem.line:
            assert f"{path}:{problem.line}:{problem.column}: error {problem.code}" in str(problem)


@pytest.mark.parametrize("name", ["nested-repeat", "unknown-key", "misspelt-role", "duplicate-id", "change-unknown-rule",
                                  "unquoted-hash", "tab", "alias-bomb", "binary"])  # fmt: skip
def test_command_exits_2_with_one_clear_message(name: str, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Un texte.\n", encoding="utf-8")
    command = [sys.executable, "-m", "cleaner", str(article), "--rules", str(FOLDER / f"{name}.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert f"{name}.yaml" in done.stderr
    assert done.stderr.rstrip().endswith("in rule files; nothing was cleaned.")


def test_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"# padding\n" * 1_000_000)
    with pytest.raises(RuleError) as caught:
        RuleSet.load(path)
    (problem,) = caught.value.problems
    assert problem.code == "CN102"


if __name__ == "__main__":
    for file in FILES:
        file.with_suffix(".expected").write_text(message_of(file), encoding="utf-8")
