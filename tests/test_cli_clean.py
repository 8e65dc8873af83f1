"""`clean-news FILE`: what goes to stdout, what to stderr, which rules run, and what is left behind when it fails."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from tests.command import ARTICLE, CLEAN, OWN_RULES_ONLY, RULES, Done, command, environment, pack, process, rule, run
from tests.conftest import SEED

ESCAPE = "\x1b["
COLOUR = re.compile(r"\x1b\[[349]\d[;m]")
RECORD = orjson.dumps({"id": "a", "text": ARTICLE, "n": 1}) + b"\n"
PAGE = (
    "<!doctype html><html lang='fr'><head><title>Le port</title></head><body><article><h1>Le port</h1>"
    + "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines() if line)
    + "</article></body></html>"
).encode()


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "port.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(RECORD + orjson.dumps({"id": "b", "text": "Publicité\n\nUn second article."}) + b"\n")
    return path


def files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


# What comes out


def test_a_page_becomes_lines(rules: Path) -> None:
    """So that what a terminal prints next does not stand in the article's last line."""
    end = "Le port sera fermé pendant les travaux, qui doivent durer jusqu'à la fin de l'été, a dit le maire."
    for page in (PAGE, PAGE.replace(b"</article>", f"<p>{end}</p></article>".encode())):
        done = run("-", *OWN_RULES_ONLY, rules, stdin=page)
        assert done.text.endswith("\n")
        assert not done.text.endswith("\n\n")
    assert done.text.endswith(f"{end}\n")


def test_the_seed_with_the_whole_library() -> None:
    done = run(SEED)
    assert done.code == 0
    lines = SEED.read_text(encoding="utf-8").split("\n")
    assert done.text.split("\n")[:3] == lines[:3]
    assert "Publicité" not in done.text.split("\n")
    removed, learned, hint = done.err.splitlines()
    assert removed.startswith("Removed: 8 ad labels, ")
    assert ", 1 picture credit" in removed
    assert ", 1 affiliate or sponsor line" in removed
    assert learned == "Learned: machine translated, affiliate links, 1 image, 1 stock symbol."
    assert hint == f"Which rule took what: clean-news why {SEED}"


def test_text_to_stdout_and_the_summary_to_stderr(article: Path, rules: Path) -> None:
    done = process(article, *OWN_RULES_ONLY, rules)
    assert (done.code, done.text) == (0, CLEAN)
    assert done.err.splitlines() == [
        "Removed: 1 ad label, 1 affiliate or sponsor line, 1 stock quote.",
        "Learned: affiliate links, 1 stock symbol.",
        f"Which rule took what: clean-news why {article}",
    ]


