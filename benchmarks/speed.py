"""`python -m benchmarks.speed`: text mode timed beside the cost of reading and writing, as the page `docs/speed.md`.

Peers are timed if they are installed: `pip install -r benchmarks/requirements.txt`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import orjson

from benchmarks.modes import KEYS, Bench, profile_mode, time_mode
from benchmarks.processes import COMMAND, Shell, Spent, shell
from benchmarks.speedpage import Figures, Started, page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "speed.md"
DUMPS = (1_000, 10_000)
"""Records of the dumps whose cleaning is watched for memory."""
PROCESSES = "processes"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: of the command line; by default those of the process.

    Raises:
        FileNotFoundError: the fixtures are not there.
        subprocess.CalledProcessError: the command fails on the benchmark's own texts.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Text mode timed.")
    parser.add_argument("--write", nargs="?", type=Path, const=PAGE, metavar="FILE", help="default: docs/speed.md")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--records", type=int, default=300, help="of each kind; default: 300")
    parser.add_argument("--only", nargs="+", default=[], choices=[*KEYS, PROCESSES], help="default: all")
    parser.add_argument(
        "--profile", nargs="?", const="half", choices=KEYS, help="where a mode's time goes; default: half"
    )
    options = parser.parse_args(arguments)
    bench = Bench(options.records)
    if options.profile:
        for mode in bench.modes([options.profile]):
            profile_mode(mode)
        return 0
    text = page(_figures(bench, options.only, options.rounds))
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


def _figures(bench: Bench, only: Sequence[str], rounds: int) -> Figures:
    figures = Figures(rounds, bench.records, absent=bench.absent, versions=bench.versions)
    if not only or PROCESSES in only:
        with shell() as started:
            _processes(bench, started, figures)
    if only != [PROCESSES]:
        for mode in bench.modes(only):
            _tell(mode.name)
            timed, least = time_mode(mode, rounds)
            figures.modes.append((mode.key, mode.name, timed))
            figures.floors.append(least)
    for name in bench.absent:
        _tell(f"{name} is not installed, and left out")
    return figures


def _processes(bench: Bench, started: Shell, figures: Figures) -> None:
    article = started.folder / "article.txt"
    article.write_text(orjson.loads(bench.half[0])["text"], encoding="utf-8")
    started.python(*COMMAND, "clean", str(article))  # the cache is warm now
    tasks = {
        "`python -c pass`": ("-c", "pass"),
        "`clean-news --version`": (*COMMAND, "--version"),
        "`clean-news article.txt`, warm cache": (*COMMAND, "clean", str(article)),
    }
    for name, task in tasks.items():
        _tell(name)
        spent = [started.python(*task) for _ in range(figures.rounds)]
        figures.started.append(Started(name, Spent(median(s.wall for s in spent), median(s.cpu for s in spent))))
    for number in DUMPS:
        _tell(f"memory, {number:,} records")
        peak = started.peak(bench.half, number)
        if peak is not None:
            figures.peaks.append((number, peak))


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
