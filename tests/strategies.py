"""Pages that really hit rules: made of the rules' own examples, ordinary sentences and noise."""

from __future__ import annotations

import yaml
from hypothesis import strategies as st

from cleaner import Context, RuleSet
from cleaner.ruleset.model import Case
from tests.conftest import FIXTURES

LIBRARY = RuleSet.load()
CASES: tuple[Case, ...] = tuple(case for rule in LIBRARY.rules for case in rule.examples)
HITS = tuple(line for case in CASES if case.hit for line in case.page.split("\n") if line.strip())
MISSES = tuple(line for case in CASES if not case.hit for line in case.page.split("\n") if line.strip())
SENTENCES = (
    "La commission a rendu son avis vendredi, après onze heures de débat dans une salle comble et surchauffée.",
    "The committee found that the harbour authority had known of the cracks in the wall for several years.",
    "« Nous n’avons jamais dit cela », répond le maire, qui rappelle que la décision date de l’an dernier.",
    "Le chantier doit durer dix-huit mois ; il coûtera 4,2 millions d’euros, dont la moitié payée par la région.",
    "大臣は金曜日の記者会見で、来年度の予算案について詳しく説明し、野党の批判に答えた。",
    "وقال الوزير يوم الجمعة إن العمل في الميناء سيبدأ في الربيع المقبل بعد سنوات من التأخير والنقاش الطويل.",
    "And then?", "Contexte", "– Deux œufs", "3-1 (1-0)", "Une suite ?", "1. Casser les œufs",
)  # fmt: skip
ENDS = ["\n", "\n\n", "\n\n", "\r\n", "\n \n", "\n\n\n", "\r\n\r\n"]
BLANKS = st.sampled_from([*ENDS, " "])


def _decorated(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [text, text, text.upper(), f"[{text}]", f"  {text} ", text.replace(" ", "\u00a0"), f"\u200b{text}", f"{text} :"]
    )


def lines() -> st.SearchStrategy[str]:
    """One line: an example that must go, one that must stay, an ordinary sentence, or anything at all."""
    return st.one_of(
        st.sampled_from(HITS).flatmap(_decorated),
        st.sampled_from(HITS),
        st.sampled_from(SENTENCES),
        st.sampled_from(SENTENCES),
        st.sampled_from(MISSES),
        st.text(max_size=60),
    )


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A text of up to 25 lines with every kind of line end and gap."""
    parts = [draw(BLANKS) if draw(st.integers(0, 9)) == 0 else ""]
    same = draw(st.sampled_from(ENDS))
    mixed = draw(st.booleans())
    for line in draw(st.lists(lines(), min_size=1, max_size=25)):
        parts += [line, draw(BLANKS) if mixed else same]
    return "".join(parts)


def contexts() -> st.SearchStrategy[Context]:
    """What may be known of a page."""
    return st.builds(
        Context,
        url=st.sampled_from([None, "https://www.example.com/a"]),
        lang=st.sampled_from([None, None, "fr", "fr-CA", "en", "de"]),
        title=st.sampled_from([None, None, SENTENCES[0], "Le Parlement adopte la nouvelle loi sur l’eau"]),
    )


def golden_inputs() -> list[tuple[str, str]]:
    """Language and text of the golden articles."""
    folders = sorted(FIXTURES.glob("golden/*/"))
    assert folders
    about = [yaml.safe_load((f / "about.yaml").read_text(encoding="utf-8")) for f in folders]
    texts = [(f / "input.txt").read_bytes().decode() for f in folders]
    return [(facts["lang"].partition("-")[0], text) for facts, text in zip(about, texts, strict=True)]
