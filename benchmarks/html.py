"""`python -m benchmarks.html CORPUS`: HTML mode measured beside its peers, as the page `docs/benchmark.md`.

CORPUS is a folder of suites (corpus.py says of what form). Peers are run if they are installed:
`pip install -r benchmarks/requirements.txt`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import read_corpus
from benchmarks.measure import measure
from benchmarks.remains import wrong
from benchmarks.report import Chapter, report
from benchmarks.tools import PEERS, library, tools

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmark.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: of the command line; by default those of the process.

    Raises:
        FileNotFoundError: the folder holds no suite.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.html", description="HTML mode beside its peers.")
    parser.add_argument("corpus", type=Path, help="folder of SUITE/pages.jsonl.gz and SUITE/gold.jsonl.gz")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS), help="default: all")
    parser.add_argument("--write", nargs="?", type=Path, const=PAGE, metavar="FILE", help="default: docs/benchmark.md")
    options = parser.parse_args(arguments)
    with _quiet():
        text = report(_chapters(options.corpus, options.peers))
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what peers tell of pages that they do not like."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _chapters(corpus: Path, peers: Sequence[str]) -> list[Chapter]:
    present = list(tools(peers))
    names = {tool.name for tool in present}
    for name in peers:
        if name not in names:
            _tell(f"{name} is not installed, and left out")
    chapters, cleaner = [], library()
    for suite in read_corpus(corpus):
        _tell(f"{suite.name}: {len(suite.pages)} pages")
        chapters.append(Chapter(suite.bare(), measure(suite, present), [wrong(page, cleaner) for page in suite.pages]))
    return chapters


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
