"""The rule library proves itself: its examples, a clean corpus that no rule may touch, and what every file must have."""

from __future__ import annotations

import pytest

from cleaner import Context, RuleSet
from cleaner.pipeline import explain_text
from cleaner.proof import check_case
from cleaner.ruleset.load import make_ruleset
from cleaner.ruleset.model import Rule
from cleaner.values import Options
from tests.conftest import FIXTURES, ROOT

LIBRARY = RuleSet.load()
BY_ID = {rule.id: rule for rule in LIBRARY.rules}
CLEAN = {p.stem: p for p in sorted(FIXTURES.glob("clean/*.txt"))}
WANTED_ROLES = {
    "fr": {"ad", "credit", "caption", "disclosure", "notice", "related", "promo", "share", "byline", "date", "comment", "legal", "player"},
    "en": {"ad", "credit", "caption", "disclosure", "notice", "related", "promo", "share", "legal"},
}  # fmt: skip


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


def test_clean_corpora_exist() -> None:
    assert {"fr", "en"} <= CLEAN.keys()


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("known", [True, False], ids=["language known", "unknown"])
def test_no_rule_takes_a_clean_sentence(name: str, known: bool) -> None:
    """Each sentence alone, limits off, by the rules of its language, of any, and (unknown) of all."""
    options = Options(limits=False)
    sentences = [s for s in CLEAN[name].read_text(encoding="utf-8").split("\n") if s.strip() and not s.startswith("#")]
    assert len(sentences) >= 200
    harm = []
    for sentence in sentences:
        explained = explain_text(sentence, Context(lang=name if known else None), LIBRARY, options)
        harm += [f"{r.rule} takes {r.text!r} of: {sentence}" for r in explained.cleaned.removals]
    assert not harm, "\n".join(harm)


@pytest.mark.parametrize("name", CLEAN)
def test_no_single_rule_takes_a_clean_sentence(name: str) -> None:
    """Each rule of the language on its own over the whole corpus: no other rule may hide what it does."""
    text = "\n\n".join(
        s for s in CLEAN[name].read_text(encoding="utf-8").split("\n") if s.strip() and not s.startswith("#")
    )
    harm = []
    for rule in LIBRARY.rules:
        alone = make_ruleset([rule], dict(LIBRARY.lists))
        explained = explain_text(text, Context(lang=name), alone, Options(limits=False))
        harm += [f"{rule.id} takes {r.text!r}" for r in explained.cleaned.removals]
    assert not harm, "\n".join(harm)


@pytest.mark.parametrize("lang", WANTED_ROLES)
def test_languages_have_their_roles(lang: str) -> None:
    roles = {rule.role for rule in LIBRARY.rules if lang in rule.lang}
    assert roles >= WANTED_ROLES[lang], WANTED_ROLES[lang] - roles


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
