"""What is timed over records in one process: the floor, the library, made-up rule sets, the naive matcher, the peers.

The floor is reading and writing the records (orjson). Each round takes the floor and then the mode on the same records;
a mode's figure is the median of the rounds' ratios, so that a machine that slows down slows both.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from statistics import median
from time import process_time

import orjson

from benchmarks.generated import Generator
from benchmarks.peers import Run, peers
from benchmarks.texts import all_clean, articles, half_dirty, without_language
from cleaner import Cleaner, Context, RuleSet
from cleaner.extract import read_page
from cleaner.write.jsonl import to_line
from tests.naive import naive_entries, naive_matches

FLOOR_REPEATS = 5
"""The floor is so short that each round takes the median of several."""
SLOW_RECORDS = 16
"""Records for what is hundreds of times slower; half of them need cleaning here too."""
PROFILE_LINES = 30

Step = Callable[[bytes], bytes]
"""A JSON line to a JSON line."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A mode's figures. micros: CPU time a record.  ratio: to the floor.  low, high: of the rounds' ratios."""

    micros: float
    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mode:
    """One thing that is timed. key: on the command line.  name: on the page."""

    key: str
    name: str
    lines: Sequence[bytes]
    step: Step


class Bench:
    """Makes the modes, each when its turn comes.

    Args:
        records: how many of each kind.
    """

    def __init__(self, records: int) -> None:
        self.records = records
        self.found = articles()
        self.library = RuleSet.load()
        self.absent: list[str] = []
        self.versions: dict[str, str] = {}

    @cached_property
    def clean(self) -> list[bytes]:
        """Records that need nothing."""
        return all_clean(self.found, self.records, Cleaner(self.library))

    @cached_property
    def half(self) -> list[bytes]:
        """Records of which every other one needs cleaning."""
        return half_dirty(self.found, self.clean)

    def modes(self, only: Sequence[str]) -> Iterator[Mode]:
        """The modes of these keys, or all, in the order of the page."""
        made: dict[str, Callable[[], Iterator[Mode]]] = {
            "half": self._half, "none": self._none, "unknown": self._unknown,
            **{key: partial(self._made, key) for key in SIZES},
            "sites": self._sites, "naive": self._naive, "peers": self._peers,
        }  # fmt: skip
        for key, make in made.items():
            if not only or key in only:
                yield from make()

    def _half(self) -> Iterator[Mode]:
        name = f"shipped library ({len(self.library):,} rules), half of the texts need cleaning"
        yield Mode("half", name, self.half, ours(self.library))

    def _none(self) -> Iterator[Mode]:
        yield Mode("none", "shipped library, no text needs cleaning", self.clean, ours(self.library))

    def _unknown(self) -> Iterator[Mode]:
        name = "shipped library, half, the language is told from the text"
        yield Mode("unknown", name, without_language(self.half), ours(self.library))

    def _made(self, key: str) -> Iterator[Mode]:
        rules = Generator(self.library, self.found).rules(SIZES[key])
        yield Mode(key, f"{len(rules):,} generated rules", self.half, ours(rules))

    def _sites(self) -> Iterator[Mode]:
        rules = Generator(self.library, self.found).site_rules(SITE_RULES)
        yield Mode("sites", f"{len(rules):,} generated rules, spread over 2,000 sites", self.half, ours(rules))

    def _naive(self) -> Iterator[Mode]:
        rules = Generator(self.library, self.found).rules(SIZES["1000"])
        yield Mode("naive", "naive matcher, 1,000 generated rules", self.half[:SLOW_RECORDS], naive(rules))

    def _peers(self) -> Iterator[Mode]:
        for name, number, run in peers():
            if run is None:
                self.absent.append(name)
            else:
                self.versions[name.partition(",")[0]] = number or ""
                yield Mode("peers", name, self.half[:SLOW_RECORDS], _peer(run))


SIZES = {"100": 100, "1000": 1_000, "10000": 10_000}
SITE_RULES = 100_000
KEYS = ("half", "none", "unknown", *SIZES, "sites", "naive", "peers")


def floor(line: bytes) -> bytes:
    """Reading and writing alone."""
    return orjson.dumps(orjson.loads(line), option=orjson.OPT_APPEND_NEWLINE)


def ours(rules: RuleSet) -> Step:
    """The whole pipeline: fields found, text cleaned, with metadata and removals."""
    cleaner = Cleaner(rules)
    return lambda line: to_line(cleaner.clean_record(orjson.loads(line)))


def naive(rules: RuleSet) -> Step:
    """Every entry on every line, once, by the reference matcher of the tests; nothing is removed."""
    entries = list(naive_entries(read_page("", Context()), rules))

    def step(line: bytes) -> bytes:
        record = orjson.loads(line)
        page = read_page(record["text"], Context(url=record["url"], lang=record["language"], title=record["title"]))
        naive_matches(page, rules, entries)
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)

    return step


def _peer(run: Run) -> Step:
    def step(line: bytes) -> bytes:
        record = orjson.loads(line)
        run(record["text"])
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)

    return step


def seconds(step: Step, lines: Sequence[bytes]) -> float:
    """CPU time of a step over all records."""
    start = process_time()
    for line in lines:
        step(line)
    return process_time() - start


def time_mode(mode: Mode, rounds: int) -> tuple[Timed, float]:
    """A mode's figures, and the floor's microseconds a record; one round before, not counted, loads and compiles."""
    seconds(mode.step, mode.lines)
    gc.collect()
    gc.freeze()  # as the command does when it has settled
    taken, floors = [], []
    for _ in range(rounds):
        floors.append(median(seconds(floor, mode.lines) for _ in range(FLOOR_REPEATS)))
        taken.append(seconds(mode.step, mode.lines))
    gc.unfreeze()
    ratios = [mine / least for mine, least in zip(taken, floors, strict=True)]
    each = 1e6 / len(mode.lines)
    return Timed(median(taken) * each, median(ratios), min(ratios), max(ratios)), median(floors) * each


def profile_mode(mode: Mode) -> None:
    """Print where a mode's time goes, function by function."""
    seconds(mode.step, mode.lines)
    profile = cProfile.Profile()
    profile.runcall(seconds, mode.step, mode.lines)
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(PROFILE_LINES)


__all__ = ["KEYS", "Bench", "Mode", "Timed", "profile_mode", "time_mode"]
