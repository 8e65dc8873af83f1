"""What all tests share: the folders, and the library loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner, RuleSet

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
SEED = FIXTURES / "golden" / "seed-fr" / "input.txt"


@pytest.fixture(scope="session")
def library() -> RuleSet:
    return RuleSet.load()


@pytest.fixture(scope="session")
def cleaner(library: RuleSet) -> Cleaner:
    return Cleaner(library)
