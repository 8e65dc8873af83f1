"""The promises as laws, on pages that really hit rules."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from cleaner import Cleaned, Cleaner, Context, RuleSet, restore
from cleaner.extract import read_page
from cleaner.fold import fold, fold_with_places, plain
from cleaner.match import Scanner, find_matches, index_of
from cleaner.ruleset.load import make_ruleset
from cleaner.ruleset.model import Rule
from cleaner.values import Options
from tests.naive import naive_matches
from tests.strategies import LIBRARY, contexts, golden_inputs, pages

CLEANER = Cleaner(LIBRARY)
UNPICKLED: Cleaner = pickle.loads(pickle.dumps(CLEANER))
EUROPEAN = LIBRARY.select(only=("any", "fr", "en", "de"))
"""Enough rules to show that their order means nothing; the index of all would be built anew for every page."""
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GOLDEN = golden_inputs()


def is_subsequence(short: str, long: str) -> bool:
    rest: Iterator[str] = iter(long)
    return all(char in rest for char in short)


def test_the_pages_hit_rules() -> None:
    """A law that no page touches proves nothing: at least a third of the generated pages must lose something."""
    hits: list[bool] = []

    @settings(max_examples=200, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(pages(), contexts())
    def collect(text: str, context: Context) -> None:
        hits.append(bool(CLEANER.clean(text, context).removals))

    collect()
    assert sum(hits) > len(hits) / 3


@many
@given(pages(), contexts())
def test_cleaning_twice_is_cleaning_once(text: str, context: Context) -> None:
    once = CLEANER.clean(text, context)
    event("limit" if "limits" in once.metadata["cleaning"] else "no limit")
    if "limits" not in once.metadata["cleaning"]:
        assert CLEANER.clean(once.text, context).text == once.text


@many
@given(pages(), contexts())
def test_output_is_a_part_of_the_input(text: str, context: Context) -> None:
    cleaned = CLEANER.clean(text, context)
    assert not any(r.by for r in cleaned.removals), "the library replaces nothing"
    assert is_subsequence(cleaned.text, text)


@many
@given(pages(), contexts())
def test_restore_gives_the_input_back(text: str, context: Context) -> None:
    cleaned = CLEANER.clean(text, context)
    assert restore(cleaned) == text
    record = CLEANER.clean_record({"id": "1", "text": text, "url": context.url, "language": context.lang})
    assert restore(record) == text


@many
@given(pages(), contexts())
def test_removals_name_their_place(text: str, context: Context) -> None:
    cleaned = CLEANER.clean(text, context)
    last = 0
    for removal in cleaned.removals:
        assert removal.start >= last
        assert text[removal.start : removal.end] == removal.text != ""
        last = removal.end


@many
@given(pages(), contexts())
def test_no_rules_no_change(text: str, context: Context) -> None:
    cleaned = Cleaner(make_ruleset([], {})).clean(text, context)
    assert cleaned.text is text
    assert cleaned.removals == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(pages(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(texts: list[str], chance: random.Random) -> None:
    shuffled = list(texts)
    chance.shuffle(shuffled)
    results = {text: CLEANER.clean(text) for text in shuffled}
    assert [CLEANER.clean(text) for text in texts] == [results[text] for text in texts]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages(), contexts(), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_nothing(text: str, context: Context, chance: random.Random) -> None:
    rules = list(EUROPEAN.rules)
    chance.shuffle(rules)
    shuffled = RuleSet(tuple(rules), LIBRARY.lists, f"{chance.random()}")  # a fingerprint of its own: no cached index
    cleaned, expected = Cleaner(shuffled).clean(text, context), Cleaner(EUROPEAN).clean(text, context)
    assert (cleaned.text, cleaned.removals) == (expected.text, expected.removals)


@many
@given(pages(), contexts())
def test_a_plan_survives_pickling(text: str, context: Context) -> None:
    cleaned = CLEANER.clean(text, context)
    again: Cleaned = pickle.loads(pickle.dumps(cleaned))
    assert again == cleaned
    assert restore(again) == text
    assert UNPICKLED.clean(text, context) == cleaned


@many
@given(pages(), contexts())
def test_explaining_is_the_same_computation(text: str, context: Context) -> None:
    assert CLEANER.explain(text, context).cleaned == CLEANER.clean(text, context)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=400), contexts())
@example("\ud800\n\udfff", Context())
@example("\r\r\n\x0b\x0c\x85\u2028", Context())
@example("İ\u0307ß\u1e9eﬁ\u0345" * 20, Context(lang="tr"))
@example("\u202eabc\u202c\n[\u200f]", Context(lang="ar"))
def test_arbitrary_text_never_crashes(text: str, context: Context) -> None:
    cleaned = CLEANER.clean(text, context)
    assert restore(cleaned) == text


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=200) | pages())
@example("« Où ? »\u00a0; l\u2019\u00e9t\u00e9\u200b e\u0301 \ufb01  :\u202f!")
@example("  \u200b : ")
def test_folding_with_and_without_places_is_one(text: str) -> None:
    """The way back to a place holds only if both ways of folding give the same characters."""
    for line in read_page(text, Context()).lines:
        placed = fold_with_places(line.text)
        assert (placed.plain, placed.text) == (plain(line.text), fold(line.text))
        assert len(placed.plain) == len(placed.text) == len(placed.at) - 1


@many
@given(
    pages(), contexts(), st.lists(st.sampled_from(LIBRARY.rules), min_size=20, max_size=60, unique_by=lambda r: r.id)
)
def test_the_engine_agrees_with_the_naive_matcher(text: str, context: Context, rules: list[Rule]) -> None:
    around = [rule for rule in LIBRARY.rules if rule.pack == "any.layout" and rule not in rules]
    agree(text, context, make_ruleset([*rules, *around], dict(LIBRARY.lists)))


@pytest.mark.parametrize("number", range(len(GOLDEN)))
def test_the_engine_agrees_on_the_golden_articles(number: int) -> None:
    """By the rules of the page's own language and those of any: what the naive matcher can do in a second."""
    lang, text = GOLDEN[number]
    lang = {"nb": "no", "nn": "no"}.get(lang, lang)
    agree(text, Context(lang=lang), LIBRARY.select(only=("any", lang)))


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda r: r.id)
def test_the_engine_agrees_on_the_examples_of_each_rule(rule: Rule) -> None:
    """What the index leaves out, the literal that a match must contain first of all, costs no rule a match."""
    alone = make_ruleset([rule], dict(LIBRARY.lists))
    for case in rule.examples:
        agree(case.page, Context(url=case.url, lang=case.lang, title=case.title), alone)


def agree(text: str, context: Context, rules: RuleSet = LIBRARY) -> None:
    page = read_page(text, context)
    found = find_matches(page, Scanner(index_of(rules, context.lang, Options()), 10)).matches
    assert set(found) == set(naive_matches(page, rules))
