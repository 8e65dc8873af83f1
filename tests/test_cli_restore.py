"""`clean-news restore`: what came in comes back, byte for byte; and what cannot come back is refused aloud."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import orjson
import pytest

from cleaner import Context
from cleaner.extract.html import extract_html
from tests.command import ARTICLE, CLEAN, OWN_RULES_ONLY, RULES, Done, pack, process, rule, run

LATIN = "À la mairie, le « budget » du port coûte 4,2 millions.\n\nPublicité\n\nLa suite est connue.\n"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "port.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def cleaned(path: Path, rules: Path, *options: str) -> Path:
    """The file of the cleaned records."""
    out = path.with_name("cleaned.jsonl")
    done = run(path, "-o", out, *options, *OWN_RULES_ONLY, rules)
    assert done.code == 0, done.err
    return out


def written(path: Path, *records: dict[str, Any]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(r) + b"\n" for r in records))
    return path


# Text files


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode(), ARTICLE.replace("\n", "\r\n").encode(), ARTICLE.replace("\n", "\r").encode(), ARTICLE.rstrip("\n").encode(),
        codecs.BOM_UTF8 + ARTICLE.encode(), codecs.BOM_UTF8 + ARTICLE.replace("\n", "\r\n").encode(), LATIN.encode("latin-1"),
        (LATIN + "L’œuvre – 3 €…\r\n").encode("windows-1252"), LATIN.encode("latin-1") + b"\x81\x8d\x8f\x90\x9d fin\n",
        codecs.BOM_UTF16_LE + ARTICLE.encode("utf-16-le"), codecs.BOM_UTF16_BE + ARTICLE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + ARTICLE.encode("utf-32-le"), codecs.BOM_UTF32_BE + ARTICLE.encode("utf-32-be"),
        "Publicité".encode(), "Publicité\n\n\n".encode(), b"Rien de trop.\n", b"", "Un 😀 texte.\n\nPublicité\n\nUn 😀 autre\u2028fin".encode(),
        "Un\x00texte".encode("utf-16"), ("\ufeff" + ARTICLE).encode("utf-8-sig"),
    ],
    ids=[
        "utf-8", "crlf", "cr", "no newline", "bom", "bom and crlf", "latin-1", "windows-1252", "holes of windows-1252", "utf-16-le",
        "utf-16-be", "utf-32-le", "utf-32-be", "all goes", "all goes, blank lines", "nothing goes", "empty", "astral", "nul in utf-16", "two boms",
    ],
)  # fmt: skip
def test_a_text_file_comes_back_to_the_byte(data: bytes, tmp_path: Path, rules: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    out = cleaned(path, rules)
    assert run("restore", out) == Done(0, data, "")
    assert run("restore", out, "-o", tmp_path / "back.txt") == Done(0, b"", "")
    assert (tmp_path / "back.txt").read_bytes() == data


def test_something_was_cleaned_in_each_encoding(tmp_path: Path, rules: Path) -> None:
    """So that the test above does not hold for want of removals."""
    for encoding in ("utf-8-sig", "utf-16", "utf-32", "latin-1"):
        (tmp_path / "a.txt").write_bytes(LATIN.encode(encoding))
        record = orjson.loads(cleaned(tmp_path / "a.txt", rules).read_bytes())
        assert record["text"] == LATIN.replace("Publicité\n\n", "")


def test_through_pipes_and_processes(rules: Path) -> None:
    data = codecs.BOM_UTF16_LE + ARTICLE.replace("\n", "\r\n").encode("utf-16-le")
    clean = process("-", "--format", "jsonl", *OWN_RULES_ONLY, rules, stdin=data)
    assert process("restore", "-", stdin=clean.out) == Done(0, data, "")


def test_a_text_file_as_a_record(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-16")
    (record,) = run("restore", cleaned(tmp_path / "a.txt", rules), "--format", "jsonl").records
    assert record["text"] == ARTICLE
    assert "cleaning" not in record.get("metadata", {})


def test_several_files_come_back_as_records(tmp_path: Path, rules: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE + name, encoding="utf-8")
    out = tmp_path / "cleaned.jsonl"
    run(tmp_path / "a.txt", tmp_path / "b.txt", "-o", out, *OWN_RULES_ONLY, rules)
    assert [r["text"] for r in run("restore", out).records] == [f"{ARTICLE}a.txt", f"{ARTICLE}b.txt"]
    refused = run("restore", out, "--format", "text")
    assert (refused.code, refused.out) == (2, b"")
    assert "2 records" in refused.err


def test_a_text_cleaned_twice_comes_back_whole(tmp_path: Path, rules: Path) -> None:
    """The second time as a record, with other rules: back comes the file, not the text in between."""
    data = LATIN.encode("latin-1")
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "more.yaml").write_text(pack("more", rule("end", "line", "La suite est connue.")), encoding="utf-8")
    again = tmp_path / "again.jsonl"
    run(cleaned(tmp_path / "a.txt", rules), "-o", again, *OWN_RULES_ONLY, tmp_path / "more.yaml")
    assert "La suite" not in orjson.loads(again.read_bytes())["text"]
    assert run("restore", again, "--format", "jsonl").records[0]["text"] == LATIN
    assert run("restore", again) == Done(0, data, "")


# Pages


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_of_a_page_the_extracted_text_comes_back(encoding: str, tmp_path: Path, rules: Path) -> None:
    """Browsers, and the reader here, take ISO-8859-1 for Windows-1252; entities may stand for any sign at all."""
    body = "".join(f"<p>{line.replace(',', ' — l’été &#322;,')}</p>" for line in ARTICLE.splitlines() if line)
    page = f"<!doctype html><html><head><meta charset='{encoding}'></head><body><article>{body}</article></body></html>"
    data = page.encode("utf-8" if encoding == "utf-8" else "windows-1252")
    (tmp_path / "a.html").write_bytes(data)
    out = cleaned(tmp_path / "a.html", rules, "--format", "jsonl")
    assert "Publicité" not in orjson.loads(out.read_bytes())["text"].split("\n")
    extracted = extract_html(page, Context()).text
    assert "ł" in extracted and "’" in extracted
    assert run("restore", out, "--format", "jsonl").records[0]["text"] == extracted
    assert run("restore", out) == Done(0, extracted.encode(), "")


# Records


@pytest.mark.parametrize(
    ("record", "options"),
    [
        ({"id": "a", "text": ARTICLE, "x": [1, {"y": None}]}, ()),
        ({"maintext": ARTICLE, "url": "https://example.com/a"}, ()),
        ({"id": 7, "content": ARTICLE, "metadata": {"url": "https://example.com/a", "x": 1}}, ()),
        ({"id": "a", "page": {"story": ARTICLE, "n": 1}}, ("--text-field", "page.story")),
        ({"id": "a", "page.story": ARTICLE}, ("--text-field", "page.story")),
        ({"id": "a", "text": ARTICLE, "metadata": "no object"}, ()),
        ({"id": "a", "text": ARTICLE, "metadata": None}, ()),
        ({"id": "a", "text": ARTICLE, "metadata": {}}, ()),
        ({"id": "a", "text": f"\ufeff{ARTICLE}".replace("\n", "\r\n")}, ()),
        ({"id": "a", "text": "Rien de trop."}, ()),
        ({"id": "a", "text": ""}, ()),
    ],
    ids=["text", "maintext", "content", "dotted", "dot in the name", "odd metadata", "null metadata", "empty metadata", "bom",
         "nothing goes", "empty"],
)  # fmt: skip
def test_the_text_field_of_a_record_comes_back(
    record: dict[str, Any], options: tuple[str, ...], tmp_path: Path, rules: Path
) -> None:
    """And every other field with it; what the rules learned stays in the metadata."""
    out = cleaned(written(tmp_path / "a.jsonl", record), rules, *options)
    (back,) = run("restore", out).records
    assert {name: back[name] for name in record if name != "metadata"} == {
        name: value for name, value in record.items() if name != "metadata"
    }
    for metadata in ("metadata", "cleaning_metadata"):
        assert "cleaning" not in (back.get(metadata) or {})
    old = record.get("metadata")
    assert back["metadata"] == old if isinstance(old, str) else {**(back.get("metadata") or {}), **(old or {})} == (
        back.get("metadata") or {}
    )  # fmt: skip


def test_a_dump_comes_back_in_its_order(tmp_path: Path, rules: Path) -> None:
    records = [{"id": str(i), "text": f"{i} {ARTICLE}" if i % 2 else "Rien de trop."} for i in range(50)]
    back = run("restore", cleaned(written(tmp_path / "a.jsonl", *records), rules)).records
    assert [(r["id"], r["text"]) for r in back] == [(r["id"], r["text"]) for r in records]


def test_lone_surrogates_come_back(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id":"a","text":"Un \\ud800 texte.\\n\\nPublicit\\u00e9\\n\\nFin \\udfff"}\n')
    back = run("restore", cleaned(tmp_path / "a.jsonl", rules))
    assert back.code == 0
    assert back.out.decode("utf-8").replace("\\u00e9", "é") == (
        '{"id":"a","text":"Un \\ud800 texte.\\n\\nPublicité\\n\\nFin \\udfff"}\n'
    )


# What cannot come back


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.replace("budget", "projet", 1), lambda t: t + "Fin.\n", lambda t: t[:-1], lambda t: t.replace("\n", "\r\n"),
        lambda t: t[: t.index("Les travaux")], lambda t: "", lambda t: t.replace("é", "e\u0301"), lambda t: t.strip(),
    ],
    ids=["a word", "more", "less", "line ends", "half", "all", "normal form", "stripped"],
)  # fmt: skip
@pytest.mark.parametrize("text", [ARTICLE, CLEAN], ids=["something went", "nothing went"])
def test_an_edited_text_is_noticed(text: str, edit: Any, tmp_path: Path, rules: Path) -> None:
    out = cleaned(written(tmp_path / "a.jsonl", {"id": "a", "text": text}), rules)
    record = orjson.loads(out.read_bytes())
    assert edit(record["text"]) != record["text"]
    written(out, {**record, "text": edit(record["text"])})
    done = run("restore", out)
    assert (done.code, done.out) == (1, b"")
    assert f"{out}:1: the text is not the one that was cleaned" in done.err


def test_records_without_their_removals_say_so(tmp_path: Path, rules: Path) -> None:
    records = [{"id": "a", "text": ARTICLE}, {"id": "b", "text": "Rien de trop."}]
    out = cleaned(written(tmp_path / "a.jsonl", *records), rules, "--no-trace")
    done = process("restore", out)
    assert done.code == 1
    assert [r["id"] for r in done.records] == ["b"]
    (told,) = done.err.splitlines()
    assert told.startswith(f"{out}:1: ")
    assert "--no-trace" in told


def test_one_bad_record_takes_no_other_with_it(tmp_path: Path, rules: Path) -> None:
    records = [{"id": str(i), "text": ARTICLE} for i in range(4)]
    out = cleaned(written(tmp_path / "a.jsonl", *records), rules)
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(lines[0] + lines[1].replace(b"budget", b"projet") + b"{half\n" + lines[3])
    done = run("restore", out, "-o", tmp_path / "back.jsonl")
    assert done.code == 1
    back = [orjson.loads(line) for line in (tmp_path / "back.jsonl").read_bytes().splitlines()]
    assert [(r["id"], r["text"]) for r in back] == [("0", ARTICLE), ("3", ARTICLE)]
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [f"{out}:2", f"{out}:3"]


REMOVED = [{"rule": "a/b", "start": 0, "end": 1, "text": "x"}]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"id": "a", "text": "x"}, "clean-news did not write it"),
        ({"id": "a", "text": "x", "metadata": {"cleaning": 1}}, "clean-news did not write it"),
        ({"id": "a", "metadata": {"cleaning": {"removed": REMOVED}}}, "no text in `text`"),
        ({"id": "a", "text": 7, "metadata": {"cleaning": {"removed": REMOVED}}}, "no text in `text`"),
        ({"id": "a", "text": "x", "metadata": {"cleaning": {"removed": [7]}}}, "damaged"),
        ({"id": "a", "text": "x", "metadata": {"cleaning": {"removed": 7}}}, "damaged"),
        ({"id": "a", "text": "x", "metadata": {"cleaning": {"removed": [{"rule": "a/b", "start": 9, "end": 10, "text": "y"}]}}}, "not the one"),
        ({"id": "a", "text": "x", "metadata": {"cleaning": {"removed": [*REMOVED, *REMOVED]}}}, "not the one"),
    ],
    ids=["no trace", "odd trace", "no text", "odd text", "odd removal", "odd removals", "beyond the end", "one over the other"],
)  # fmt: skip
def test_records_that_clean_news_did_not_write(record: dict[str, Any], told: str, tmp_path: Path) -> None:
    done = run("restore", written(tmp_path / "a.jsonl", record))
    assert (done.code, done.out) == (1, b"")
    assert f"{tmp_path / 'a.jsonl'}:1: " in done.err
    assert told in done.err


@pytest.mark.parametrize(
    "source",
    [{"encoding": "no such encoding"}, {"encoding": "ascii"}, {"encoding": 7}, "odd", {"bom": True, "encoding": []}],
)
def test_a_damaged_note_on_the_source_is_no_traceback(source: Any, tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    out = cleaned(tmp_path / "a.txt", rules)
    record = orjson.loads(out.read_bytes())
    record["metadata"]["cleaning"]["source"] = {"kind": "text", **source} if isinstance(source, dict) else source
    written(out, record)
    done = run("restore", out)
    if source == "odd":
        assert (done.code, done.records[0]["text"]) == (0, ARTICLE)
    else:
        assert done.code in (1, 2)
        assert done.err


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_no_such_file(name: str, tmp_path: Path) -> None:
    done = run("restore", tmp_path / name)
    assert (done.code, done.out) == (2, b"")
    assert str(tmp_path) in done.err


def test_an_output_that_fails_leaves_the_old_one(tmp_path: Path, rules: Path) -> None:
    out = cleaned(written(tmp_path / "a.jsonl", {"id": "a", "text": ARTICLE}), rules)
    written(out, {"id": "a", "text": "x"})
    (tmp_path / "back.txt").write_text("old", encoding="utf-8")
    assert run("restore", out, "-o", tmp_path / "back.txt", "--format", "text").code == 2
    assert (tmp_path / "back.txt").read_text(encoding="utf-8") == "old"
