"""The public interface: its names, what it costs to import, and that one object serves threads and processes."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import pickle
import subprocess
import sys

import pytest

import cleaner as package
from cleaner import Cleaner, Context, Options, RecordError, RuleSet, clean, clean_html, restore
from tests.conftest import SEED
from tests.strategies import golden_inputs

NAMES = [
    "CleanNewsError", "Cleaned", "Cleaner", "Context", "Fields", "Options", "Problem", "RecordError", "Removal",
    "RestoreError", "RuleError", "RuleSet", "__version__", "clean", "clean_html", "restore",
]  # fmt: skip


def test_the_public_names() -> None:
    assert sorted(package.__all__) == NAMES
    for name in NAMES:
        assert getattr(package, name) is not None


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_cleaning_text_loads_no_html_library(library: RuleSet) -> None:
    assert len(library)  # in its cache now; checking selectors for the first time loads lxml
    modules = loaded_after("import cleaner; cleaner.clean('Un texte.\\n\\nPublicité')")
    assert not {"lxml", "trafilatura", "justext", "pyarrow"} & modules


def test_html_loads_trafilatura() -> None:
    assert "trafilatura" in loaded_after(
        "import cleaner\ntry: cleaner.clean_html('<p>x</p>')\nexcept cleaner.RecordError: pass"
    )


def test_functions_and_object_agree(cleaner: Cleaner) -> None:
    text = SEED.read_text(encoding="utf-8")
    assert clean(text) == cleaner.clean(text)
    assert restore(clean(text)) == text


def test_the_incoming_record_is_not_changed(cleaner: Cleaner) -> None:
    record = {
        "id": "a",
        "text": "Un texte.\n\nPublicité\n\nLa suite.",
        "metadata": {"url": "https://example.com/a", "x": [1]},
    }
    before = pickle.dumps(record)
    out = cleaner.clean_record(record)
    assert pickle.dumps(record) == before
    assert out["text"] == "Un texte.\n\nLa suite."
    assert out["metadata"]["x"] == [1]


def test_rule_sets_select(library: RuleSet) -> None:
    ads = library.select(["ad"])
    assert {rule.role for rule in ads.rules} == {"ad"}
    assert ads.fingerprint != library.fingerprint
    assert all(rule.pack.startswith("fr.") for rule in library.select(["fr"]).rules)
    assert len(library.select(without=["fr.ads/marker"])) == len(library) - 1
    with pytest.raises(ValueError, match="nonsense"):
        library.select(["nonsense"])


def test_threads_share_a_cleaner(library: RuleSet) -> None:
    shared = Cleaner(library)
    texts = [text for _, text in golden_inputs()] * 4
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(shared.clean, texts))
    assert results == [Cleaner(library).clean(text) for text in texts]


def test_processes_get_a_cleaner(library: RuleSet) -> None:
    texts = [text for _, text in golden_inputs()]
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        results = list(pool.map(Cleaner(library).clean, texts))
    assert results == [Cleaner(library).clean(text) for text in texts]


def test_the_same_bytes_for_any_hash_seed() -> None:
    outputs = set()
    for seed in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", str(SEED), "--format", "jsonl", "-q"],
            capture_output=True, check=True, env={"PYTHONHASHSEED": seed, "PATH": ""},
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_text_must_be_a_string(cleaner: Cleaner) -> None:
    with pytest.raises(TypeError, match="clean_record"):
        cleaner.clean({"text": "x"})  # type: ignore[arg-type]


def test_a_slow_pattern_is_an_error_and_never_a_miss() -> None:
    """`x*x*x*…` passes the lint's view of nesting but is polynomial; the time limit turns it into an error."""
    pattern = r"(?:a|aa){1,99}(?:a|aa){1,99}(?:a|aa){1,99}b"
    rules = RuleSet.from_text(
        "format: 1\npack: slow\nlang: any\nrules:\n  - id: one\n    why: Slow.\n    role: ad\n    line_regex: |\n"
        f"      {pattern}\n    do: drop\n    examples:\n      hit: |\n        aaab\n      miss: |\n        c\n"
    )
    slow = Cleaner(rules, Options(line_seconds=0.05))
    with pytest.raises(RecordError, match="slow/one"):
        slow.clean("a" * 300 + "cb")


def test_html(cleaner: Cleaner) -> None:
    paragraphs = [p for p in SEED.read_text(encoding="utf-8").split("\n") if p]
    page = f"<html lang='fr'><head><title>T</title></head><body><article><h1>{paragraphs[0]}</h1>"
    page += "".join(f"<p>{p}</p>" for p in paragraphs[1:]) + "</article></body></html>"
    cleaned = cleaner.clean_html(page, Context(url="https://example.com/a"))
    assert "Publicité" not in cleaned.text.split("\n")
    assert cleaned.metadata["machine_translated"] is True
    assert cleaned == clean_html(page, Context(url="https://example.com/a"))


@pytest.mark.parametrize("page", ["", "<html></html>", "\x00", "<a" * 1000, "just text"])
def test_a_page_without_an_article_is_an_error_of_the_record(page: str, cleaner: Cleaner) -> None:
    with pytest.raises(RecordError):
        cleaner.clean_html(page)
