"""The command that measures HTML mode: its scores, its account of what is wrong, and the page that it writes."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import speed
from benchmarks.corpus import Gold, Page, read_corpus
from benchmarks.generated import HITS, Generator
from benchmarks.html import main
from benchmarks.remains import ELSEWHERE, NOWHERE, wrong
from benchmarks.rouge import common_places, rouge
from benchmarks.score import compared, figures, interval, resampled, score, score_facts, tokens_of
from benchmarks.texts import articles, half_dirty
from cleaner import Cleaner, RuleSet
from cleaner.ruleset.scope import host_of, site_matches

TEXT = [
    "The ferry to the northern islands will not sail before Thursday, the harbour office said, because the wind has not dropped since Sunday night.",
    "Forty passengers spent a second night in the school of the port, where the teachers had put up beds between the maps and the globes.",
    "The captain told them at noon that he had seen worse winters, and that nobody had ever missed a wedding on the islands because of him.",
]
TEASER = "Seven lighthouses that you can rent for a winter, and what the keepers say about it"
BOX = f'<div class="related"><h3>Read also</h3><ul><li><a href="/a">{TEASER}</a></li></ul></div>'
HEAD = (
    '<head><title>Ferry stays in port</title><meta property="og:title" content="Ferry stays in port">'
    '<meta name="author" content="Ada Lund"><meta property="article:published_time" content="2031-02-03T10:00:00Z"></head>'
)
HTML = f"<html lang=en>{HEAD}<body><h1>Ferry stays in port</h1><article>{{}}</article><footer>Harbour Post</footer></body></html>"
FACTS = {"title": "Ferry stays in port", "authors": ["Ada Lund"], "published": "2031-02-03 10:00:00+00:00"}
WORDS = st.lists(st.sampled_from(["ash", "birch", "cedar", "elm", "fir", "oak", "pine"]), min_size=1, max_size=30)


def html_of(*parts: str) -> str:
    return HTML.format("".join(f"<p>{text}</p>" for text in TEXT) + "".join(parts))


def put(folder: Path, pages: list[dict[str, Any]], gold: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True)
    for name, records in (("pages", pages), ("gold", gold)):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    urls = {name: f"https://post.example/{name}" for name in ("plain", "boxed", "lacking")}
    pages = [{"id": name, "url": url, "lang": "en", "html": html_of(BOX)} for name, url in urls.items()]
    more = ["This last paragraph stands in the paper only, and the page on the net has never had it at all."]
    gold = [{"id": name, "lang": "en", "paragraphs": TEXT, **FACTS} for name in ("plain", "boxed")]
    gold.append({"id": "lacking", "lang": "en", "paragraphs": TEXT + more, **FACTS})
    put(tmp_path / "corpus" / "paragraphs", pages, gold)
    snippets = [{"id": name, "with": [TEXT[0][:40], TEXT[2][:30]], "without": [TEASER[:30]]} for name in urls]
    put(tmp_path / "corpus" / "snippets", pages, snippets)
    return tmp_path / "corpus"


def test_the_page(corpus: Path, tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    assert main([str(corpus), "--peers", "trafilatura", "--write", str(written)]) == 0
    lines = written.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    ours = [row for row in rows if row[0] == "clean-news"]
    assert [row[1:4] for row in ours[:2]] == [["100.0", "92.8", "**96.2**"], ["100.0", "100.0", "**100.0**"]]
    assert [row[6] for row in ours[:2]] == ["67", "100"]
    assert ours[2][1:] == ["100.0"] * 4, "metadata"
    assert float(ours[3][-1]) > 0, "times"
    assert ["paragraphs", "0", "20", "0", "0", "0", "0", "0"] in rows
    assert [row for row in rows if row[0] == "`lacking`"] == [["`lacking`", "87.8", "not on the page 20"]]
    assert sum(row[0] == "trafilatura" for row in rows) == 4
    assert "/" + corpus.name not in "".join(lines), "the corpus's place stands nowhere"


def test_the_page_is_printed(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(corpus), "--peers"])
    assert capsys.readouterr().out.startswith("# Benchmark: HTML mode\n")


def test_an_empty_corpus(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no SUITE"):
        main([str(tmp_path), "--peers"])


def test_suites_come_by_name(corpus: Path) -> None:
    assert [(s.name, s.has_paragraphs, s.is_english, s.has_facts) for s in read_corpus(corpus)] == [
        ("paragraphs", True, True, True),
        ("snippets", False, False, False),
    ]


RULES = f"""
format: 1
pack: trial
lang: en
rules:
  - id: last
    why: Takes a sentence of the article, to see the account of it.
    role: notice
    line: |
      {TEXT[2]}
    do: drop
    examples:
      hit: |
        {TEXT[2]}
      miss: |
        {TEXT[1]}
