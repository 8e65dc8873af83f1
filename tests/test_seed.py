"""The article that the project began with: it must come out perfectly, whichever way it goes in."""

from __future__ import annotations

import html
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from cleaner import Cleaner, Context, restore
from cleaner.extract.html import extract_html
from tests.command import Done, process, run
from tests.conftest import SEED

TEXT = SEED.read_text(encoding="utf-8")
CAPTION = next(line for line in TEXT.split("\n") if line.startswith("Elon Musk, PDG de Tesla"))
NOISE = {
    "Publicité": 8,
    "Nous pouvons gagner une commission sur les liens sur cette page.": 1,
    CAPTION: 2,
    "Image: Anna Moneymaker (Getty Images)": 1,
    next(line for line in TEXT.split("\n") if line.startswith("Ce contenu a été traduit automatiquement")): 1,
}
TICKER = " (TSLA+7.98%)"
BODY = [line.replace(TICKER, "") for line in TEXT.split("\n") if line and line not in NOISE]


def check(cleaned_text: str, metadata: dict[str, object], form: str = "NFC") -> None:
    lines = [line for line in cleaned_text.replace("\r", "").split("\n") if line]
    assert lines == [unicodedata.normalize(form, line) for line in BODY]
    facts = {k: v for k, v in metadata.items() if k not in ("cleaning", "translation")}
    image = {"caption": unicodedata.normalize(form, CAPTION), "credit": "Anna Moneymaker", "agency": "Getty Images"}
    assert facts == {"affiliate": True, "images": [image], "machine_translated": True, "tickers": ["TSLA"]}
    assert metadata["cleaning"]["counts"]["ad"] == 8  # type: ignore[index]


@pytest.mark.parametrize("lang", [None, "fr", "fr-CA"])
def test_text(cleaner: Cleaner, lang: str | None) -> None:
    cleaned = cleaner.clean(TEXT, Context(lang=lang))
    assert sum(NOISE.values()) == 13
    check(cleaned.text, cleaned.metadata)
    assert restore(cleaned) == TEXT


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_normal_forms(cleaner: Cleaner, form: str, end: str) -> None:
    text = unicodedata.normalize(form, TEXT).replace("\n", end)
    cleaned = cleaner.clean(text)
    check(cleaned.text.replace(end, "\n"), cleaned.metadata, form)
    assert restore(cleaned) == text


# By the command line, in every form in which the article may come in: the text is clean, the removals are told, and
# what came in comes back to the byte.


def removed(metadata: dict[str, Any], text: str) -> Counter[str]:
    """What went, a line each, without its line ends; each removal is what stood at its place."""
    texts = []
    for removal in metadata["cleaning"]["removed"]:
        assert text[removal["start"] : removal["end"]] == removal["text"]
        texts += [line for line in removal["text"].replace("\r", "\n").split("\n") if line]
    return Counter(texts)


def wanted(form: str = "NFC") -> Counter[str]:
    return Counter({unicodedata.normalize(form, line): n for line, n in {**NOISE, TICKER: 1}.items()})


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "bom"])
def test_record(form: str, end: str, bom: str, tmp_path: Path) -> None:
    text = bom + unicodedata.normalize(form, TEXT).replace("\n", end)
    incoming = {"url": "https://example.com/a", "text": text, "n": 1}
    (tmp_path / "seed.jsonl").write_bytes(orjson.dumps(incoming) + b"\n")
    done = run(tmp_path / "seed.jsonl", "-o", tmp_path / "clean.jsonl")
    assert done.code == 0
    record = orjson.loads((tmp_path / "clean.jsonl").read_bytes())
    assert list(record) == ["id", "url", "text", "n", "metadata"]
    check(record["text"].removeprefix(bom), record["metadata"], form)
    assert removed(record["metadata"], text) == wanted(form)
    (back,) = run("restore", tmp_path / "clean.jsonl").records
    assert {name: back[name] for name in incoming} == incoming


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    ("form", "encoding"),
    [("NFC", "utf-8"), ("NFD", "utf-8"), ("NFC", "utf-8-sig"), ("NFD", "utf-8-sig"), ("NFC", "utf-16"), ("NFC", "windows-1252")],
)  # fmt: skip
def test_file(form: str, end: str, encoding: str, tmp_path: Path) -> None:
    text = unicodedata.normalize(form, TEXT).replace("\n", end)
    path = tmp_path / "seed.txt"
    path.write_bytes(text.encode(encoding))
    done = run(path, "-o", tmp_path / "clean.jsonl")
    assert done.code == 0
    record = orjson.loads((tmp_path / "clean.jsonl").read_bytes())
    check(record["text"], record["metadata"], form)
    assert removed(record["metadata"], text) == wanted(form)
    assert run("restore", tmp_path / "clean.jsonl").out == path.read_bytes()


