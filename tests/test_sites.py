"""Packs for single sites: each has a page of our own making, as its sites print them, which must come out perfectly.

`fixtures/sites/NAME.html` is the page, `NAME.txt` the article, `NAME.json` its address and the metadata that must come out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from cleaner import Cleaner, Context, RuleSet
from cleaner.ruleset.scope import site_matches
from tests.conftest import FIXTURES, ROOT

PACKS = sorted((ROOT / "rules" / "sites").glob("*.yaml"))


def stored(pack: Path, suffix: str) -> str:
    return (FIXTURES / "sites" / f"{pack.stem}{suffix}").read_text(encoding="utf-8")


def about(pack: Path) -> dict[str, Any]:
    facts: dict[str, Any] = orjson.loads(stored(pack, ".json"))
    return facts


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.stem)
def test_the_stored_page_comes_out_perfectly(pack: Path, cleaner: Cleaner) -> None:
    cleaned = cleaner.clean_html(stored(pack, ".html"), Context(url=about(pack)["url"]))
    assert cleaned.text.rstrip("\n").split("\n") == stored(pack, ".txt").rstrip("\n").split("\n")
    assert cleaned.metadata["cleaning"]["extracted_by"].startswith(f"sites.{pack.stem}/")
    assert cleaned.metadata.items() >= about(pack)["metadata"].items()


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.stem)
def test_every_rule_of_a_pack_is_tied_to_its_sites(pack: Path, library: RuleSet) -> None:
    rules = [rule for rule in library.rules if rule.pack == f"sites.{pack.stem}"]
    assert rules
    assert all(rule.sites for rule in rules)
    assert not any(site_matches(rule.sites, "example.com") for rule in rules)


def test_a_host_has_one_pack(library: RuleSet) -> None:
    owners: dict[str, set[str]] = {}
    for rule in library.rules:
        for site in rule.sites if rule.pack.startswith("sites.") else ():
            owners.setdefault(site.lstrip("=!"), set()).add(rule.pack)
    assert {site: packs for site, packs in owners.items() if len(packs) > 1} == {}


def test_without_site_packs_the_pages_come_out_nearly_so(library: RuleSet) -> None:
    """The general rules hold the article of each page too; packs take what only one site prints."""
    general = Cleaner(library.select(sites=False))
    for pack in PACKS:
        lines = general.clean_html(stored(pack, ".html"), Context(url=about(pack)["url"])).text.split("\n")
        wanted = stored(pack, ".txt").rstrip("\n").split("\n")
        kept = sum(line in lines for line in wanted)
        assert kept >= len(wanted) / 2, pack.stem
