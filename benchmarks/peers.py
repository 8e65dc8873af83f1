"""What others offer for text that is already scraped, each as one function of a text. One is run if it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

Run = Callable[[str], object]


def peers() -> Iterator[tuple[str, str | None, Run | None]]:
    """Each peer's name, its version and what it does to a text; both None where it is not installed or does not start."""
    for (distribution, module, name), load in PEERS.items():
        try:
            yield name, version(distribution), _tried(load) if find_spec(module) else None
        except (PackageNotFoundError, ImportError, LookupError, OSError):
            yield name, None, None


def _tried(load: Callable[[], Run]) -> Run:
    """The peer after a first text, for which it loads what it needs."""
    run = load()
    run("The ferry stays in port until Thursday. The wind has not dropped since Sunday night.")
    return run


def _c4() -> Run:
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    quality = C4QualityFilter()
    return lambda text: quality.filter(Document(text=text, id=""))


def _gopher() -> Run:
    from datatrove.data import Document
    from datatrove.pipeline.filters import GopherQualityFilter

    quality = GopherQualityFilter()
    return lambda text: quality.filter(Document(text=text, id=""))


def _clean_text() -> Run:
    from cleantext import clean

    run: Run = clean
    return run


PEERS: dict[tuple[str, str, str], Callable[[], Run]] = {
    ("datatrove", "datatrove", "datatrove, C4QualityFilter"): _c4,
    ("datatrove", "datatrove", "datatrove, GopherQualityFilter"): _gopher,
    ("clean-text", "cleantext", "clean-text"): _clean_text,
}
"""By (distribution, module, what it is called here)."""
