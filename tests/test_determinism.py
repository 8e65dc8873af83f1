"""The same page gives the same bytes in any order, in any process, a thousand times over."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.command import environment
from tests.conftest import FIXTURES, ROOT
from tests.test_html import LAYOUTS, TEASERS, TEXT, page

WORKERS = 3
STORED = 6
"""Every so many of the stored pages is cleaned: each language compiles rules of its own in each process."""
BENCHMARKS = "CLEAN_NEWS_BENCHMARKS"
"""Names the folder of real pages: `SUITE/pages.jsonl.gz` in it, objects with `html` and `url`."""
WORKER = """\
import hashlib, json, random, sys
from cleaner import Cleaner, Context
from cleaner.errors import RecordError

pages, cleaner = json.load(sys.stdin), Cleaner()
order = list(range(len(pages))) * int(sys.argv[2])
random.Random(int(sys.argv[1])).shuffle(order)
seen = [set() for _ in pages]
for i in order:
    try:
        cleaned = cleaner.clean_html(pages[i])
        result = json.dumps([cleaned.text, cleaned.metadata, [r.as_dict() for r in cleaned.removals]])
    except RecordError as error:
        result = str(error)
    seen[i].add(hashlib.sha256(result.encode("utf-8", "surrogatepass")).hexdigest())
asked = "trafilatura" in sys.modules
print(json.dumps([len(order), asked, [sorted(hashes) for hashes in seen]]))
"""
"""A process of its own: cleans every page so many times in an order of its own."""


def weak_pages() -> list[str]:
    """Pages about which another extractor is asked."""
    lists = "".join(f"<div><ul>{TEASERS}</ul></div><div><table><tr><td>{text}</td></tr></table></div>" for text in TEXT)
    short = [page(f"<body><h1>The wall</h1><p>{text}</p><ul>{TEASERS}</ul></body>") for text in TEXT]
    return [page(f"<body>{lists}</body>"), page("<body><p>Nothing</p></body>"), *short]


def hashes_of(pages: list[str], seed: int, rounds: int) -> tuple[int, bool, list[list[str]]]:
    """What one process makes of the pages: how often it cleaned, whether it asked, the digests of each page's results."""
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(seed), str(rounds)],
        input=json.dumps(pages).encode(), capture_output=True, check=True, cwd=ROOT, timeout=600,
        env=environment({"PYTHONHASHSEED": str(seed)}),
    )  # fmt: skip
    count, asked, hashes = json.loads(done.stdout)
    return count, asked, hashes


def test_a_thousand_cleanings_in_any_order_and_process() -> None:
    stored = [path.read_text("utf-8") for path in sorted(FIXTURES.rglob("page.html"))[::STORED]]
    pages = [*(page(body) for body in LAYOUTS.values()), *stored, *weak_pages()]
    rounds = 1000 // (WORKERS * len(pages)) + 1
    with ThreadPoolExecutor(WORKERS) as pool:
        runs = list(pool.map(lambda seed: hashes_of(pages, seed, rounds), range(1, WORKERS + 1)))
    assert sum(count for count, _, _ in runs) >= 1000
    assert all(asked for _, asked, _ in runs)
    assert all(len(hashes) == 1 for _, _, found in runs for hashes in found)
    assert all(found == runs[0][2] for _, _, found in runs)


@pytest.mark.skipif(
    not Path(os.environ.get(BENCHMARKS, "/nonexistent")).is_dir(), reason=f"{BENCHMARKS} names no folder"
)
def test_real_pages_shuffled() -> None:
    found = sorted(Path(os.environ[BENCHMARKS]).glob("*/pages.jsonl.gz"))
    lines = [line for path in found for line in gzip.decompress(path.read_bytes()).splitlines()]
    pages = [json.loads(line)["html"] for line in lines]
    random.Random(3).shuffle(pages)
    first, second = (hashes_of(pages, seed, 1)[2] for seed in (1, 2))
    assert first == second
