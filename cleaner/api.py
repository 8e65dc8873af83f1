"""The Python interface: one reusable, picklable, thread-safe object, and two functions for those in a hurry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cleaner.errors import RecordError
from cleaner.fields import Fields, read_record, write_record
from cleaner.pipeline import Explained, clean_page, clean_text, explain_page, explain_text
from cleaner.ruleset import RuleSet
from cleaner.values import Cleaned, Context, Options, Record

if TYPE_CHECKING:
    from cleaner.extract.html import Extract


class Cleaner:
    """Cleans texts, HTML pages and records by a rule set.

    The object holds plain data only: it can be pickled, sent to workers and shared by threads. The compiled form
    of the rules is built once a process, when it is first needed.

    Args:
        rules: the rules; by default the whole library that ships with clean-news.
        options: how to clean.
    """

    def __init__(self, rules: RuleSet | None = None, options: Options | None = None) -> None:
        self.rules = rules if rules is not None else _library()
        self.options = options or Options()

    def clean(self, text: str, context: Context | None = None) -> Cleaned:
        """A plain text cleaned.

        Args:
            text: the article as it was scraped, without markup.
            context: what else is known of it: address, language, title.

        Raises:
            RecordError: a rule's pattern took longer than it may on a line.
            TypeError: text is no string.
        """
        if not isinstance(text, str):
            raise TypeError(f"clean() takes a string, not {type(text).__name__}; for a dict there is clean_record()")
        return clean_text(text, context or Context(), self.rules, self.options)

    def clean_html(self, html: str, context: Context | None = None) -> Cleaned:
        """The article of an HTML page, cleaned; its metadata includes what the page says of itself.

        Args:
            html: the page, decoded.
            context: what is known beside the page; it wins over what the page says.

        Raises:
            RecordError: no article could be found in the page, or a pattern took too long.
        """
        return clean_page(html, context or Context(), self.rules, self.options)

    def clean_record(self, record: Mapping[str, Any], fields: Fields | None = None) -> dict[str, Any]:
        """A record cleaned: the same object with its text replaced and `metadata` added to; the input is not changed.

        Text, address, language and title are found by the field names of the usual producers (docs/records.md). A
        record without a text passes through with a note in its metadata.

        Args:
            record: an object as a scraper wrote it.
            fields: names and facts that the caller knows better than detection.

        Raises:
            RecordError: its text cannot be cleaned.
        """
        return self.write(read_record(record, fields or Fields()))

    def write(self, record: Record) -> dict[str, Any]:
        """The object to write for a record that was read already.

        Raises:
            RecordError: its text cannot be cleaned.
        """
        return write_record(record, self.clean_content(record))

    def clean_content(self, record: Record) -> Cleaned | None:
        """The result for a record's text or page; None when it has neither.

        Raises:
            RecordError: its text cannot be cleaned.
        """
        if record.text is not None:
            return self.clean(record.text, record.context)
        if record.html is not None:
            return self.clean_html(record.html, record.context)
        return None

    def explain_content(self, record: Record) -> tuple[Explained, Extract | None] | None:
        """The same computation as `clean_content`, keeping every round, and what extraction made of a page.

        Raises:
            RecordError: its text cannot be cleaned.
        """
        if record.text is not None:
            return self.explain(record.text, record.context), None
        if record.html is not None:
            return explain_page(record.html, record.context, self.rules, self.options)
        return None

    def explain(self, text: str, context: Context | None = None) -> Explained:
        """The same computation as `clean`, keeping every round, near misses included.

        Raises:
            RecordError: a rule's pattern took longer than it may on a line.
        """
        return explain_text(text, context or Context(), self.rules, self.options)

    def __repr__(self) -> str:
        return f"Cleaner({len(self.rules)} rules, fingerprint {self.rules.fingerprint})"


@lru_cache(maxsize=1)
def _library() -> RuleSet:
    return RuleSet.load()


@lru_cache(maxsize=1)
def _default() -> Cleaner:
    return Cleaner()


def clean(text: str, context: Context | None = None) -> Cleaned:
    """A plain text cleaned by the whole rule library; see `Cleaner.clean`.

    Raises:
        RecordError: a rule's pattern took longer than it may on a line.
    """
    return _default().clean(text, context)


def clean_html(html: str, context: Context | None = None) -> Cleaned:
    """The article of an HTML page, cleaned by the whole rule library; see `Cleaner.clean_html`.

    Raises:
        RecordError: no article could be found in the page.
    """
    return _default().clean_html(html, context)


__all__ = ["Cleaner", "RecordError", "clean", "clean_html"]
