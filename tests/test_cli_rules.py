"""`clean-news rules …`: the tools of rule authors, with good files, and with bad ones that must be told apart clearly."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
import yaml

from cleaner import RuleSet
from cleaner.ruleset import library_folder
from cleaner.ruleset.model import MATCHERS, ROLES
from tests.command import OWN_RULES_ONLY, RULES, Done, pack, process, rule, run

SHIPPED = sorted(library_folder().rglob("*.yaml"))
ONE = rule("one", "line", "Une réclame")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# list


def test_list(own: Path) -> None:
    done = process("rules", "list", *OWN_RULES_ONLY, own)
    assert done.code == 0
    assert [re.split(r"\s{2,}|(?<=\d) ", line) for line in done.text.splitlines()] == [
        ["my.port/commission", "disclosure drop", "line", "1", "The paper earns from links."],
        ["my.port/marker", "ad", "drop", "line", "1", "Label of an ad slot."],
        ["my.port/quote", "ticker", "strip", "span_regex", "1", "Live stock quote."],
    ]
    fingerprint = RuleSet.load(own, default=False).fingerprint
    assert done.err == f"3 rules, fingerprint {fingerprint}.\n"


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("ad",), ["my.port/marker"]),
        (("ad", "my.port/quote"), ["my.port/marker", "my.port/quote"]),
        (("my",), ["my.port/commission", "my.port/marker", "my.port/quote"]),
        (("--without", "ad"), ["my.port/commission", "my.port/quote"]),
        (("my.port", "--without", "my.port/quote"), ["my.port/commission", "my.port/marker"]),
    ],
    ids=" ".join,
)
def test_list_of_some(words: tuple[str, ...], ids: list[str], own: Path) -> None:
    assert [line.split()[0] for line in run("rules", "list", *words, *OWN_RULES_ONLY, own).text.splitlines()] == ids


def test_list_of_nothing_known(own: Path) -> None:
    done = run("rules", "list", "adverts", *OWN_RULES_ONLY, own)
    assert (done.code, done.out) == (2, b"")
    assert "`adverts`" in done.err
    assert "disclosure" in done.err


def test_list_of_the_library_holds_every_rule_once(library: RuleSet) -> None:
    ids = [line.split()[0] for line in run("rules", "list").text.splitlines()]
    assert ids == sorted(set(ids))
    assert "fr.ads/marker" in ids


# show, and changes


def test_show_gives_every_value_with_its_place(own: Path) -> None:
    done = run("rules", "show", "my.port/commission", *OWN_RULES_ONLY, own)
    assert done.code == 0
    assert done.text.splitlines() == [
        f"id: my.port/commission    # {own}:16",
        f"why: The paper earns from links.    # {own}:17",
        "layer: command line",
        "lang: fr",
        f"role: disclosure    # {own}:18",
        f"line: |    # {own}:19",
        "  Nous touchons une commission.",
        f"do: drop    # {own}:21",
        f"save:     # {own}:22",
        "  affiliate: true",
        f"# hit   Nous touchons une commission.    # {own}:25",
        f"# miss  Ils touchent une commission.    # {own}:27",
    ]


def test_show_names_what_reads_like_an_unknown_id(own: Path) -> None:
    done = run("rules", "show", "my.port/markr", *OWN_RULES_ONLY, own)
    assert (done.code, done.out) == (2, b"")
    assert "Did you mean `my.port/marker`" in done.err


PROJECT = """\
format: 1
pack: project
lang: fr
change:
  - rule: fr.ads/marker
    why: The project calls it a promotion.
    set:
      role: promo
    add:
      line: |
        Une réclame à nous
      examples.hit: |
        UNE RÉCLAME À NOUS
"""
MINE = """\
format: 1
pack: mine
lang: fr
change:
  - rule: fr.ads/marker
    why: We cap it, and say it in other words.
    set:
      why: What I think of it.
      where: {chars: {max: 90}}
"""


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `show` says of a library rule that a project and the command line changed."""
    written(tmp_path / "clean-news-rules" / "p.yaml", PROJECT)
    written(tmp_path / "mine.yaml", MINE)
    monkeypatch.chdir(tmp_path)
    done = run("rules", "show", "fr.ads/marker", "--rules", "mine.yaml")
    assert done.code == 0, done.err
    return done.text.splitlines()