@pytest.mark.parametrize(("lang", "told"), [((), "Language: unknown"), (("--lang", "fr"), "Language: fr.")])
def test_when_nothing_matches_it_says_so_with_language_and_packs(
    lang: tuple[str, ...], told: str, rules: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plain.txt"
    path.write_bytes(b"Un texte sans rien de trop.\r\n")
    done = run(path, *lang, *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (0, path.read_bytes())
    assert "Nothing matched" in done.err
    assert told in done.err
    assert "my.port" in done.err
    assert "Removed" not in done.err


@pytest.mark.parametrize("flag", ["-q", "--quiet"])
def test_quiet(flag: str, article: Path, rules: Path) -> None:
    assert run(article, flag, *OWN_RULES_ONLY, rules) == Done(0, CLEAN.encode(), "")


def test_the_summary_of_a_dump_counts_articles(dump: Path, rules: Path) -> None:
    done = run(dump, *OWN_RULES_ONLY, rules)
    assert done.err.splitlines()[:2] == [
        "2 articles, 2 changed.", "Removed: 2 ad labels, 1 affiliate or sponsor line, 1 stock quote.",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\n\n", b"Un mot", b"\r\n", "Une ligne\u2028deux\x0btrois\x85".encode()])
def test_what_holds_no_junk_comes_out_byte_for_byte(content: bytes, rules: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    done = process(path, *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (0, content)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_the_body_stay(end: str, rules: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(ARTICLE.replace("\n", end).encode())
    assert process(path, "-q", *OWN_RULES_ONLY, rules).out == CLEAN.replace("\n", end).encode()


# Output and format


@pytest.mark.parametrize(
    ("name", "kind"), [("out.txt", "text"), ("out.jsonl", "jsonl"), ("out.ndjson", "jsonl"), ("out", "text")]
)
def test_output_file_tells_the_format(name: str, kind: str, article: Path, rules: Path) -> None:
    target = article.with_name(name)
    done = run(article, "-o", target, *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (0, b"")
    assert done.err.startswith("Removed: ")
    assert target.read_text(encoding="utf-8") == CLEAN if kind == "text" else orjson.loads(target.read_bytes())
    assert files_in(article.parent) == sorted(["article.txt", name])


def test_format_wins_over_the_name(article: Path, rules: Path) -> None:
    target = article.with_name("out.jsonl")
    run(article, "--output", target, "--format", "text", *OWN_RULES_ONLY, rules)
    assert target.read_text(encoding="utf-8") == CLEAN


def test_a_dash_as_output_is_stdout(article: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(article.parent)
    assert run("article.txt", "-o", "-", *OWN_RULES_ONLY, rules).text == CLEAN
    assert files_in(article.parent) == ["article.txt"]


def test_one_article_as_jsonl(article: Path, rules: Path) -> None:
    (record,) = run(article, "--format", "jsonl", *OWN_RULES_ONLY, rules).records
    assert list(record) == ["id", "text", "metadata"]
    assert record["text"] == CLEAN
    assert re.fullmatch("[0-9a-f]{16}", record["id"])
    cleaning = record["metadata"].pop("cleaning")
    assert record["metadata"] == {"affiliate": True, "tickers": ["QAIC"]}
    assert cleaning["counts"] == {"ad": 1, "disclosure": 1, "ticker": 1}
    assert cleaning["source"] == {"kind": "text", "file": "article.txt"}
    for removal in cleaning["removed"]:
        assert ARTICLE[removal["start"] : removal["end"]] == removal["text"]
    assert [r["rule"] for r in cleaning["removed"]] == ["my.port/marker", "my.port/quote", "my.port/commission"]


def test_no_trace_writes_counts_only(article: Path, rules: Path) -> None:
    done = run(article, "--format", "jsonl", "--no-trace", *OWN_RULES_ONLY, rules)
    (record,) = done.records
    assert record["text"] == CLEAN
    assert record["metadata"]["cleaning"]["counts"] == {"ad": 1, "disclosure": 1, "ticker": 1}
    assert "removed" not in record["metadata"]["cleaning"]
    assert "Publicité" not in done.text


def test_a_dump_stays_a_dump(dump: Path, rules: Path) -> None:
    first, second = run(dump, *OWN_RULES_ONLY, rules).records
    assert list(first) == ["id", "text", "n", "metadata"]
    assert (first["id"], first["text"], first["n"]) == ("a", CLEAN, 1)
    assert second["text"] == "Un second article."


def test_the_articles_of_a_dump_are_never_glued_together_as_text(tmp_path: Path, rules: Path) -> None:
    """Either it is refused, as for several files, or each line of the output is a line of one article."""
    path = tmp_path / "dump.jsonl"
    path.write_bytes(b'{"text": "Un premier article."}\n{"text": "Un second article."}\n')
    done = run(path, "--format", "text", *OWN_RULES_ONLY, rules)
    assert done.code == 2 or "Un premier article." in done.text.split("\n")


def test_several_files_become_json_lines_in_their_order(article: Path, dump: Path, rules: Path) -> None:
    second = article.with_name("b.txt")
    second.write_text("PUBLICITE\nUn texte.", encoding="utf-8")
    records = run(second, article, dump, *OWN_RULES_ONLY, rules).records
    assert [r["text"] for r in records] == ["Un texte.", CLEAN, CLEAN, "Un second article."]
    assert [r["metadata"]["cleaning"].get("source", {}).get("file") for r in records] == [
        "b.txt", "article.txt", None, None,
    ]  # fmt: skip


def test_several_files_cannot_become_one_text(article: Path, dump: Path, rules: Path) -> None:
    done = run(article, dump, "--format", "text", *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (2, b"")
    assert "jsonl" in done.err


# For people: --explain and --diff


def unmarked(text: str) -> str:
    """What was marked, as it came in."""
    return re.sub(r"\[-(.*?)-\](?:\{\+.*?\+\})?\{[\w./-]+\}", r"\1", text, flags=re.DOTALL)


def test_explain_marks_every_removal_with_its_rule(article: Path, rules: Path) -> None:
    done = run(article, "--explain", *OWN_RULES_ONLY, rules)
    assert "\n[-Publicité-]{my.port/marker}\n" in done.text
    assert "Quaicorp[- (QAIC+1.50%)-]{my.port/quote} commenceront" in done.text
    assert "[-Nous touchons une commission.-]{my.port/commission}\n" in done.text
    assert unmarked(done.text) == ARTICLE
    assert ESCAPE not in done.text


def test_explain_shows_what_came_instead(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(
        pack("my", rule("long", "span", "kilomètres-heure", do="replace", more="by: km/h")), encoding="utf-8"
    )
    done = run("-", "--explain", *OWN_RULES_ONLY, path, stdin="À 80 kilomètres-heure.".encode())
    assert done.text == "À 80 [-kilomètres-heure-]{+km/h+}{my/long}.\n"


@pytest.mark.parametrize("flag", ["--explain", "--diff"])
@pytest.mark.parametrize(
    ("env", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": ""}, False), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=["pipe", "forced", "empty", "both"],
)  # fmt: skip
def test_colours_in_a_pipe_only_when_forced(
    flag: str, env: dict[str, str | None], coloured: bool, article: Path, rules: Path
) -> None:
    done = run(article, flag, *OWN_RULES_ONLY, rules, env=env)
    assert (ESCAPE in done.text) == coloured
    plain = run(article, flag, *OWN_RULES_ONLY, rules)
    assert re.sub(r"\x1b\[[\d;]*m", "", done.text) == plain.text


def on_terminal(*args: str | Path, env: dict[str, str | None]) -> str:
    """All that a terminal shows of a command."""
    pty = pytest.importorskip("pty", reason="no terminals here")
    here, there = pty.openpty()
    started = subprocess.Popen(command(*args), stdin=there, stdout=there, stderr=there, env=environment(env))
    os.close(there)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says EIO when the last writer is gone
        while piece := os.read(here, 65536):
            shown += piece
    os.close(here)
    assert started.wait(60) == 0
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("words", [("clean", "--explain"), ("clean", "--diff"), ("why",)], ids=" ".join)
@pytest.mark.parametrize("off", [False, True], ids=["terminal", "terminal and NO_COLOR"])
def test_colours_on_a_terminal_unless_it_wants_none(
    words: tuple[str, ...], off: bool, article: Path, rules: Path
) -> None:
    shown = on_terminal(*words, article, *OWN_RULES_ONLY, rules, env={"NO_COLOR": "1"} if off else {})
    assert "Publicité" in shown
    assert bool(COLOUR.search(shown)) != off


def test_forced_colours_hold_for_why_too(article: Path, rules: Path) -> None:
    assert COLOUR.search(process("why", article, *OWN_RULES_ONLY, rules, env={"FORCE_COLOR": "1"}).text)


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE, ARTICLE.rstrip("\n"), ARTICLE.rstrip("\n") + "\n\nFin", "Publicité", "Un texte.\nPublicité", "Publicité\nUn texte.",
        ARTICLE.replace("\n", "\r\n"), "Un texte\u2028avec\x85des\x0bsignes\x0crares.\n\nPublicité\n\nFin\u2028Fin\n",
        "Une ligne\r\nPublicité\r\nUne autre\rPublicité\rLa fin",
    ],
    ids=["plain", "no newline", "end goes", "all goes", "last line", "first line", "crlf", "rare breaks", "mixed"],
)  # fmt: skip
def test_diff_is_one_that_patch_applies(text: str, tmp_path: Path, rules: Path) -> None:
    if not shutil.which("patch"):
        pytest.skip("no `patch` here")
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    clean = run(path, "-q", *OWN_RULES_ONLY, rules).out
    diff = run(path, "-q", "--diff", *OWN_RULES_ONLY, rules).out
    assert clean != path.read_bytes()
    done = subprocess.run(["patch", "--binary", "-s", str(path)], input=diff, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + diff.decode()
    assert (path.read_bytes() if path.exists() else b"") == clean


def test_diff_names_the_file_and_is_empty_without_a_change(article: Path, rules: Path) -> None:
    done = run(article, "--diff", *OWN_RULES_ONLY, rules)
    assert done.text.startswith(f"--- {article}")
    assert "\n-Publicité\n" in done.text
    article.write_text(CLEAN, encoding="utf-8")
    assert run(article, "--diff", *OWN_RULES_ONLY, rules).out == b""


def test_explain_and_diff_exclude_each_other(article: Path, rules: Path) -> None:
    assert run(article, "--explain", "--diff", *OWN_RULES_ONLY, rules).code == 2


# Which rules run


def test_rules_may_be_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "one.yaml").write_text(pack("one", rule("a", "line", "Première réclame")), encoding="utf-8")
    (tmp_path / "deep" / "two.yml").write_text(pack("two", rule("a", "line", "Seconde réclame")), encoding="utf-8")
    (tmp_path / "deep" / "er" / "three.yaml").write_text(
        pack("three", rule("a", "line", "Troisième réclame")), encoding="utf-8"
    )
    (tmp_path / "deep" / "notes.txt").write_text("no rules", encoding="utf-8")
    text = "Première réclame\nSeconde réclame\nTroisième réclame\nUn texte.\n".encode()
    both = run("-", "--rules", tmp_path / "one.yaml", "--rules", tmp_path / "deep", "--no-default-rules", stdin=text)
    assert both.text == "Un texte.\n"
    one = run("-", "--rules", tmp_path / "one.yaml", "--no-default-rules", stdin=text)
    assert one.text == "Seconde réclame\nTroisième réclame\nUn texte.\n"


def test_own_rules_come_beside_the_library(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(pack("own", rule("a", "line", "Une réclame à nous")), encoding="utf-8")
    text = "Un texte.\n\nPublicité\n\nUne réclame à nous\n\nUn autre texte.\n".encode()
    only = ("--only", "fr.ads/marker", "--only", "own")
    assert run("-", "--rules", path, *only, stdin=text).text == "Un texte.\n\nUn autre texte.\n"
    without = run("-", "--rules", path, "--no-default-rules", stdin=text)
    assert without.text == "Un texte.\n\nPublicité\n\nUn autre texte.\n"


def test_no_rules_at_all_change_nothing(article: Path) -> None:
    done = run(article, "--no-default-rules")
    assert (done.code, done.text) == (0, ARTICLE)
    assert "Packs (0 rules): none" in done.err


def test_a_warning_about_an_own_rule_is_shown(tmp_path: Path, article: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(pack("own", rule("a", "line", "Une réclame\nUNE RÉCLAME")), encoding="utf-8")
    done = run(article, *OWN_RULES_ONLY, path)
    assert done.code == 0
    assert f"{path}:" in done.err
    assert "warning CN317" in done.err


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (("--only", "ad"), {"commission", "QAIC"}),
        (("--only", "my.port/quote"), {"Publicité", "commission"}),
        (("--only", "my.port"), set()),
        (("--only", "my"), set()),
        (("--only", "ad", "--only", "ticker"), {"commission"}),
        (("--without", "disclosure"), {"commission"}),
        (("--without", "my.port/marker", "--without", "ticker"), {"Publicité", "QAIC"}),
        (("--only", "my.port", "--without", "ad"), {"Publicité"}),
        (("--without", "my"), {"Publicité", "commission", "QAIC"}),
    ],
    ids=lambda v: " ".join(sorted(v) if isinstance(v, set) else v),
)
def test_only_and_without(options: tuple[str, ...], left: set[str], article: Path, rules: Path) -> None:
    done = run(article, *options, *OWN_RULES_ONLY, rules)
    assert done.code == 0
    assert {word for word in ("Publicité", "commission", "QAIC") if word in done.text} == left


@pytest.mark.parametrize("option", ["--only", "--without"])
def test_a_name_that_fits_no_rule_is_refused(option: str, article: Path, rules: Path) -> None:
    done = run(article, option, "adverts", *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (2, b"")
    assert "`adverts`" in done.err
    assert "disclosure" in done.err
    assert "my.port" in done.err


@pytest.mark.parametrize(
    ("lang", "goes"),
    [("fr", True), ("fr-CA", True), ("fr_FR", True), ("FR", True), ("French", True), ("de", False), ("frr", False)],
)
def test_lang_chooses_packs(lang: str, goes: bool, article: Path, rules: Path) -> None:
    done = run(article, "--lang", lang, *OWN_RULES_ONLY, rules)
    assert (done.text == CLEAN) == goes
    assert (done.text == ARTICLE) != goes


def test_lang_must_be_a_language(article: Path, rules: Path) -> None:
    done = run(article, "--lang", "klingonese", *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (2, b"")
    assert "klingonese" in done.err


@pytest.mark.parametrize(
    ("options", "goes"),
    [
        ((), False), (("--site", "example.com"), True), (("--site", "news.example.com"), True),
        (("--site", "https://www.example.com/a?b"), True), (("--site", "EXAMPLE.com"), True),
        (("--site", "notexample.com"), False), (("--site", "example.com.evil.org"), False),
        (("--site", "example.com", "--no-sites"), False),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else None,
)  # fmt: skip
def test_site_chooses_packs(options: tuple[str, ...], goes: bool, tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(pack("sites.a", rule("own", "line", "Ici"), head="site: example.com\n"), encoding="utf-8")
    done = run("-", *options, *OWN_RULES_ONLY, path, stdin=b"Un texte.\nIci\n")
    assert done.text == ("Un texte.\n" if goes else "Un texte.\nIci\n")


ECHO = """
format: 1
pack: echo
lang: any
rules:
  - id: title
    why: The headline again.
    role: echo
    same_as: title
    do: drop
    examples:
      hit:
        - text: Le budget du port
          title: Le budget du port
      miss:
        - text: Le budget du port
          title: Un autre titre
"""


def test_title_lets_its_echo_go(tmp_path: Path) -> None:
    path = tmp_path / "echo.yaml"
    path.write_text(ECHO, encoding="utf-8")
    text = "Le budget du port\n\nLe conseil a voté.\n".encode()
    assert run("-", *OWN_RULES_ONLY, path, stdin=text).out == text
    assert run("-", "--title", "Le budget du port", *OWN_RULES_ONLY, path, stdin=text).text == "Le conseil a voté.\n"


def test_text_field_names_the_field(rules: Path) -> None:
    line = b'{"id": "a", "text": "Publicit\xc3\xa9", "page": {"story": "Publicit\xc3\xa9\\nUn texte.", "n": 1}}\n'
    (record,) = run("-", "--text-field", "page.story", *OWN_RULES_ONLY, rules, stdin=line).records
    assert record["page"] == {"story": "Un texte.", "n": 1}
    assert record["text"] == "Publicité"


# Rules of the project and of the user


def own_pack(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(pack("own", rule("a", "line", "Une réclame à nous")), encoding="utf-8")
    return folder


OWN = "Un texte.\n\nUne réclame à nous\n".encode()
OWN_CLEAN = b"Un texte.\n\n"


@pytest.mark.parametrize("below", [".", "a/b"])
def test_project_rules_are_found_at_or_above_the_working_folder(
    below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_pack(tmp_path / "clean-news-rules")
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / below)
    assert run("-", "--only", "own", stdin=OWN).out == OWN_CLEAN
    assert run("-", "--no-default-rules", stdin=OWN).out == OWN


def test_project_rules_end_at_the_root_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_pack(tmp_path / "clean-news-rules")
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repository")
    done = run("-", "--only", "own", stdin=OWN)
    assert done.code == 2
    assert "`own`" in done.err


def test_project_rules_are_found_beside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_pack(tmp_path / "data" / "clean-news-rules")
    (tmp_path / "data" / "a.txt").write_bytes(OWN)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = run(tmp_path / "data" / "a.txt", "--only", "own")
    assert (done.code, done.out) == (0, OWN_CLEAN)


def test_rules_of_the_user(tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("the folder is told by other means there")
    own_pack(tmp_path / "clean-news" / "rules")
    assert run("-", "--only", "own", stdin=OWN, env={"XDG_CONFIG_HOME": str(tmp_path)}).out == OWN_CLEAN


# Standard input


@pytest.mark.parametrize("words", [(), ("-",), ("clean",), ("clean", "-")], ids=["none", "dash", "clean", "clean dash"])
def test_standard_input(words: tuple[str, ...], rules: Path) -> None:
    done = process(*words, *OWN_RULES_ONLY, rules, stdin=ARTICLE.encode())
    assert (done.code, done.text) == (0, CLEAN)
    assert "--explain" in done.err


def test_a_pipe_and_not_one_argument() -> None:
    done = process(stdin=b"Un texte.\n")
    assert (done.code, done.out) == (0, b"Un texte.\n")
    assert "Nothing matched" in done.err


def test_a_terminal_and_not_one_argument() -> None:
    assert "Usage: clean-news" in on_terminal(env={})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ARTICLE.encode(), "text"), (b"", "text"), (RECORD, "jsonl"), (b"\xef\xbb\xbf\n " + RECORD, "jsonl"), (b"{}\n", "jsonl"),
        (PAGE, "html"), (b"\n <HTML" + PAGE[20:], "html"), (b"{ Une accolade ouvre ce texte.\n", "text"), (b"<3 et plus encore\n", "text"),
    ],
    ids=["text", "empty", "record", "record behind a BOM", "empty record", "page", "page in capitals", "brace", "less than"],
)  # fmt: skip
def test_the_kind_of_standard_input_is_told_by_its_start(data: bytes, kind: str, rules: Path) -> None:
    done = run("-", "--format", "jsonl", *OWN_RULES_ONLY, rules, stdin=data)
    assert done.code == 0
    (record,) = done.records
    told = record["metadata"]["cleaning"].get("source", {}).get("kind", "jsonl")
    assert told == kind


@pytest.mark.parametrize("kind", ["text", "jsonl", "html"])
def test_from_names_the_kind(kind: str, rules: Path, tmp_path: Path) -> None:
    """The name of the file says otherwise, and so does its start."""
    line = b'{"text": "Un texte."}\n'
    data = {
        "text": line,
        "jsonl": b"\n\n\n" + RECORD,
        "html": PAGE.replace(b"<!doctype html><html lang='fr'>", b"- "),
    }
    name = {"text": "a.jsonl", "jsonl": "a.txt", "html": "a.txt"}
    path = tmp_path / name[kind]
    path.write_bytes(data[kind])
    done = run(path, "--from", kind, "--format", "jsonl", *OWN_RULES_ONLY, rules)
    assert done.code == 0
    (record,) = done.records
    if kind == "text":
        assert record["text"] == line.decode()
    else:
        assert "Publicité" not in record["text"].split("\n")
        assert "budget du port" in record["text"]


# Names


@pytest.mark.parametrize("name", ["why", "rules", "restore", "clean"])
def test_a_file_named_like_a_command_is_reachable(
    name: str, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(f"./{name}", *OWN_RULES_ONLY, rules).text == CLEAN
    assert run("clean", name, *OWN_RULES_ONLY, rules).text == CLEAN


@pytest.mark.parametrize("name", ["a b.txt", "-a.txt", "été.txt", "a:9.txt"])
def test_odd_file_names(name: str, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("clean", *OWN_RULES_ONLY, rules, "--", name).text == CLEAN


# Wrong use and exit codes


def test_a_dead_letter_gives_1_and_the_rest_comes_out(tmp_path: Path, rules: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(RECORD + b"[1]\n" + RECORD)
    done = process(path, *OWN_RULES_ONLY, rules)
    assert done.code == 1
    assert [r["text"] for r in done.records] == [CLEAN, CLEAN]
    assert f"{path}:2: it holds an array" in done.err
    assert "1 dead letter" in done.err


def test_a_text_file_that_is_none_is_a_dead_letter(tmp_path: Path, rules: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"PK\x03\x04\x00\x00\x00\x00")
    done = run(path, *OWN_RULES_ONLY, rules)
    assert (done.code, done.out) == (1, b"")
    assert f"{path}: it holds NUL bytes" in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("missing.txt",), "missing.txt: No such file or directory"),
        ((".",), "is a folder"),
        (("a.txt", "missing.txt"), "missing.txt: No such file"),
        (("a.txt", "--explian"), "--explain"),
        (("--explian", "a.txt"), "--explain"),
        (("a.txt", "--format", "xml"), "'text', 'md', 'jsonl'"),
        (("a.txt", "--from", "pdf"), "'html'"),
        (("a.txt", "--rules", "missing.yaml"), "missing.yaml"),
        (("a.txt", "-o", "no/such/folder/out.txt"), "no/such/folder"),
        (("a.txt", "-o", "a.txt"), "is an input too"),
        (("a.txt", "-o", "."), "folder"),
        (("a.txt", "-o", "sub"), "sub"),
        (("a.csv.gz",), ".gz is not read yet"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_wrong_use(words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "a.csv.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "sub").mkdir()
    done = run(*words, *(() if "--rules" in words else ("--no-default-rules",)))
    assert (done.code, done.out) == (2, b"")
    assert told in done.err
    assert "Traceback" not in done.err
    assert ".part" not in done.err  # a name that the user never wrote
    assert files_in(tmp_path) == ["a.csv.gz", "a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == ARTICLE


def test_wrong_use_in_a_process_has_no_traceback(tmp_path: Path) -> None:
    done = process("missing.txt", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, b"", "Error: missing.txt: No such file or directory.\n")


def test_a_file_that_cannot_be_opened(article: Path, rules: Path) -> None:
    done = run(article / "x.txt", *OWN_RULES_ONLY, rules)
    assert done.code == 2
    assert f"{article / 'x.txt'}: Not a directory" in done.err


# Pipes and files that end early


def started(*args: str | Path, out: int) -> Done:
    """A command with the given descriptor as its stdout."""
    done = subprocess.run(
        command(*args), stdout=out, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment(), timeout=60, check=False
    )  # fmt: skip
    return Done(done.returncode, b"", done.stderr.decode())


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory, rules: Path) -> Path:
    folder = tmp_path_factory.mktemp("cleaned")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    run(folder / "article.txt", "-o", folder / "clean.jsonl", *OWN_RULES_ONLY, rules)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("article.txt",), ("article.txt", "-q"), ("article.txt", "--explain", "-q"), ("why", "article.txt"), ("rules", "list"),
        ("rules", "schema", "--markdown"), ("restore", "clean.jsonl"), ("--version",), ("--help",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_reader_that_is_gone_is_no_error(words: tuple[str, ...], cleaned: Path, rules: Path) -> None:
    named = tuple(str(cleaned / w) if "." in w else w for w in words)
    with_rules = () if words[0] in ("restore", "--version", "--help") or "schema" in words else (*OWN_RULES_ONLY, rules)
    reader, writer = os.pipe()
    os.close(reader)
    done = started(*named, *with_rules, out=writer)
    os.close(writer)
    assert done.code == 0
    assert not re.search("Traceback|Broken|Exception|Error", done.err), done.err


def test_head_takes_one_line_of_a_large_dump(tmp_path: Path, rules: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(RECORD * 3000)
    with subprocess.Popen(
        command(path, *OWN_RULES_ONLY, rules), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        assert orjson.loads(running.stdout.readline())["text"] == CLEAN
        running.stdout.close()
        err = running.stderr.read().decode()
        assert running.wait(60) == 0
    assert err == ""


def started_slowly(target: Path, rules: Path) -> subprocess.Popen[bytes]:
    """A run that has written part of its output and waits for more input; it heeds Ctrl-C wherever tests run."""
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from cleaner.cli import main; main()"
    )
    words = [sys.executable, "-c", code, "-", "-o", str(target), *OWN_RULES_ONLY, str(rules)]
    running = subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert running.stdin is not None
    running.stdin.write(RECORD * 200)
    running.stdin.flush()
    until = time.monotonic() + 30
    while not any(p.stat().st_size for p in target.parent.glob(".*.part")):
        assert time.monotonic() < until
        time.sleep(0.01)
    return running


@pytest.mark.parametrize("signal_name", ["SIGINT", "SIGKILL"])
@pytest.mark.parametrize("before", [None, b"what stood there before"])
def test_an_output_file_appears_whole_or_not_at_all(
    signal_name: str, before: bytes | None, tmp_path: Path, rules: Path
) -> None:
    if not hasattr(signal, signal_name) or sys.platform == "win32":
        pytest.skip("no such signal here")
    target = tmp_path / "out.jsonl"
    if before is not None:
        target.write_bytes(before)
    running = started_slowly(target, rules)
    running.send_signal(getattr(signal, signal_name))
    _, err = running.communicate(timeout=60)
    assert (target.read_bytes() if target.exists() else None) == before
    if signal_name == "SIGINT":
        assert running.returncode == 130
        assert b"Traceback" not in err
        assert files_in(tmp_path) == ([] if before is None else ["out.jsonl"])


def test_an_output_file_is_not_there_before_the_run_is_over(tmp_path: Path, rules: Path) -> None:
    target = tmp_path / "out.jsonl"
    running = started_slowly(target, rules)
    assert not target.exists()
    running.communicate(RECORD, timeout=60)
    assert running.returncode == 0
    assert len(target.read_bytes().splitlines()) == 201
    assert files_in(tmp_path) == ["out.jsonl"]


def test_a_failure_in_the_middle_leaves_the_old_output(tmp_path: Path, rules: Path) -> None:
    """Pages cannot be shown with --diff; that is noticed when the second file comes."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.html").write_bytes(PAGE)
    (tmp_path / "out.diff").write_text("old", encoding="utf-8")
    options = ("--diff", "--format", "jsonl", "-o", tmp_path / "out.diff")
    done = run(tmp_path / "a.txt", tmp_path / "b.html", *options, *OWN_RULES_ONLY, rules)
    assert done.code == 2
    assert (tmp_path / "out.diff").read_text(encoding="utf-8") == "old"
    assert files_in(tmp_path) == ["a.txt", "b.html", "out.diff"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_an_output_that_is_no_regular_file_is_written_to_and_not_replaced(
    article: Path, rules: Path, tmp_path: Path
) -> None:
    """As for `-o /dev/stdout`, or `-o /dev/null` by a user who may write to /dev."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = run(article, "-o", pipe, "--format", "text", *OWN_RULES_ONLY, rules)
        assert done.code == 0
        assert pipe.is_fifo()
        assert os.read(reader, 65536).decode() == CLEAN
    finally:
        os.close(reader)


def test_an_output_that_is_a_link_stays_one(article: Path, rules: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no links here")
    assert run(article, "-o", link, *OWN_RULES_ONLY, rules).code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == CLEAN
