"""The article's pictures as structured data and `meta` elements give them: address, caption, credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import regex

from cleaner.extract.jsonld import Item, listed, text_of
from cleaner.extract.names import persons
from cleaner.fold import folded_key

MAX_IMAGES = 100
"""So many pictures are taken of a page."""
URL_CHARS = 4_000
NAME_CHARS = 16
"""A file's name of so many characters is no other picture's."""
_SIZE = regex.compile(r"[-_./]?\d{1,4}[x_:-]\d{1,4}(?!\d)|[-_]?(?:scaled|w\d{2,4}|h\d{2,4})(?![\p{L}\d])")
_ADDRESS = ("url", "contentUrl", "@id", "name")
_CREDIT = ("creditText", "author", "creator", "copyrightHolder", "copyrightNotice")


def absolute(address: Any, base: str | None) -> str | None:
    """A web address, completed; None for anything else."""
    if not isinstance(address, str) or not address.strip() or len(address) > URL_CHARS:
        return None
    try:
        full = unescape(address.strip())
        full = full if full.startswith(("https://", "http://")) else urljoin(base or "", full)
        parts = urlsplit(full)
    except ValueError:
        return None
    return full if parts.scheme in ("http", "https") and parts.netloc else None


def images_of(
    items: Iterable[Item], addresses: Iterable[str], base: str | None, titles: Iterable[str]
) -> list[dict[str, str]]:
    """Objects with `url`, `caption` and `credit` as far as they are given; a picture in several sizes is one.

    Args:
        items: structured data on the article.
        addresses: further pictures.
        base: the page's address.
        titles: what the page is called; a picture called the same has no caption.
    """
    known = set(map(folded_key, titles))
    found: dict[str, dict[str, str]] = {}
    images: list[dict[str, str]] = []
    pictures = [_picture(value, base) for item in items for value in _values(item)]
    for picture in [*pictures, *({"url": absolute(a, base) or ""} for a in addresses)]:
        if not picture.get("url") or len(images) >= MAX_IMAGES:
            continue
        if folded_key(picture.get("caption", "")) in known:
            picture.pop("caption", None)
        keys = _keys(picture)
        same = next((found[key] for key in keys if key in found), picture)
        for name, value in picture.items():
            same.setdefault(name, value)
        if same is picture:
            images.append(picture)
        found.update((key, same) for key in keys if key not in found)
    return images


def _values(item: Item) -> Iterator[Any]:
    yield from listed(item.get("image"))


def _picture(value: Any, base: str | None) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"url": absolute(value, base) or ""}
    address = next((url for key in _ADDRESS for v in listed(value.get(key))[:1] if (url := _address(v, base))), "")
    sources = (name for key in _CREDIT for name in persons(value.get(key)))
    picture = {
        "url": address,
        "caption": text_of(value.get("caption")) or text_of(value.get("description")) or "",
        "credit": (text_of(next(sources, None)) or "").removeprefix("(").removesuffix(")"),
    }
    return {name: text for name, text in picture.items() if text}


def _address(value: Any, base: str | None) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id")
    return absolute(value, base)


def _keys(picture: dict[str, str]) -> list[str]:
    """By what two sizes or crops of a picture are known to be one: caption, a name of its own, or the sizeless address."""
    parts = urlsplit(picture["url"])
    keys = [_SIZE.sub("", f"{parts.netloc}{parts.path}")]
    name = parts.path.rpartition("/")[2]
    if len(name) >= NAME_CHARS:
        keys.append(name)
    if picture.get("caption"):
        keys.append(f"caption {folded_key(picture['caption'])}")
    return keys
