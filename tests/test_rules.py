"""The rule library proves itself: its examples, a clean corpus that no rule may touch, and what every file must have."""

from __future__ import annotations

import pytest

from cleaner import Context
from cleaner.extract import read_page
from cleaner.match import Scanner, find_matches, index_of
from cleaner.pipeline import explain_text
from cleaner.proof import check_case
from cleaner.ruleset import library_folder, load_layers
from cleaner.ruleset.model import AROUND, NO_EFFECT, Rule
from cleaner.values import Options
from tests.conftest import FIXTURES, ROOT

LIBRARY = load_layers({"built in": [library_folder()]}, cached=False)
LANGUAGES = (
    "fr", "en", "de", "es", "pt", "it", "nl", "pl", "cs", "sv", "no", "da", "fi", "ro", "hu", "el", "ru", "uk", "tr",
    "ar", "fa", "he", "hi", "id", "vi", "zh", "ja", "ko",
)  # fmt: skip
BY_ID = {rule.id: rule for rule in LIBRARY.rules}
CLEAN = {p.stem: p for p in sorted(FIXTURES.glob("clean/*.txt"))}
WANTED_ROLES = {
    "ad",
    "credit",
    "disclosure",
    "notice",
    "related",
    "promo",
    "share",
    "byline",
    "date",
    "comment",
    "legal",
    "player",
}


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda r: r.id)
def test_examples(rule: Rule) -> None:
    """Every example, alone and in the whole set."""
    failures = [str(f) for case in rule.examples if (f := check_case(rule, case, LIBRARY, BY_ID)) is not None]
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda r: r.id)
def test_every_rule_has_examples_both_ways(rule: Rule) -> None:
    assert any(case.hit for case in rule.examples)
    assert any(not case.hit for case in rule.examples)
    assert rule.why.strip().endswith((".", "!", "?", "»", "”", "'", ")"))


def test_every_language_has_its_clean_corpus() -> None:
    assert set(LANGUAGES) <= CLEAN.keys()


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("known", [True, False], ids=["language known", "unknown"])
def test_no_rule_takes_a_clean_sentence(name: str, known: bool) -> None:
    """Each sentence alone, limits off, by the rules of its language, of any, and (unknown) of all."""
    options = Options(limits=False, level="bold", identify=False)
    sentences = corpus(name)
    assert len(set(sentences)) >= 200
    harm = []
    for sentence in sentences:
        explained = explain_text(sentence, Context(lang=name if known else None), LIBRARY, options)
        harm += [f"{r.rule} takes {r.text!r} of: {sentence}" for r in explained.cleaned.removals]
    assert not harm, "\n".join(harm)


@pytest.mark.parametrize("name", CLEAN)
def test_no_single_rule_matches_in_a_clean_corpus(name: str) -> None:
    """The whole corpus as one page, and every match before any decision: no rule may hide what another would do.

    Rules that look around a line are left to the tests of single sentences and of golden pages: look-alikes in a row are
    no page, and each stands beside the others' hints.
    """
    page = read_page("\n\n".join(corpus(name)), Context(lang=name))
    options = Options(level="bold")
    scanner = Scanner(index_of(LIBRARY, name, options), options.line_seconds)
    matches = find_matches(page, scanner).matches
    harm = [
        f"{m.rule} takes {page.lines[m.line].text!r}"
        for m in matches
        if takes(scanner.index.rules[m.rule]) and scanner.index.rules[m.rule].matcher not in AROUND
    ]
    assert not harm, "\n".join(harm)


def corpus(name: str) -> list[str]:
    """The sentences of a clean corpus."""
    lines = CLEAN[name].read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]


def takes(rule: Rule) -> bool:
    """Whether a match of the rule removes something."""
    return rule.status == "on" and rule.do not in NO_EFFECT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_languages_have_their_roles(lang: str) -> None:
    roles = {rule.role for rule in LIBRARY.rules if lang in rule.lang and takes(rule)}
    assert roles >= WANTED_ROLES, WANTED_ROLES - roles


def test_the_library_has_no_warnings() -> None:
    assert not LIBRARY.warnings, "\n".join(map(str, LIBRARY.warnings))


def test_rules_lie_where_their_language_says() -> None:
    for rule in LIBRARY.rules:
        file = dict(rule.origins)["id"].rpartition(":")[0]
        folder = file.split("/")[1]
        assert folder == rule.lang[0] or folder == "sites", f"{rule.id} in {file}"
        assert rule.pack == f"{folder}.{file.rpartition('/')[2].removesuffix('.yaml')}", f"{rule.id} in {file}"


def test_the_shipped_library_is_the_folder_of_the_checkout() -> None:
    files = sorted(p.relative_to(ROOT / "rules").as_posix() for p in (ROOT / "rules").rglob("*.yaml"))
    assert files
    assert len({dict(r.origins)["id"].rpartition(":")[0] for r in LIBRARY.rules}) <= len(files)