def test_show_tells_what_each_layer_changed_and_where(changed: list[str], tmp_path: Path) -> None:
    project = tmp_path / "clean-news-rules" / "p.yaml"
    assert changed[0].startswith("id: fr.ads/marker    # rules/fr/ads.yaml:")
    assert "why: What I think of it.    # mine.yaml:8" in changed
    assert f"role: promo    # {project}:8" in changed
    assert "  Une réclame à nous" in changed
    assert "  Publicité" in changed
    assert any(re.fullmatch(rf"line: \|    # .*{re.escape(str(project))}:(10|11)", line) for line in changed)
    assert any(line.startswith("where: ") and line.endswith("# mine.yaml:9") for line in changed)
    assert any(line.startswith("do: drop    # rules/fr/ads.yaml:") for line in changed)


def test_show_tells_where_an_example_was_added(changed: list[str], tmp_path: Path) -> None:
    project = tmp_path / "clean-news-rules" / "p.yaml"
    assert f"# hit   UNE RÉCLAME À NOUS    # {project}:13" in changed


def test_changes_take_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "clean-news-rules" / "p.yaml", PROJECT)
    monkeypatch.chdir(tmp_path)
    text = "Un texte.\n\nUne réclame à nous\n".encode()
    (record,) = run("-", "--format", "jsonl", "--only", "fr.ads/marker", stdin=text).records
    assert record["text"] == "Un texte.\n\n"
    assert record["metadata"]["cleaning"]["counts"] == {"promo": 1}


OFF = "format: 1\npack: off\nlang: fr\nchange:\n  - rule: my.port/marker\n    why: Not ours.\n    off: true\n"


def test_a_rule_that_is_off_does_not_run(own: Path, tmp_path: Path) -> None:
    """Changes alter rules of lower layers; within one layer a file may switch off what another defines."""
    written(tmp_path / "off.yaml", OFF)
    done = run("rules", "list", *OWN_RULES_ONLY, own, "--rules", tmp_path / "off.yaml")
    assert [line.split()[0] for line in done.text.splitlines()] == ["my.port/commission", "my.port/quote"]


def test_show_tells_who_switched_a_rule_off(own: Path, tmp_path: Path) -> None:
    written(tmp_path / "off.yaml", OFF)
    done = run("rules", "show", "my.port/marker", *OWN_RULES_ONLY, own, "--rules", tmp_path / "off.yaml")
    assert re.search(rf"{re.escape(str(tmp_path))}/off\.yaml:[57]\b", done.text + done.err)


def test_a_file_that_only_changes_rules_needs_no_language(tmp_path: Path) -> None:
    """As the description of the rule language shows it."""
    path = written(tmp_path / "my.yaml", PROJECT.replace("lang: fr\n", ""))
    done = run("rules", "lint", path)
    assert done.code == 0, done.err


# lint


def test_lint_of_a_good_file(own: Path) -> None:
    done = process("rules", "lint", own)
    assert (done.code, done.out) == (0, b"")
    assert done.err.endswith(" rules, no errors.\n")


def test_lint_tells_all_problems_at_once(tmp_path: Path) -> None:
    bad = written(
        tmp_path / "one.yaml", pack("one", ONE.replace("role: ad", "role: adv"), rule("two", "lines", "Une autre"))
    )
    written(tmp_path / "two.yaml", pack("two", ONE.replace("do: drop", "do: dorp")))
    done = run("rules", "lint", tmp_path)
    assert done.code == 2
    places = re.findall(r"^(\S+?):(\d+):\d+: error (CN\d+)", done.err, flags=re.MULTILINE)
    assert [(Path(file).name, code) for file, _, code in places][:1] == [("one.yaml", "CN204")]
    assert {Path(file).name for file, _, _ in places} == {"one.yaml", "two.yaml"}
    assert len(places) >= 3
    assert f"{bad}:7:" in done.err
    assert "Did you mean `ad`?" in done.err
    assert "Did you mean `line`?" in done.err
    assert "Did you mean `drop`?" in done.err


def test_lint_tells_warnings_of_the_files_named(tmp_path: Path) -> None:
    path = written(tmp_path / "own.yaml", pack("own", rule("one", "line", "Une réclame\nUNE RÉCLAME")))
    done = run("rules", "lint", path)
    assert done.code == 0
    assert "warning CN317" in done.err
    assert f"{path}:10:" in done.err