def test_standard_input() -> None:
    """As users do it: two processes and a pipe."""
    clean = process("-", "--format", "jsonl", stdin=SEED.read_bytes())
    assert clean.code == 0
    (record,) = clean.records
    check(record["text"], record["metadata"])
    assert removed(record["metadata"], TEXT) == wanted()
    assert process("restore", "-", stdin=clean.out) == Done(0, SEED.read_bytes(), "")


# As a page: headline in a heading, the picture lines in a figure, paragraphs without blank lines between them.


def page(lang: str = "") -> str:
    title, deck, affiliate, *picture = [line for line in TEXT.split("\n") if line][:6]
    rest = [line for line in TEXT.split("\n") if line][6:]
    image = f"<img src='https://example.com/a.jpg' alt='{html.escape(picture[0])}'>"
    caption = "".join(f"<span>{html.escape(line)}</span><br>" for line in picture)
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in rest)
    return f"""<!doctype html>
<html{lang}><head><meta charset="utf-8"><title>{html.escape(title)}</title></head><body><article>
<h1>{html.escape(title)}</h1><h2>{html.escape(deck)}</h2><p>{html.escape(affiliate)}</p>
<figure>{image}<figcaption>{caption}</figcaption></figure>
{body}</article></body></html>"""


@pytest.fixture(scope="module")
def of_page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "seed.html").write_text(page(), encoding="utf-8")
    assert run(folder / "seed.html", "-o", folder / "clean.jsonl").code == 0
    return folder / "clean.jsonl", orjson.loads((folder / "clean.jsonl").read_bytes())


def test_page_text(of_page: tuple[Path, dict[str, Any]]) -> None:
    """Standfirst and body, every paragraph as it stood; the headline is metadata."""
    _, record = of_page
    assert [line for line in record["text"].split("\n") if line] == BODY[1:]
    assert record["metadata"]["title"] == BODY[0]


def test_page_metadata(of_page: tuple[Path, dict[str, Any]]) -> None:
    metadata = of_page[1]["metadata"]
    assert (metadata["affiliate"], metadata["machine_translated"], metadata["tickers"]) == (True, True, ["TSLA"])
    assert metadata["cleaning"]["counts"]["ad"] == 8


def test_page_picture(of_page: tuple[Path, dict[str, Any]]) -> None:
    image = {"caption": CAPTION, "credit": "Anna Moneymaker", "agency": "Getty Images"}
    assert of_page[1]["metadata"].get("images") == [image]


def test_page_invents_no_date(of_page: tuple[Path, dict[str, Any]]) -> None:
    """The page gives no date of its own; the years in its text are those of other events."""
    assert "published" not in of_page[1]["metadata"]


def test_page_comes_back_as_the_extracted_text(of_page: tuple[Path, dict[str, Any]]) -> None:
    path, record = of_page
    extracted = extract_html(page(), Context()).text
    assert run("restore", path) == Done(0, extracted.encode(), "")
    assert removed(record["metadata"], extracted)["Publicité"] == 8
