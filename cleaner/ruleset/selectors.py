"""Selectors of rules, CSS and XPath -> XPath, checked. The only part of the rule language that asks for lxml, and only then.

Patterns are XPath 1.0 as libxml2 knows it, without extension functions: none of them reads files, runs code or backtracks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MAX_LENGTH = 1000
"""A longer selector is a list of selectors in one line."""


class SelectorError(ValueError):
    """A selector that cannot be read; the message says why."""


def xpath_of(matcher: str, selector: str) -> str:
    """The XPath of a selector.

    Args:
        matcher: `css` or `xpath`.
        selector: as the rule file writes it.

    Raises:
        SelectorError: it cannot be read.
    """
    if len(selector) > MAX_LENGTH:
        raise SelectorError(f"it has {len(selector):,} characters; write one selector a line")
    if matcher == "xpath":
        return selector
    from cssselect import HTMLTranslator
    from cssselect import SelectorError as CssError

    try:
        return str(HTMLTranslator().css_to_xpath(selector))
    except CssError as error:
        raise SelectorError(str(error)) from None


@lru_cache(maxsize=4096)
def compiled(matcher: str, selector: str) -> Any:
    """A selector compiled: a call with the root of a tree gives what it finds.

    Raises:
        SelectorError: it cannot be read.
    """
    from lxml import etree

    path = xpath_of(matcher, selector)
    try:
        return etree.XPath(path, regexp=False)
    except etree.XPathError as error:
        raise SelectorError(str(error)) from None
