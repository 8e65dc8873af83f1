"""A thousand records and number 501 is bad: no other is lost, each ends in the output or in the dead letters."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.command import ARTICLE, CLEAN, OWN_RULES_ONLY, RULES, Done, run

TEXT = "Le conseil a voté.\n\nPublicité\n\nLa suite vendredi."
SHORT = "Le conseil a voté.\n\nLa suite vendredi."
BAD = 501


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "port.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


@dataclass(frozen=True)
class Run:
    """What became of a dump."""

    done: Done
    path: Path
    data: bytes
    lines: list[bytes]
    dead: list[dict[str, Any]]

    def bad(self) -> dict[str, Any]:
        """What was written for the record with the fault."""
        record: dict[str, Any] = json.loads(self.lines[BAD - 1])
        return record


Clean = Callable[..., Run]


def line_of(number: int) -> bytes:
    return orjson.dumps({"id": str(number), "text": TEXT, "n": number}) + b"\n"


@pytest.fixture
def clean(tmp_path: Path, rules: Path) -> Clean:
    """Cleans a dump; the records with no fault must all come out, in order and clean, wherever the bad one went."""

    def cleaned(bad: bytes | None = None, data: bytes | None = None) -> Run:
        lines = [line_of(n) for n in range(1, 1001)]
        if bad is not None:
            lines[BAD - 1] = bad + b"\n"
        data = b"".join(lines) if data is None else data
        path, out = tmp_path / "dump.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(data)
        done = run(path, "-o", out, *OWN_RULES_ONLY, rules)
        dead = tmp_path / "out.jsonl.dead.jsonl"
        letters = [orjson.loads(line) for line in dead.read_bytes().splitlines()] if dead.exists() else []
        out.read_bytes().decode("utf-8")  # whatever came in, valid UTF-8 goes out
        written = out.read_bytes().split(b"\n")
        assert written.pop() == b""
        assert len(written) + len(letters) == 1000
        assert done.code == (1 if letters else 0)
        good = [
            json.loads(line) for number, line in enumerate(written, start=1) if letters or number != BAD or bad is None
        ]
        assert [r["id"] for r in good] == [str(n) for n in range(1, 1001) if n != BAD or (bad is None and not letters)]
        assert {r["text"] for r in good} == {SHORT}
        return Run(done, path, data, written, letters)

    return cleaned


def is_one_dead_letter(result: Run, bad: bytes, reason: str) -> None:
    """One letter, with file, line, offset, reason and bytes; it is told on stderr too."""
    (letter,) = result.dead
    raw = letter["raw"].encode()
    assert (letter["file"], letter["line"]) == (str(result.path), BAD)
    assert result.data[letter["offset"] :].startswith(raw)
    assert raw.rstrip(b"\n") == bad
    assert reason in letter["reason"]
    assert f"{result.path}:{BAD}: {letter['reason']}." in result.done.err
    assert "1 dead letter: not cleaned" in result.done.err
    assert "999 articles, 999 changed." in result.done.err


def between_two(bad: bytes, rules: Path) -> bytes | None:
    """What is written for a line between two good ones, or None for a dead letter."""
    done = run("-", "--from", "jsonl", *OWN_RULES_ONLY, rules, stdin=line_of(1) + bad + b"\n" + line_of(2))
    first, *middle, last = done.out.split(b"\n")[:-1]
    assert [json.loads(line)["id"] for line in (first, last)] == ["1", "2"]
    assert (done.code, len(middle)) in ((0, 1), (1, 0))
    return middle[0] if middle else None


def record_between_two(bad: bytes, rules: Path) -> dict[str, Any]:
    line = between_two(bad, rules)
    assert line is not None
    record: dict[str, Any] = json.loads(line.decode("utf-8"))
    return record


# Bad lines


def test_no_fault_at_all(clean: Clean) -> None:
    result = clean()
    assert len(result.lines) == 1000
    assert "1,000 articles, 1,000 changed." in result.done.err


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line_of(BAD)[:30], "it is no JSON"),
        (b'{"id": "501", "text": "a\x00b"}', "NUL bytes"),
        (b"\x00" * 100, "NUL bytes"),
        (b'["501", "text"]', "an array where an object is expected"),
        (b'"text"', "a string where"), (b"501", "a number where"), (b"null", "null where"), (b"true", "true or false where"),
        (b"not JSON", "it is no JSON"), (b"{}{}", "it is no JSON"), (b'{"id": 1,}', "it is no JSON"), (b"{'id': 1}", "it is no JSON"),
        (b'{"id": "501", "text": "\x1b[31m raw control"}', "it is no JSON"),
    ],
    ids=["half a line", "nul", "only nul", "array", "string", "number", "null", "true", "words", "two objects", "comma", "quotes", "control"],
)  # fmt: skip
def test_a_line_that_is_no_object_is_a_dead_letter(bad: bytes, reason: str, clean: Clean) -> None:
    is_one_dead_letter(clean(bad), bad, reason)


@pytest.mark.parametrize(
    "bad",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b"[" * 100_000,
        b'{"id": "501", "text": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"id": "501", "n": 1e0, "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"id": "501", "x": NaN, "deep": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
    ],
    ids=["arrays", "open arrays", "in a field", "objects", "for the standard reader", "five thousand"],
)
def test_deep_nesting_is_a_dead_letter(bad: bytes, clean: Clean) -> None:
    is_one_dead_letter(clean(bad), bad, "")


@pytest.mark.parametrize("depth", [100, 300, 600, 900])
@pytest.mark.parametrize("beside", ["1", "1.5e3"], ids=["", "for the standard reader"])
def test_what_can_be_read_can_be_written(depth: int, beside: str, rules: Path) -> None:
    """Nesting that the reader takes comes out as it came in, or is a dead letter; never an end of the run."""
    nested = b"[" * depth + b"]" * depth
    line = between_two(b'{"id": "501", "text": "x", "n": ' + beside.encode() + b', "deep": ' + nested + b"}", rules)
    assert line is None or b'"deep":' + nested in line


def test_bytes_that_are_no_utf_8_in_a_dead_letter_are_kept(clean: Clean) -> None:
    import base64

    bad = b"caf\xe9 \x00"
    (letter,) = clean(bad).dead
    assert base64.b64decode(letter["raw_base64"]) == bad + b"\n"
    assert letter["line"] == BAD


# Lines that are read all the same


def test_a_latin_1_byte_is_read_as_windows_1252_and_flagged(clean: Clean) -> None:
    result = clean(
        f'{{"id": "501", "text": "{ARTICLE}", "x": "L’œil – 3 €"}}'.replace("\n", "\\n").encode("windows-1252")
    )
    record = result.bad()
    assert (record["text"], record["x"]) == (CLEAN, "L’œil – 3 €")
    assert record["metadata"]["cleaning"]["flags"] == ["decoded as windows-1252"]
    assert "flags" not in json.loads(result.lines[0])["metadata"]["cleaning"]
    assert "1 record: decoded as windows-1252." in result.done.err


def test_a_byte_that_windows_1252_does_not_know(rules: Path) -> None:
    record = record_between_two(b'{"id": "501", "text": "caf\xe9 \x81"}', rules)
    assert record["text"] == "café \x81"
    assert record["metadata"]["cleaning"]["flags"] == ["decoded as latin-1"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("", "no text: no field of that kind"), (', "text": null', "no text: field `text` is null"),
        (', "text": 7', "no text: field `text` is int"), (', "text": ["a"]', "no text: field `text` is list"), (', "text": true', "no text"),
        (', "text": {"a": 1}', "no text"), (', "maintext": null, "title": "T"', "no text: field `maintext` is null"), (', "text": 1.5', "no text"),
    ],
    ids=["missing", "null", "number", "list", "true", "object", "maintext null", "float"],
)  # fmt: skip
def test_a_record_without_a_text_passes_through_flagged(fields: str, told: str, clean: Clean) -> None:
    bad = f'{{"id": "501"{fields}}}'
    result = clean(bad.encode())
    record = result.bad()
    (flag,) = record.pop("metadata")["cleaning"]["flags"]
    assert record == json.loads(bad)
    assert flag.startswith(told)
    assert f"1 record: {flag}." in result.done.err


def test_a_lone_surrogate_comes_out_as_an_escape(clean: Clean) -> None:
    result = clean(rb'{"id": "501", "text": "Un \ud800 texte.\n\nPublicit\u00e9\n\nFin.", "x": "\udfff"}')
    assert result.bad()["text"] == "Un \ud800 texte.\n\nFin."
    assert b"\\ud800" in result.lines[BAD - 1]
    assert result.bad()["x"] == "\udfff"


def test_not_a_number_stays_what_it_is(clean: Clean) -> None:
    result = clean(b'{"id": "501", "text": "x", "x": NaN, "y": -Infinity}')
    assert b'"x":NaN,"y":-Infinity' in result.lines[BAD - 1]


def test_a_number_of_thirty_digits_stays_what_it_is(clean: Clean) -> None:
    result = clean(b'{"id": "501", "text": "x", "x": 123456789012345678901234567890}')
    assert b'"x":123456789012345678901234567890' in result.lines[BAD - 1]


@pytest.mark.parametrize(
    "value",
    ["NaN", "-Infinity", "-123456789012345678901234567890", "18446744073709551616", "9007199254740993", "0.1", "1e5", "1.5E-7",
     "0.30000000000000004", "[NaN, 123456789012345678901234567890]", "-0.0"],
)  # fmt: skip
@pytest.mark.parametrize("text", [TEXT, f"\ud800 {TEXT}"], ids=["", "beside a lone surrogate"])
def test_numbers_keep_their_value(value: str, text: str, rules: Path) -> None:
    record = record_between_two(f'{{"id": "501", "text": {json.dumps(text)}, "x": {value}}}'.encode(), rules)
    assert record["text"] == text.replace("Publicité\n\n", "")
    assert repr(record["x"]) == repr(json.loads(value))


def test_a_number_of_five_thousand_digits_ends_no_run(rules: Path) -> None:
    line = between_two(b'{"id": "501", "text": "x", "x": ' + b"7" * 5000 + b"}", rules)
    assert line is None or b"7" * 5000 in line


def test_rare_line_breaks_inside_a_text_end_no_record(rules: Path) -> None:
    text = "Un\u2028texte\u2029en\x85une\x7fligne"
    assert record_between_two(json.dumps({"text": text}, ensure_ascii=False).encode(), rules)["text"] == text


def test_a_key_that_stands_twice(rules: Path) -> None:
    """The last one counts, as for every JSON reader, also on the slow way."""
    assert record_between_two(b'{"text": "a", "text": "b"}', rules)["text"] == "b"
    assert record_between_two(b'{"text": "a", "x": NaN, "text": "b"}', rules)["text"] == "b"


def test_a_very_long_line(rules: Path) -> None:
    text = "Une phrase de plus. " * 20_000
    assert record_between_two(orjson.dumps({"text": text}), rules)["text"] == text


# The file as a whole


def whole() -> bytes:
    return b"".join(line_of(n) for n in range(1, 1001))


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + whole(), whole().rstrip(b"\n"), whole().replace(b"\n", b"\r\n"), whole().replace(b"\n", b"\n\n  \n\t\n"),
        b"\n\n" + whole() + b"\n\n\n", b"\xef\xbb\xbf\r\n" + whole(), whole().replace(b"\n", b" \n  "),
    ],
    ids=["bom", "no newline at the end", "crlf", "empty lines", "empty ends", "bom on a line of its own", "spaces around"],
)  # fmt: skip
def test_all_thousand_come_out(data: bytes, clean: Clean) -> None:
    result = clean(data=data)
    assert len(result.lines) == 1000
    assert result.dead == []


def test_lines_are_counted_with_the_empty_ones(clean: Clean) -> None:
    lines = [line_of(n) for n in range(1, 1001)]
    data = b"\xef\xbb\xbf\r\n" + b"\r\n".join(
        line.rstrip() for line in [*lines[: BAD - 1], b"", b"{half", *lines[BAD:]]
    )
    result = clean(data=data)
    (letter,) = result.dead
    assert letter["line"] == BAD + 2
    assert result.data[letter["offset"] :].startswith(b"{half\r\n")


def test_a_file_cut_in_its_last_line(clean: Clean) -> None:
    lines = [line_of(n) for n in (*range(1, BAD), *range(BAD + 1, 1001))]
    result = clean(data=b"".join(lines) + b'{"id": "501", "text": "Le con')
    (letter,) = result.dead
    assert (letter["line"], letter["raw"]) == (1000, '{"id": "501", "text": "Le con')


def test_dead_letters_of_an_earlier_run_do_not_stay(clean: Clean) -> None:
    assert clean(b"{half").dead
    assert clean().dead == []


def test_several_files_with_faults(tmp_path: Path, rules: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(line_of(1) + b"{half\n" + line_of(2))
    done = run(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "out.jsonl", *OWN_RULES_ONLY, rules)
    assert done.code == 1
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 4
    letters = [orjson.loads(line) for line in (tmp_path / "out.jsonl.dead.jsonl").read_bytes().splitlines()]
    assert [(Path(letter["file"]).name, letter["line"]) for letter in letters] == [("a.jsonl", 2), ("b.jsonl", 2)]


def test_a_record_that_cannot_be_cleaned_is_a_dead_letter_with_its_line(clean: Clean) -> None:
    """It could be read, but the page in it holds no article."""
    bad = b'{"id": "501", "html": "<html><body></body></html>"}'
    result = clean(bad)
    (letter,) = result.dead
    assert "no article" in letter["reason"]
    assert orjson.loads(letter["raw"]) == orjson.loads(bad)
    assert letter["line"] == BAD
    assert result.data[letter["offset"] :].startswith(bad)
    assert f"{result.path}:{BAD}: " in result.done.err


# Single texts


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"Un\x00texte", "NUL bytes"), (b"\xff\xfeU", "byte order mark says utf-16-le"), (b"\xef\xbb\xbfcaf\xe9", "byte order mark says utf-8")],
    ids=["nul", "half a character", "lying bom"],
)  # fmt: skip
def test_a_file_that_is_no_text(data: bytes, reason: str, tmp_path: Path, rules: Path) -> None:
    path, out = tmp_path / "a.txt", tmp_path / "out.txt"
    path.write_bytes(data)
    good = tmp_path / "b.txt"
    good.write_text(ARTICLE, encoding="utf-8")
    done = run(path, good, "-o", out, "--format", "jsonl", *OWN_RULES_ONLY, rules)
    assert done.code == 1
    assert f"{path}: " in done.err
    assert reason in done.err
    assert orjson.loads(out.read_bytes())["text"] == CLEAN
    (letter,) = [orjson.loads(line) for line in (tmp_path / "out.txt.dead.jsonl").read_bytes().splitlines()]
    assert letter["file"] == str(path)
    assert reason in letter["reason"]


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252"])
def test_a_text_that_is_no_utf_8_is_flagged(encoding: str, tmp_path: Path, rules: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Été – publicité".replace("–", "–" if encoding == "windows-1252" else "-").encode(encoding))
    done = run(path, "--format", "jsonl", *OWN_RULES_ONLY, rules)
    (record,) = done.records
    assert record["metadata"]["cleaning"]["flags"] == ["decoded as windows-1252"]
    assert record["metadata"]["cleaning"]["source"]["encoding"] == "windows-1252"
    assert "decoded as windows-1252" in done.err


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".parquet", ".warc", ".pdf", ".zip"])
def test_kinds_that_are_not_read_yet_say_so(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"x")
    done = run(path, "--no-default-rules")
    assert (done.code, done.out) == (2, b"")
    assert f"{suffix} is not read yet" in done.err


# A document instead of lines


@pytest.mark.parametrize("indent", [None, 2], ids=["on one line", "laid out"])
@pytest.mark.parametrize("several", [False, True], ids=["object", "array"])
def test_a_json_document(indent: int | None, several: bool, rules: Path, tmp_path: Path) -> None:
    """As tools write it with an indent, or as one array."""
    one = {"id": "a", "text": TEXT, "x": 1}
    path = tmp_path / "page.json"
    path.write_text(json.dumps([one, {**one, "id": "b"}] if several else one, indent=indent), encoding="utf-8")
    done = run(path, "--format", "jsonl", *OWN_RULES_ONLY, rules)
    assert (done.code, [r["id"] for r in done.records]) == (0, ["a", "b"] if several else ["a"])
    assert all(r["text"] == TEXT.replace("Publicité\n\n", "") and r["x"] == 1 for r in done.records)


@pytest.mark.parametrize("first", ["{", "[1, 2", "[1, 2]", "["])
def test_a_damaged_first_line_takes_no_other_with_it(first: str, rules: Path, tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_text(
        f'{first}\n{{"id": "a", "text": "Un texte."}}\n{{"id": "b", "text": "Un autre."}}\n', encoding="utf-8"
    )
    done = run(path, *OWN_RULES_ONLY, rules)
    assert (done.code, [r["id"] for r in done.records]) == (1, ["a", "b"])
    assert f"{path}:1: " in done.err
