"""`clean-news why FILE[:LINE]`: which rule took what, and for a line that stayed what nearly took it and why it did not."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from cleaner import Cleaner, Context, Options
from cleaner.pipeline import explain_text
from tests.command import ARTICLE, OWN_RULES_ONLY, RULES, Done, pack, process, rule, run
from tests.conftest import FIXTURES, SEED

GOLDEN = sorted(FIXTURES.glob("golden/*/input.txt"))
NEAR = """\
format: 1
pack: near
lang: fr
rules:
  - id: top
    why: A label that stands at the top.
    role: ad
    line: |
      Annonce du jour
    where: {near_start: 2}
    do: drop
    examples:
      hit: |
        Annonce du jour
      miss: |
        Une annonce du jour
  - id: more
    why: Points to another article.
    role: related
    line_starts: |
      Lire aussi
    where: {chars: {max: 40}}
    unless: {ends_like_sentence: true}
    do: drop
    examples:
      hit: |
        Lire aussi : le port
      miss: |
        Il faut lire aussi ce livre
  - id: spared
    why: The name of a book.
    line: |
      Lire aussi ce livre
    do: keep
    examples:
      hit: |
        Lire aussi ce livre
      miss: |
        Lire ce livre
"""
PAGE = """\
Annonce du jour

Un premier paragraphe raconte ce que le conseil a voté vendredi soir, après onze heures de débat dans la salle.

Lire aussi ce livre

Lire aussi les pages que la ville consacre au budget du port

Lire aussi, dit-elle.

Annonce du jours

Un second paragraphe rapporte ce que la mairie en dit, et pourquoi les travaux durent plus longtemps que prévu.