def test_lint_checks_changes_against_the_library(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.yaml", MINE)
    assert run("rules", "lint", path).code == 0
    written(path, MINE.replace("max: 90", "max: many"))
    done = run("rules", "lint", path)
    assert done.code == 2
    assert f"{path}:9:" in done.err


@pytest.mark.parametrize("words", [("rules", "lint"), ("rules", "test"), ("clean", "a.txt", "--rules")], ids=" ".join)
def test_a_file_of_the_project_may_be_named_too(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found as a rule of the project and named on the command line, and is still one file."""
    written(tmp_path / "clean-news-rules" / "own.yaml", pack("own", ONE))
    written(tmp_path / "a.txt", "Un texte.\n")
    monkeypatch.chdir(tmp_path)
    only = ("--only", "own") if words[0] == "clean" else ()
    done = run(*words, "clean-news-rules/own.yaml", *only)
    assert done.code == 0, done.err


def test_the_same_file_named_twice_is_one_file(own: Path, tmp_path: Path) -> None:
    done = run("rules", "list", *OWN_RULES_ONLY, own, "--rules", tmp_path)
    assert done.code == 0, done.err
    assert len(done.text.splitlines()) == 3


# Bad files: one clear message each, exit 2, soon, no traceback

BOMB = "".join(
    f"  - &{new} [{', '.join([f'*{old}' if old else 'x'] * 9)}]\n"
    for old, new in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
)
BAD: dict[str, tuple[str | bytes, str, int]] = {
    "nested repeat": (pack("bad", rule("one", "line_regex", r"(\w+\s?)+$")), "CN404", 9),
    "unknown key": (pack("bad", ONE.replace("why:", "wy:")), "CN201", 6),
    "misspelt role": (pack("bad", ONE.replace("role: ad", "role: adv")), "CN204", 7),
    "duplicate id": (pack("bad", ONE, ONE), "CN209", 16),
    "change of an unknown id": (
        "format: 1\npack: bad\nlang: fr\nchange:\n  - rule: fr.ads/markr\n    why: No.\n    off: true\n", "CN501", 5,
    ),
    "unquoted hash": (pack("bad", ONE.replace("line: |\n      Une réclame", "line: Suivez #Musk sur X")), "CN108", 8),
    "tab": (pack("bad", ONE.replace("    role", "\trole")), "CN104", 7),
    "alias bomb": (f"format: 1\npack: bad\nlang: fr\nrules:\n{BOMB}", "CN105", 5),
    "10 MB": (pack("bad", *(rule(f"r{i}", "line", f"Une réclame {i}") for i in range(50_000))).ljust(10_000_000), "CN102", 0),
    "binary": (b"\x7fELF\x02\x01\x01\x00" + bytes(range(11, 256)) * 40, "CN101", 1),
    "nested a hundred deep": ("format: 1\npack: bad\nlang: fr\nrules: " + "[" * 100, "CN110", 4),
    "nested a hundred thousand deep": ("format: 1\npack: bad\nlang: fr\nrules: " + "[" * 100_000, "CN103|CN110", 4),
    "utf-16": (pack("bad", ONE).encode("utf-16"), "CN101", 1),
    "empty": ("", "CN112", 0),
    "a long line": ("x" * 900_000, "CN203", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_clear_message(name: str, tmp_path: Path) -> None:
    content, code, line = BAD[name]
    path = tmp_path / "bad.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = time.monotonic()
    done = process("rules", "test", path, "--no-default-rules")
    assert time.monotonic() - before < 10
    assert (done.code, done.out) == (2, b"")
    assert "Traceback" not in done.err
    place, *rest = done.err.splitlines()
    assert place.startswith(f"{path}:{line}:" if line else f"{path}: ")
    assert re.search(f"error ({code}): ", place)
    assert len(done.err) < 2000
    assert done.err.count(": error ") == 1
    assert rest[-1].startswith("1 problem")


@pytest.mark.parametrize(
    "command",
    [("rules", "test"), ("rules", "list", "--rules"), ("clean", "-", "--rules"), ("why", "-", "--rules")],
    ids=" ".join,
)
def test_every_command_tells_it_so(command: tuple[str, ...], tmp_path: Path) -> None:
    path = written(tmp_path / "bad.yaml", pack("bad", ONE.replace("role: ad", "role: adv")))
    done = run(*command, path, "--no-default-rules")
    assert (done.code, done.out) == (2, b"")
    assert f"{path}:7:11: error CN204: `role` cannot be `adv`." in done.err
    assert "Did you mean `ad`?" in done.err


@pytest.mark.parametrize("command", [("lint",), ("list", "--rules"), ("try", "x", "--rules")], ids=" ".join)
def test_a_rule_file_that_is_not_there(command: tuple[str, ...], tmp_path: Path) -> None:
    done = run("rules", *command, tmp_path / "missing.yaml")
    assert (done.code, done.out) == (2, b"")
    assert "missing.yaml" in done.err


# test


def test_test_of_a_good_file(own: Path) -> None:
    done = process("rules", "test", own, "--no-default-rules")
    assert (done.code, done.out, done.err) == (0, b"", "3 rules, 6 examples, 0 failures.\n")


@pytest.mark.parametrize(
    ("names", "count"),
    [(("ad",), "2 examples"), (("my.port",), "6 examples"), (("my.port/quote", "disclosure"), "4 examples"), ((), "6 examples")],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else v,
)  # fmt: skip
def test_test_by_name(names: tuple[str, ...], count: str, own: Path) -> None:
    done = run("rules", "test", *names, *OWN_RULES_ONLY, own)
    assert done.code == 0
    assert count in done.err


@pytest.mark.parametrize("name", ["adverts", "missing.yaml"])
def test_test_of_an_unknown_name(name: str, own: Path) -> None:
    done = run("rules", "test", name, *OWN_RULES_ONLY, own)
    assert (done.code, done.out) == (2, b"")
    assert name in done.err


def test_test_tells_what_fails_and_where(tmp_path: Path) -> None:
    text = pack("own", ONE).replace("hit: |\n        Une réclame", "hit: |\n        Une réclame\n        Un rappel")
    path = written(tmp_path / "own.yaml", text.replace("Une autre phrase.", "UNE RECLAME"))
    done = process("rules", "test", path, "--no-default-rules")
    assert done.code == 1
    assert f"{path}:14: own/one, hit, alone: the rule does not take it\n    Un rappel\n" in done.text
    assert f"{path}:16: own/one, miss, alone: the rule takes it, and must not\n    UNE RECLAME\n" in done.text
    assert done.err.endswith("3 examples, 2 failures.\n")


def test_test_tells_why_a_condition_spared_a_hit(tmp_path: Path) -> None:
    path = written(
        tmp_path / "own.yaml", pack("own", rule("one", "line", "Une réclame", more="where: {chars: {max: 5}}"))
    )
    done = run("rules", "test", path, "--no-default-rules")
    assert done.code == 1
    assert "Its matcher holds, but not where chars: {max: 5}" in done.text


def test_test_runs_examples_in_the_whole_set_too(tmp_path: Path) -> None:
    """One file is fine by itself, and another keeps the line that it wants to take."""
    path = written(tmp_path / "own.yaml", pack("own", ONE))
    keep = rule("keep", "line", "Une réclame", do="keep").replace("    role: ad\n", "")
    other = written(tmp_path / "other.yaml", pack("other", keep))
    assert run("rules", "test", path, "--no-default-rules").code == 0
    done = run("rules", "test", path, *OWN_RULES_ONLY, other)
    assert done.code == 1
    assert "own/one, hit, in the whole set: the rule no longer takes it" in done.text


@pytest.mark.parametrize(("hit", "code"), [("Une réclame", 1), ("Un rappel", 0)], ids=["holds", "fails"])
def test_an_example_marked_todo_must_fail(hit: str, code: int, tmp_path: Path) -> None:
    hits = f"hit:\n        - Une réclame\n        - {{text: '{hit}', todo: true}}"
    path = written(tmp_path / "own.yaml", pack("own", ONE.replace("hit: |\n        Une réclame", hits)))
    done = run("rules", "test", path, "--no-default-rules")
    assert done.code == code
    assert ("marked `todo` but holds now" in done.text) == bool(code)


def test_test_of_a_file_that_changes_rules_runs_the_examples_it_adds(own: Path, tmp_path: Path) -> None:
    """An example that does not hold must not pass because it stands under `change:`."""
    change = "  - rule: my.port/marker\n    why: More.\n    add:\n      examples.hit: |\n        Un rappel\n"
    path = written(tmp_path / "more.yaml", f"format: 1\npack: more\nlang: fr\nchange:\n{change}")
    done = run("rules", "test", path, *OWN_RULES_ONLY, own)
    assert done.code == 1
    assert "Un rappel" in done.text


# try


def trial(text: str, own: Path, *options: str) -> Done:
    return run("rules", "try", text, *options, *OWN_RULES_ONLY, own)


def test_try_tells_what_would_go_and_what_is_saved(own: Path) -> None:
    assert trial("PUBLICITE", own, "--lang", "fr") == Done(0, b"drop: 'PUBLICITE' by my.port/marker (ad)\n", "")
    assert trial("Quaicorp (QAIC+1.50%)", own).text.splitlines() == [
        "strip: '(QAIC+1.50%)' by my.port/quote (ticker)", 'saves: {"tickers": ["QAIC"]}',
    ]  # fmt: skip


def test_try_takes_several_lines(own: Path) -> None:
    told = trial(r"Un texte.\nPublicité\nNous touchons une commission.", own).text.splitlines()
    assert told[:2] == [
        "drop: 'Publicité' by my.port/marker (ad)",
        "drop: 'Nous touchons une commission.' by my.port/commission (disclosure)",
    ]


def test_try_tells_why_a_text_stays(own: Path, tmp_path: Path) -> None:
    assert trial("Publicités", own).text.splitlines() == [
        "stays: no rule takes it.",
        f"  the literal that reads most like it: 'Publicité' of my.port/marker (ad, {own}:5)",
    ]
    assert trial("Publicité", own, "--lang", "de").text.startswith("stays")
    path = written(
        tmp_path / "own2.yaml", pack("own", rule("one", "line", "Une réclame", more="where: {chars: {max: 5}}"))
    )
    told = trial("Une réclame", path).text
    assert "nearly own/one" in told
    assert "not where chars: {max: 5}" in told


def test_try_knows_sites_and_titles(tmp_path: Path) -> None:
    path = written(tmp_path / "site.yaml", pack("sites.a", ONE, head="site: example.com\n"))
    assert trial("Une réclame", path).text.startswith("stays")
    assert trial("Une réclame", path, "--site", "www.example.com").text.startswith("drop: ")


def test_try_refuses_a_language_that_is_none(own: Path) -> None:
    assert trial("x", own, "--lang", "klingonese").code == 2


# new


def new(path: Path, *options: str, stdin: bytes = b"") -> Done:
    return run("rules", "new", path, *options, stdin=stdin)


GIVEN = ("--line", "Lire aussi :", "--miss", "Il faut lire aussi ce livre.", "--role", "related", "--lang", "fr")


def test_new_writes_a_file_that_lints_and_holds(tmp_path: Path) -> None:
    path = tmp_path / "Mes règles.yaml"
    done = new(path, *GIVEN, "--why", "Head of a list of links: it points elsewhere.")
    assert (done.code, done.out) == (0, b"")
    assert str(path) in done.err
    assert run("rules", "lint", path).code == 0
    tested = run("rules", "test", path, "--no-default-rules")
    assert (tested.code, tested.text) == (0, "")
    assert "2 examples, 0 failures" in tested.err
    (made,) = RuleSet.load(path, default=False).rules
    assert (made.id, made.role, made.lang, made.entries) == (
        "mes-regles/lire-aussi",
        "related",
        ("fr",),
        ("Lire aussi :",),
    )
    assert made.why.strip() == "Head of a list of links: it points elsewhere."


def test_new_asks_for_what_it_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    done = new(path, stdin=b"Lire aussi :\nIl faut lire aussi.\nrelated\nfr\n\n")
    assert done.code == 0
    (made,) = RuleSet.load(path, default=False).rules
    assert (made.role, made.lang, made.entries) == ("related", ("fr",), ("Lire aussi :",))
    assert run("rules", "test", path, "--no-default-rules").code == 0


@pytest.mark.parametrize(
    "line",
    ["# Suivez-nous", "- Publicité -", "« Lire : aussi »", "* * Réclame * *", "'Lire' \"aussi\"", "&nbsp; Réclame", "!Important : lisez",
     "@lemonde sur X", "%TITRE%", "? Vraiment", "| Suite | fin", "広告の後に続く", "إعلان ممول", "Réclame\u2028suite", "  Lire\taussi  "],
)  # fmt: skip
def test_new_takes_any_line(line: str, tmp_path: Path) -> None:
    """What YAML would misread goes in and out as it is."""
    path = tmp_path / "own.yaml"
    done = new(
        path, "--line", line, "--miss", "Une phrase : « ceci » #1", "--role", "ad", "--lang", "any", "--why", "x: y."
    )
    assert done.code == 0, done.err
    assert run("rules", "test", path, "--no-default-rules").code == 0
    assert run("-", "-q", *OWN_RULES_ONLY, path, stdin=f"Un texte.\n\n{line}\n".encode()).text == "Un texte.\n\n"


@pytest.mark.parametrize(
    "options",
    [("--id", "Lire Aussi"), ("--pack", "Mes Règles"), ("--lang", "French"), ("--lang", "pt_BR"), ("--why", ""), ("--id", "a/b"), ("--lang", "no")],
    ids=" ".join,
)  # fmt: skip
def test_new_writes_no_file_that_does_not_lint(options: tuple[str, str], tmp_path: Path) -> None:
    """What it is told either becomes a good file or is refused."""
    path = tmp_path / "own.yaml"
    given = dict(zip(GIVEN[::2], GIVEN[1::2], strict=True)) | {"--why": "Head of a list."} | dict([options])
    done = new(path, *(word for pair in given.items() for word in pair), stdin=b"\n" * 9)
    if done.code == 0:
        linted = run("rules", "list", *OWN_RULES_ONLY, path)
        assert linted.code == 0, linted.err
    else:
        assert done.code == 2
        assert not path.exists()


def test_new_never_overwrites(own: Path) -> None:
    done = new(own, *GIVEN, "--why", "x.")
    assert done.code == 2
    assert "exists already" in done.err
    assert own.read_text(encoding="utf-8") == RULES


@pytest.mark.parametrize("name", ["rules.txt", "rules", "no/such/folder/own.yaml"])
def test_new_refuses_a_name_that_will_not_do(name: str, tmp_path: Path) -> None:
    done = new(tmp_path / name, *GIVEN, "--why", "x.")
    assert done.code == 2
    assert name in done.err
    assert list(tmp_path.iterdir()) == []


def test_new_refuses_words_that_it_does_not_know(tmp_path: Path) -> None:
    assert new(tmp_path / "a.yaml", *GIVEN, "--why", "x.", "--lang", "klingonese").code == 2
    refused = new(tmp_path / "a.yaml", *GIVEN, "--why", "x.", "--role", "adv")
    assert refused.code == 2
    assert "'ad'" in refused.err
    assert list(tmp_path.iterdir()) == []


# schema


class _Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: `no` and dates are texts."""


_Core.yaml_implicit_resolvers = {}
for _tag, _pattern in (
    ("bool", r"^(?:true|false|True|False|TRUE|FALSE)$"), ("int", r"^[-+]?[0-9]+$"), ("float", r"^[-+]?[0-9]*\.[0-9]+$"),
):  # fmt: skip
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), None)


