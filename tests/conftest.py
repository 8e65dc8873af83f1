"""What all tests share: the folders, and the library loaded once."""

from __future__ import annotations

import os
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


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The commands that tests start share one cache of the library, and leave the user's own alone."""
    os.environ["CLEAN_NEWS_CACHE"] = str(tmp_path_factory.getbasetemp().parent / "clean-news-cache")