Annonce du jour
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    for name, text in (
        ("rules.yaml", RULES), ("near.yaml", NEAR), ("article.txt", ARTICLE), ("page.txt", PAGE), ("crlf.txt", ARTICLE.replace("\n", "\r\n")),
        ("cr.txt", ARTICLE.replace("\n", "\r")), ("a:5.txt", ARTICLE), ("named:5", ARTICLE), ("plain.txt", "Un texte.\n"),
    ):  # fmt: skip
        (folder / name).write_bytes(text.encode())
    lines = [
        orjson.dumps({"id": "a", "text": "Un texte."}),
        orjson.dumps({"id": "b", "text": ARTICLE}),
        b"[1]",
        b'{"text": null}',
    ]
    (folder / "dump.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return folder


def why(place: str | Path, folder: Path, *options: str, stdin: bytes = b"") -> Done:
    return run("why", place, *options, *OWN_RULES_ONLY, folder / "rules.yaml", stdin=stdin)


def near(number: int, folder: Path) -> list[str]:
    """What is told of a line of the page, without its first line."""
    done = run("why", f"{folder / 'page.txt'}:{number}", *OWN_RULES_ONLY, folder / "near.yaml")
    assert done.code == 0
    return done.text.splitlines()[1:]


# What fired


def test_every_removal_with_its_line_its_rule_and_where_the_rule_stands(folder: Path) -> None:
    done = process("why", folder / "article.txt", *OWN_RULES_ONLY, folder / "rules.yaml")
    assert done.code == 0
    assert done.text.splitlines() == [
        "line 5: Publicité",
        f"    my.port/marker (ad, {folder}/rules.yaml:5)",
        "line 7: (QAIC+1.50%)",
        f"    my.port/quote (ticker, {folder}/rules.yaml:28)",
        "line 9: Nous touchons une commission.",
        f"    my.port/commission (disclosure, {folder}/rules.yaml:16)",
    ]
    assert done.err == ""


@pytest.mark.parametrize("name", ["article.txt", "crlf.txt", "cr.txt", "a:5.txt"])
def test_a_line_that_went(name: str, folder: Path) -> None:
    """Lines are counted as an editor counts them, whatever ends them."""
    place = f"{folder / name}:5"
    assert why(place, folder).text.splitlines() == [
        f"{place}: Publicité",
        f"  taken by my.port/marker (ad, {folder}/rules.yaml:5)",
        "    Label of an ad slot.",
    ]


def test_a_line_of_which_a_part_went(folder: Path) -> None:
    told = why(f"{folder / 'article.txt'}:7", folder).text
    assert "taken '(QAIC+1.50%)' by my.port/quote" in told
    assert "Live stock quote." in told
    assert "stays" not in told


def test_a_line_that_several_rules_took_names_them_all(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(pack("more", rule("label", "line", "Publicité")), encoding="utf-8")
    told = why(f"{folder / 'article.txt'}:5", folder, "--rules", str(path)).text
    assert "taken by my.port/marker" in told
    assert "taken by more/label" in told


def test_nothing_went(folder: Path) -> None:
    done = why(folder / "plain.txt", folder)
    assert done.code == 0
    assert done.text.startswith("Nothing was removed. Rules that ran: 3; language unknown.")


def test_a_blank_line(folder: Path) -> None:
    done = why(f"{folder / 'article.txt'}:2", folder)
    assert done.code == 0
    assert "blank" in done.text


def test_standard_input(folder: Path) -> None:
    assert "line 5: Publicité" in why("-", folder, stdin=ARTICLE.encode()).text


def test_a_file_whose_name_ends_like_a_place(folder: Path) -> None:
    assert why(folder / "named:5", folder).text.startswith("line 5: Publicité\n")


# Of a dump


def test_a_record_of_a_dump(folder: Path) -> None:
    assert why(f"{folder / 'dump.jsonl'}:2", folder).text.startswith("line 5: Publicité\n")
    assert why(f"{folder / 'dump.jsonl'}:1", folder).text.startswith("Nothing was removed.")


def test_a_line_of_a_record(folder: Path) -> None:
    assert "taken by my.port/marker" in why(f"{folder / 'dump.jsonl'}:2:5", folder).text
    assert "stays: no rule took it." in why(f"{folder / 'dump.jsonl'}:2:3", folder).text


# What nearly fired


def test_a_line_that_stays_tells_the_condition_that_failed(folder: Path) -> None:
    """As it stood when the text came in, although another line went before it."""
    assert near(15, folder) == [
        "  stays: no rule took it.",
        f"  nearly near/top (ad, {folder}/near.yaml:5): its matcher holds, but not where near_start: 2 (it is line 8)",
    ]


def test_a_condition_with_a_range(folder: Path) -> None:
    (told,) = [line for line in near(7, folder) if "nearly" in line]
    assert (
        f"nearly near/more (related, {folder}/near.yaml:17): its matcher holds, but not where chars: {{max: 40}}"
        in told
    )


def test_a_condition_under_unless(folder: Path) -> None:
    (told,) = [line for line in near(9, folder) if "nearly" in line]
    assert "near/more" in told
    assert "unless ends_like_sentence: true" in told


def test_another_rule_keeps_the_line(folder: Path) -> None:
    told = "\n".join(near(5, folder))
    assert "stays: no rule took it." in told
    assert re.search(r"nearly near/more .*: another rule keeps the line", told)


def test_a_literal_that_reads_almost_like_the_line(folder: Path) -> None:
    assert f"  the literal that reads most like it: 'Annonce du jour' of near/top (ad, {folder}/near.yaml:5)" in near(
        11, folder
    )


def test_a_line_that_nothing_comes_near(folder: Path) -> None:
    assert near(3, folder) == ["  stays: no rule took it."]


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("Lire aussi le port\n\nUn paragraphe " + "de plusieurs mots " * 6 + "finit ici.\n", 1, "this is the title"),
        (
            "Un titre\n\nLire aussi " + "les pages " * 2 + "du port.\n\n" + f"Lire aussi {'un mot ' * 20}.\n", 5,
            "only whole-line literals may take it",
        ),
    ],
    ids=["title", "lead"],
)  # fmt: skip
def test_what_a_guard_spares_is_told(text: str, number: int, told: str, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        pack("open", rule("more", "line_starts", "Lire aussi", more="where: {chars: {max: 400}}")), encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = run("why", f"{tmp_path / 'a.txt'}:{number}", *OWN_RULES_ONLY, tmp_path / "r.yaml")
    assert re.search(rf"nearly open/more .*{told}", done.text), done.text


def test_the_limit_on_running_text_is_told(tmp_path: Path) -> None:
    """Three of four prose lines would go to an open rule: all stay, and both forms of the command say so."""
    prose = "Lire aussi ce que la rédaction écrit du budget du port, du conseil et des travaux de la grande digue."
    text = f"Le premier paragraphe, que rien ne prend, raconte ce que le conseil a voté vendredi soir à la mairie.\n\n{prose}\n\n{prose}\n\n{prose}\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(pack("open", rule("more", "line_starts", "Lire aussi")), encoding="utf-8")
    options = (*OWN_RULES_ONLY, tmp_path / "r.yaml")
    assert run(tmp_path / "a.txt", *options).text == text
    assert "limit on running text" in run(tmp_path / "a.txt", *options).err
    assert run("why", tmp_path / "a.txt", *options).text.count("limit on running text") == 3
    assert "limit on running text" in run("why", f"{tmp_path / 'a.txt'}:5", *options).text


# Wrong use


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("article.txt:11", "there is no line 11"), ("article.txt:999", "there is no line 999"), ("article.txt:0", "there is no line 0"),
        ("dump.jsonl:9", "no record 9"), ("dump.jsonl:0", "no record 0"), ("dump.jsonl:2:99", "there is no line 99"),
        ("dump.jsonl:3", "it holds an array"), ("dump.jsonl:4", "no text: field `text` is null"),
        ("missing.txt", "missing.txt: No such file"), ("missing.txt:3", "missing.txt: No such file"), (".", "is a folder"),
    ],
)  # fmt: skip
def test_wrong_use(place: str, told: str, folder: Path) -> None:
    done = why(folder / place, folder)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err
    assert "Traceback" not in done.err


