"""What the user is told on stderr after cleaning: what went and why, what was learned, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.ruleset import RuleSet

NOUNS = {
    "ad": ("ad label", "ad labels"), "credit": ("picture credit", "picture credits"), "caption": ("caption line", "caption lines"),
    "disclosure": ("affiliate or sponsor line", "affiliate or sponsor lines"), "notice": ("notice", "notices"),
    "related": ("line about other articles", "lines about other articles"), "promo": ("promotion", "promotions"),
    "share": ("share or follow line", "share or follow lines"), "ticker": ("stock quote", "stock quotes"),
    "byline": ("byline", "bylines"), "date": ("date line", "date lines"), "comment": ("comment prompt", "comment prompts"),
    "legal": ("legal line", "legal lines"), "player": ("player text", "player texts"), "echo": ("repeated line", "repeated lines"),
    "markup": ("piece of stray markup", "pieces of stray markup"),
}  # fmt: skip
FLAGS = {
    "machine_translated": "machine translated", "affiliate": "affiliate links", "sponsored": "sponsored", "paywalled": "behind a paywall",
    "truncated": "cut short by the scraper",
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """Counts over a run."""

    articles: int = 0
    changed: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    limited: int = 0
    dead: int = 0
    langs: set[str] = field(default_factory=set)

    def add(self, metadata: Mapping[str, Any]) -> None:
        """Count one cleaned article by its metadata."""
        cleaning = metadata["cleaning"]
        self.articles += 1
        self.changed += bool(cleaning.get("counts"))
        self.roles.update(cleaning.get("counts", {}))
        self.limited += bool(cleaning.get("limits"))
        if cleaning.get("lang"):
            self.langs.add(cleaning["lang"])
        self.facts.update(fact for fact in FLAGS if metadata.get(fact) is True)
        self.facts["images"] += len(metadata.get("images", ()))
        self.facts.update({name: len(metadata.get(name, ())) for name in ("tickers", "related") if metadata.get(name)})


def count_of(number: int, role: str) -> str:
    """`8 ad labels`."""
    one, several = NOUNS[role]
    return f"{number:,} {one if number == 1 else several}"


def lines_of(tally: Tally, rules: RuleSet, name: str) -> list[str]:
    """The summary of a run, a line each."""
    lines = []
    if tally.articles > 1:
        lines.append(f"{tally.articles:,} articles, {tally.changed:,} changed.")
    if tally.roles:
        ordered = sorted(tally.roles.items(), key=lambda item: (-item[1], item[0]))
        lines.append("Removed: " + ", ".join(count_of(number, role) for role, number in ordered) + ".")
        learned = _learned(tally)
        if learned:
            lines.append(f"Learned: {', '.join(learned)}.")
        if tally.articles == 1:
            lines.append(
                f"Which rule took what: clean-news why {name}"
                if name != "standard input"
                else "Which rule took what: --explain"
            )
    elif tally.articles:
        lines.append(_nothing(tally, rules))
    lines += [
        f"{number:,} {'record' if number == 1 else 'records'}: {flag}." for flag, number in sorted(tally.flags.items())
    ]
    if tally.limited:
        what = "The article" if tally.articles == 1 else f"{tally.limited:,} articles"
        lines.append(
            f"{what} reached the limit on running text: what open rules wanted stays (clean-news why shows it)."
        )
    if tally.dead:
        lines.append(f"{tally.dead:,} dead {'letter' if tally.dead == 1 else 'letters'}: not cleaned, see above.")
    return lines


def _learned(tally: Tally) -> list[str]:
    learned = [
        text if tally.articles == 1 else f"{tally.facts[flag]:,} {text}"
        for flag, text in FLAGS.items()
        if tally.facts[flag]
    ]
    for name, one, several in (
        ("images", "image", "images"),
        ("tickers", "stock symbol", "stock symbols"),
        ("related", "related title", "related titles"),
    ):
        if tally.facts[name]:
            learned.append(f"{tally.facts[name]:,} {one if tally.facts[name] == 1 else several}")
    return learned


def _nothing(tally: Tally, rules: RuleSet) -> str:
    langs = ", ".join(sorted(tally.langs)) or "unknown (--lang names it)"
    packs = ", ".join(sorted({rule.pack for rule in rules.rules})) or "none"
    return f"Nothing matched. Language: {langs}. Packs ({len(rules):,} rules): {packs}."
