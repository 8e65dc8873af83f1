"""The records that speed is measured on: the project's own articles and lines, repeated with their long lines reworded.

An article comes from `fixtures/golden` (as scraped, and as it should be), or is put together from lines of
`fixtures/clean`. In each repeat the words of long lines stand in another order, so that no memory of lines helps.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path

import orjson
import yaml

from cleaner import Cleaner

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LONG_LINE = 100
"""Lines of so many characters are running text: their words change places. Labels stay, as they do in life."""
LINES = 30
"""Lines of an article that is put together from single ones."""
SITES = 2_000
UNSPACED = ("ja", "zh")
_LABEL_CHARS = range(8, 120)


@dataclass(frozen=True, slots=True)
class Article:
    """An article. dirty: as it was scraped; the clean text where nothing has to go."""

    lang: str
    title: str
    dirty: str
    clean: str


def articles(folder: Path = FIXTURES) -> list[Article]:
    """All articles of the fixtures, always in the same order.

    Raises:
        FileNotFoundError: they are not there.
    """
    return [*map(_golden, sorted((folder / "golden").iterdir())), *_pieced(folder / "clean")]


def labels(found: Sequence[Article]) -> list[str]:
    """The short lines that stand in scraped articles and should not, each once."""
    gone: dict[str, None] = {}
    for article in found:
        kept = set(article.clean.split("\n"))
        lines = (line.strip() for line in article.dirty.split("\n") if line not in kept)
        gone |= dict.fromkeys(line for line in lines if len(line) in _LABEL_CHARS and "{" not in line)
    return list(gone)


def words(found: Sequence[Article]) -> dict[str, list[str]]:
    """The words of the articles by language, as often as they occur."""
    gathered: dict[str, list[str]] = {}
    for article in found:
        tokens = (word.strip(".,:;!?()[]«»“”„\"'|") for word in f"{article.title} {article.dirty}".split())
        kept = [word for word in tokens if len(word) > 1 and "{" not in word and "}" not in word]
        if article.lang.partition("-")[0] in UNSPACED:
            kept = [word[at : at + 3] for word in kept for at in range(0, len(word) - 2, 3)]
        gathered.setdefault(article.lang, []).extend(kept)
    return gathered


def all_clean(found: Sequence[Article], number: int, cleaner: Cleaner) -> list[bytes]:
    """JSON lines of records that the cleaner leaves as they are: whole articles and made ones by turns."""
    kinds = [[(a, a.clean) for a in found if (a.dirty != a.clean) == whole] for whole in (True, False)]
    turns = chain.from_iterable(zip(*map(_repeated, kinds), strict=False))
    lines = (_line(i, *pair) for i, pair in enumerate(turns))
    return list(islice((line for line in lines if _unchanged(orjson.loads(line), cleaner)), number))


def half_dirty(found: Sequence[Article], clean: Sequence[bytes]) -> list[bytes]:
    """As many JSON lines as there are clean ones: the first half of those, and between them articles as they were scraped."""
    dirty = _repeated([(a, a.dirty) for a in found if a.dirty != a.clean])
    return [clean[i // 2] if i % 2 else _line(i, *next(dirty)) for i in range(len(clean))]


def without_language(lines: Sequence[bytes]) -> list[bytes]:
    """The same records, not telling their language."""
    return [orjson.dumps({k: v for k, v in orjson.loads(line).items() if k != "language"}) for line in lines]


def _unchanged(record: dict[str, str], cleaner: Cleaner) -> bool:
    return str(cleaner.clean_record(record)["text"]) == record["text"]


def _golden(folder: Path) -> Article:
    about = yaml.safe_load((folder / "about.yaml").read_text(encoding="utf-8"))
    dirty, clean = ((folder / name).read_text(encoding="utf-8") for name in ("input.txt", "expected.txt"))
    return Article(str(about["lang"]), str(about.get("headline", folder.name)), dirty, clean)


def _pieced(folder: Path) -> Iterator[Article]:
    for path in sorted(folder.glob("*.txt")):
        whole = path.read_text(encoding="utf-8").split("\n")
        lines = [line for line in whole if line.strip() and not line.startswith("#")]
        for at in range(0, len(lines), LINES):
            text = "\n\n".join(lines[at : at + LINES])
            yield Article(path.stem, f"{path.stem} {at}", text, text)


def _repeated(pairs: Sequence[tuple[Article, str]]) -> Iterator[tuple[Article, str]]:
    """The texts again and again, reworded at each turn."""
    for turn in count():
        for number, (article, text) in enumerate(pairs):
            chance = random.Random(f"{turn} {number}")
            yield article, "\n".join(_reworded(line, chance) for line in text.split("\n"))


def _reworded(line: str, chance: random.Random) -> str:
    if len(line) < LONG_LINE:
        return line
    spaced = line.count(" ") > len(line) // 30
    parts = line.split(" ") if spaced else list(line)
    inner = parts[2:-2]  # its ends tell what a line is
    chance.shuffle(inner)
    return (" " if spaced else "").join([*parts[:2], *inner, *parts[-2:]])


def site(number: int, lang: str) -> str:
    """The host of a numbered site, which writes in a language."""
    return f"www.{lang.lower()}-{number}.example"


def _line(number: int, article: Article, text: str) -> bytes:
    """A record as scrapers write it."""
    return orjson.dumps(
        {
            "id": f"{number:08}",
            "url": f"https://{site(number * 7 % (SITES // 30), article.lang)}/news/{number}",
            "title": article.title,
            "date": f"2026-05-{number % 28 + 1:02}",
            "language": article.lang,
            "text": text,
        }
    )