# `why` is the same computation as `clean`


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.parent.name)
def test_recording_changes_no_decision(path: Path, cleaner: Cleaner) -> None:
    """`why` records near misses, `clean` does not: round by round the decisions are equal, and so is the result."""
    text = path.read_bytes().decode()
    recorded = cleaner.explain(text)
    plain = explain_text(text, Context(), cleaner.rules, Options(), record=False)
    assert [r.decisions for r in recorded.rounds] == [r.decisions for r in plain.rounds]
    assert recorded.cleaned == plain.cleaned == cleaner.clean(text)


def test_why_tells_the_removals_that_clean_writes() -> None:
    (record,) = run(SEED, "--format", "jsonl").records
    text = SEED.read_text(encoding="utf-8")
    written = [
        (text.count("\n", 0, removal["start"]) + 1, removal["rule"])
        for removal in record["metadata"]["cleaning"]["removed"]
    ]
    told = re.findall(r"^line (\d+): .*\n    (\S+) ", run("why", SEED).text, flags=re.MULTILINE)
    assert [(int(number), name) for number, name in told] == written
    assert len(written) == 14


HTML_PAGE = """<!DOCTYPE html><html lang=en><head><meta property="og:site_name" content="Harbour Times"></head><body><article><h1>The wall</h1>
<p>The council voted on Monday to rebuild the old harbour wall, which storms had cracked along its whole length, and which nobody had mended.</p>
<figure><img src=a><figcaption>The wall in May. Photo: Ann Lee / AP</figcaption></figure>
<p>Work will begin in May and last six months, the engineer in charge of the site told reporters on Tuesday, and the street will be shut.</p>
<p>The mayor asked everyone to stay away from the wall until then, and said that the money had been found in the budget of last year.</p>
</article></body></html>"""


def test_metadata_tells_its_origins(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(HTML_PAGE, encoding="utf-8")
    done = run("why", str(path), "--metadata")
    assert 'site_name: "Harbour Times"\n    meta og:site_name\n' in done.text
    assert "images: [{" in done.text
    assert "rules/en/images.yaml:" in done.text


def test_who_took_the_article_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(HTML_PAGE, encoding="utf-8")
    rules = tmp_path / "site.yaml"
    text = """format: 1
pack: sites.harbour
lang: en
site: [harbour.example]
rules:
  - id: body
    why: The article.
    css: SELECTOR
    do: take
    examples: {hit: ['x'], miss: ['y']}
"""
    for selector, wanted in (
        ("article p", "The article was chosen by sites.harbour/body"),
        ("div.no", "the article was not where sites.harbour/body would take it."),
    ):
        rules.write_text(text.replace("SELECTOR", selector), encoding="utf-8")
        assert wanted in run("why", str(path), "--rules", str(rules), "--site", "harbour.example").text
