"""The article that the project began with: it must come out perfectly, whichever way it goes in."""

from __future__ import annotations

import unicodedata

import pytest

from cleaner import Cleaner, restore
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
    from cleaner import Context

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