"""


def wrong_of(page: str, gold: Gold, *rules: str) -> tuple[Counter[str], Counter[str], str]:
    found = wrong(Page("x", None, "en", page, gold), Cleaner(RuleSet.from_text(*rules)))
    return found.missing, found.left, found.reason


def test_what_is_left_is_told_by_kind() -> None:
    missing, left, reason = wrong_of(html_of(f"<ul><li>{TEASER}</li></ul><p>Read on</p>"), Gold("en", tuple(TEXT)))
    assert not missing
    assert left == {"list or table": len(tokens_of(TEASER)), "label": 2}
    assert reason == "left"


def test_what_is_missing_is_told_by_cause() -> None:
    page = html_of().replace("<footer>", f"<footer><p>{TEASER}</p>")
    missing, left, reason = wrong_of(page, Gold("en", (*TEXT, TEASER, "Nobody has ever written this line anywhere")))
    assert missing == {ELSEWHERE: len(tokens_of(TEASER)), NOWHERE: 7}
    assert not left
    assert reason == ELSEWHERE


def test_what_a_rule_took_is_told_by_its_name() -> None:
    missing, left, reason = wrong_of(html_of(), Gold("en", tuple(TEXT)), RULES)
    assert missing == {"rule trial/last": len(tokens_of(TEXT[2]))}
    assert not left
    assert reason == "rule trial/last"
    missing, _, reason = wrong_of(html_of(), Gold(None, snippets=((TEXT[2][:30], TEXT[0][:30]), ("ferry",))), RULES)
    assert missing == {"rule trial/last": 1}


def test_no_article_at_all() -> None:
    missing, left, _ = wrong_of("<html><body></body></html>", Gold("en", (TEXT[0],)))
    assert missing == {NOWHERE: len(tokens_of(TEXT[0]))}
    assert not left


@given(WORDS)
def test_identical_texts(words: list[str]) -> None:
    assert compared(words, words)[:] == (1, 1, 1, 1, True, 1)


@given(WORDS, WORDS)
def test_precision_and_recall_change_roles(one: list[str], other: list[str]) -> None:
    there, back = compared(one, other), compared(other, one)
    assert (there.right, there.found) == (back.found, back.right)
    assert there.f1 == back.f1
    assert 0 <= there.f1 <= 1
    assert there.exact == (one == other)


@given(WORDS)
def test_disjoint_texts(words: list[str]) -> None:
    assert compared(words, [word.upper() for word in words]).f1 == 0
    assert compared(words, [])[:] == (0, False, 0, True, False, 0)


@given(WORDS, WORDS)
def test_the_common_words_are_a_common_subsequence(one: list[str], other: list[str]) -> None:
    places = common_places(tuple(one), tuple(other))
    rest = iter(other)
    assert places == sorted(set(places))
    assert all(one[place] in rest for place in places)
    assert len(places) == len(common_places(tuple(other), tuple(one)))


@given(WORDS)
def test_rouge_of_identical_and_of_disjoint_texts(words: list[str]) -> None:
    assert rouge(Gold("en", (" ".join(words),)), ". ".join(words)) > 0
    assert rouge(Gold("en", (" ".join(words),)), " ".join(words)) == pytest.approx(1)
    assert rouge(Gold("en", (" ".join(words),)), " ".join(f"{word}s" for word in words)) == 0


def test_optional_paragraphs_may_be_there_or_not() -> None:
    gold = Gold("en", tuple(TEXT), optional=(0,))
    assert score(gold, "\n\n".join(TEXT)).exact
    assert score(gold, "\n\n".join(TEXT[1:])).exact
    assert not score(gold, "\n\n".join(TEXT[:2])).exact


def test_characters_are_tokens_where_words_have_no_spaces() -> None:
    assert tokens_of("港は2日 ferry閉鎖", "ja") == ["港", "は", "2", "日", "ferry", "閉", "鎖"]
    assert tokens_of("港は2日 ferry", "en") == ["港は2日", "ferry"]


def test_snippets_are_counted() -> None:
    page = score(Gold(None, snippets=(("one  two", "three"), ("four",))), "zero one\ntwo, four")
    assert page[:5] == (1, 2, 1, 2, False)
    assert figures([page, page])[:2] == (0.5, 0.5)


def test_intervals_hold_the_figure_and_are_the_same_twice() -> None:
    scores = [compared(["a"] * 9 + ["b"] * n, ["a"] * 9) for n in range(12)]
    drawn = [f.f1 for f in resampled(scores)]
    low, high = interval(drawn)
    assert low < figures(scores).f1 < high
    assert drawn == [f.f1 for f in resampled(scores)]


def test_facts() -> None:
    mine = {"title": "Ferry stays in PORT!", "authors": ["ada lund", "Bo Ek"], "published": "2031-02-03"}
    assert score_facts([(FACTS, mine)])[:] == (1, 1, pytest.approx(2 / 3), 1)
    assert score_facts([(FACTS, {"title": "Ferry stays"})])[:] == (0, 1, 0, 0)


def test_the_page_of_times(tmp_path: Path) -> None:
    written = tmp_path / "speed.md"
    assert (
        speed.main(["--rounds", "1", "--records", "4", "--only", "half", "100", "naive", "--write", str(written)]) == 0
    )
    lines = written.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    ratios = [float(row[2].strip("*").replace(",", "")) for row in rows[2:6]]
    assert [row[0].partition(",")[0] for row in rows[2:6]] == [
        "reading and writing (floor)",
        f"shipped library ({len(RuleSet.load()) // 1000}",
        "100 generated rules",
        "naive matcher",
    ]
    assert ratios[0] == 1 < min(ratios[1:])


def test_a_profile_of_times(capsys: pytest.CaptureFixture[str]) -> None:
    assert speed.main(["--records", "2", "--profile", "100"]) == 0
    assert "fold.py" in capsys.readouterr().out


def test_generated_rules_are_the_same_twice_and_hit(library: RuleSet) -> None:
    found = articles()
    generator = Generator(library, found)
    rules, more = generator.rules(200), generator.rules(300)
    assert rules == generator.rules(200)
    assert set(rules.rules) < set(more.rules)
    cleaner = Cleaner(rules)
    assert sum(cleaner.clean(article.dirty).text != article.dirty for article in found) >= 10
    spread = generator.site_rules(4000)
    assert sum(bool(rule.sites) for rule in spread.rules) == 4000 - HITS
    for line in half_dirty(found, [b""] * 20)[::2]:
        record = json.loads(line)
        own = [rule for rule in spread.rules if rule.sites and site_matches(rule.sites, host_of(record["url"]))]
        assert own
        assert {rule.lang for rule in own} == {(record["language"],)}
