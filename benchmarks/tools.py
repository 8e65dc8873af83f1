"""The tools that are compared: ours and its peers, each as one function of a page. A peer is loaded if it is installed.

Each runs as its own documentation says for an article's text, on the same decoded page, with no access to the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.corpus import Page
from cleaner import Cleaner, Context, RecordError, RuleSet

OURS = "clean-news"


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool makes of a page. facts: `title`, `authors`, `published`, of tools that give them.

    error: the kind of error that the tool gave instead.
    """

    text: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    error: str = ""


Run = Callable[[Page], Output]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool at work. name: of its distribution."""

    name: str
    version: str
    run: Run
    has_facts: bool = False


def tools(names: Iterable[str]) -> Iterator[Tool]:
    """Ours, and the peers of these names that are installed.

    Raises:
        KeyError: a name is not among `PEERS`.
    """
    yield Tool(OURS, version(OURS), ours(library()), has_facts=True)
    for name in names:
        load = PEERS[name]
        with suppress(PackageNotFoundError, ImportError):
            yield Tool(name, version(name), _unfailing(load()), has_facts=name == "trafilatura")


def library() -> Cleaner:
    """A cleaner by all rules but those for single sites: some of the pages come from sites that have a pack."""
    return Cleaner(RuleSet.load().select(sites=False))


def context_of(page: Page) -> Context:
    """What our tool is told of a page beside its markup."""
    return Context(url=page.url, lang=page.lang)


def ours(cleaner: Cleaner) -> Run:
    """Our own tool."""

    def run(page: Page) -> Output:
        try:
            cleaned = cleaner.clean_html(page.html, context_of(page))
        except RecordError as error:
            return Output(error=type(error).__name__)
        return Output(cleaned.text, cleaned.metadata)

    return run


def _unfailing(run: Run) -> Run:
    """The peer with an empty text where it fails: a page missed, as in its users' runs."""

    def safe(page: Page) -> Output:
        try:
            return run(page)
        except Exception as error:  # noqa: BLE001 - each fails in ways of its own
            return Output(error=type(error).__name__)

    return safe


def _trafilatura() -> Run:
    from trafilatura import bare_extraction

    def run(page: Page) -> Output:
        document = bare_extraction(page.html, url=page.url, with_metadata=True, include_comments=False)
        if document is None:
            return Output()
        authors = [name.strip() for name in (document.author or "").split(";") if name.strip()]
        facts = {"title": document.title, "authors": authors, "published": document.date}
        return Output(document.text or "", facts)

    return run


def _newspaper4k() -> Run:
    from newspaper import Article
    from newspaper.languages import valid_languages

    known = {code for code, _ in valid_languages()}

    def run(page: Page) -> Output:
        lang = (page.lang or "").partition("-")[0]
        said = {"language": lang} if lang in known else {}
        article = Article(page.url or "http://localhost/", fetch_images=False, follow_meta_refresh=False, **said)
        article.download(input_html=page.html)
        article.parse()
        return Output(article.text)

    return run


def _readability() -> Run:
    from lxml import html
    from readability import Document

    blocks = [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "td",
        "tr",
        "table",
        "pre",
        "section",
        "figure",
        "figcaption",
        "blockquote",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]

    def run(page: Page) -> Output:
        root = html.fromstring(Document(page.html).summary())
        for element in root.iter(*blocks):  # it gives markup: words of two blocks must not run together
            element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail or ''}"
        return Output(root.text_content())

    return run


def _resiliparse() -> Run:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: Output(extract_plain_text(page.html, main_content=True, alt_texts=False))


def _boilerpy3() -> Run:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda page: Output(extractor.get_content(page.html))


def _justext() -> Run:
    import justext

    lists = {name: justext.get_stoplist(name) for name in justext.get_stoplists()}

    def run(page: Page) -> Output:
        words = lists.get(_LANGUAGES.get((page.lang or "").partition("-")[0], ""))
        # Without a list of the language's common words, as its documentation says for that case.
        lax = {} if words else {"stopwords_low": 0.0, "stopwords_high": 0.0}
        paragraphs = justext.justext(page.html, words or frozenset(), **lax)
        return Output("\n".join(p.text for p in paragraphs if not p.is_boilerplate))

    return run


_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ko": "Korean", "nl": "Dutch", "no": "Norwegian_Bokmal", "nb": "Norwegian_Bokmal", "nn": "Norwegian_Nynorsk",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip
"""What jusText calls the languages of pages."""

PEERS: dict[str, Callable[[], Run]] = {
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper4k,
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
    "boilerpy3": _boilerpy3,
    "justext": _justext,
}