@pytest.fixture(scope="module")
def validator() -> Any:
    done = run("rules", "schema")
    assert done.code == 0
    schema = orjson.loads(done.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults(validator: Any, text: str) -> list[str]:
    return [f"{list(e.absolute_path)}: {e.message}"[:300] for e in validator.iter_errors(yaml.load(text, _Core))]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.relative_to(library_folder()).as_posix())
def test_the_schema_takes_every_shipped_file(path: Path, validator: Any) -> None:
    assert faults(validator, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", [RULES, PROJECT, MINE, OFF], ids=["rules", "project", "mine", "off"])
def test_the_schema_takes_files_of_users(text: str, validator: Any) -> None:
    assert faults(validator, text) == []


@pytest.mark.parametrize(
    "text",
    [
        pack("bad", ONE.replace("role: ad", "role: adv")), pack("bad", ONE.replace("why:", "wy:")), pack("bad", ONE.replace("do: drop", "do: dorp")),
        pack("bad", ONE.replace("    do:", "    line_has: x\n    do:")), pack("bad", ONE.replace("line: |", "lines: |")),
        pack("bad", ONE.partition("    examples:")[0]), pack("bad", ONE).replace("format: 1", "format: 2"), "format: 1\nrules: []\n",
        "format: 1\nlist: x\nwhy: No entries.\n", pack("bad", ONE.replace("    do:", "    where: {chars: {most: 3}}\n    do:")), "[]",
    ],
    ids=["role", "key", "action", "two matchers", "no matcher", "no examples", "format", "no pack", "list", "range", "no mapping"],
)  # fmt: skip
def test_the_schema_refuses_what_lint_refuses(text: str, validator: Any, tmp_path: Path) -> None:
    assert faults(validator, text)
    assert run("rules", "list", *OWN_RULES_ONLY, written(tmp_path / "bad.yaml", text)).code == 2


def test_the_reference_names_every_matcher_and_role() -> None:
    done = run("rules", "schema", "--markdown")
    assert done.code == 0
    for word in (*MATCHERS, *ROLES, "examples", "change", "near_start"):
        if word not in ("css", "xpath"):  # a later version's
            assert f"`{word}`" in done.text, word


# The group


def test_an_unknown_command_of_the_group() -> None:
    done = run("rules", "lnt")
    assert (done.code, done.out) == (2, b"")
    assert "lnt" in done.err
