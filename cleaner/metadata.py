"""What rules saved, and an HTML page says of itself -> the metadata of an article. What came with the record wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.fold import folded_key
from cleaner.ruleset.model import METADATA

CAPTION_CHARS = 30
"""A caption of so many characters begins no other."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One value that a rule saved.

    rule: its id.  start: where its line begins in the text that came in.  line, stretch: of the page of its round.  falls: whether
    the line goes.  round: when.
    """

    rule: str
    field: str
    value: Any
    start: int
    line: int
    stretch: int
    falls: bool
    round: int


def collect(saved: Iterable[Saved], grouped: bool) -> dict[str, Any]:
    """The metadata that an article's removals carry.

    Args:
        saved: every value saved, in any order.
        grouped: whether the page has groups; values of one group make one image.
    """
    ordered = sorted(saved, key=lambda s: (s.start, s.line, s.field, str(s.value)))
    metadata: dict[str, Any] = {}
    for item in ordered:
        kind = METADATA[item.field]
        if kind == "texts":
            values = metadata.setdefault(item.field, [])
            if item.value and item.value not in values:
                values.append(item.value)
        elif kind == "flag":
            metadata[item.field] = item.value or metadata.get(item.field, False)
        elif kind == "translation" and item.value:
            metadata.setdefault("translation", {}).setdefault(item.field.partition(".")[2], item.value)
        elif kind == "text" and item.value:
            metadata.setdefault(item.field, item.value)
    images = _images([s for s in ordered if METADATA[s.field] == "image" and s.value], grouped)
    if images:
        metadata["images"] = images
    return {name: metadata[name] for name in sorted(metadata)}


_IMAGE: tuple[str, ...] = ("caption", "credit", "agency")


def _images(saved: Sequence[Saved], grouped: bool) -> list[dict[str, str]]:
    """Captions and credits of one group, or of neighbouring lines that fall together, make one image."""
    images: list[dict[str, str]] = []
    current: dict[str, str] = {}
    before: Saved | None = None
    for item in saved:
        name = item.field.partition(".")[2]
        if before is not None and not (_together(before, item, grouped) and _fits(current, name, item.value)):
            images.append(current)
            current = {}
        if name == "caption" and name in current and current[name] != item.value:
            current[name] += f" {item.value}"
        else:
            current[name] = item.value
        before = item
    if current:
        images.append(current)
    ordered: list[dict[str, str]] = [{k: image[k] for k in _IMAGE if k in image} for image in images]
    return [
        image for i, image in enumerate(ordered) if not any(_says_more(o, image, n < i) for n, o in enumerate(ordered))
    ]


def _says_more(other: Mapping[str, str], image: Mapping[str, str], before: bool) -> bool:
    """Whether another image holds all that one does, and more or earlier."""
    return image.items() <= other.items() and (before or len(other) > len(image))


def _together(one: Saved, other: Saved, grouped: bool) -> bool:
    if one.round != other.round:
        return False
    if grouped:
        return one.stretch == other.stretch
    return one.line == other.line or (other.line - one.line == 1 and one.falls and other.falls)


def _fits(image: Mapping[str, str], name: str, value: str) -> bool:
    """Whether a value belongs to the image at hand: it has no other credit, and no finished caption."""
    if name not in image or image[name] == value:
        return True
    return name == "caption" and "credit" not in image and "agency" not in image


def with_page(saved: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of an HTML page: what it says of itself, joined to what rules saved from its text.

    The page wins field by field, but for an author that is only the site itself. Images and translation are joined: a
    picture keeps its address, and has the caption and credit that rules parted.

    Args:
        saved: what the rules saved.
        page: what the page says of itself.
    """
    joined = {**saved, **page}
    if "translation" in saved and "translation" in page:
        joined["translation"] = {**saved["translation"], **page["translation"]}
    if saved.get("authors") and list(map(folded_key, page.get("authors", ()))) == [
        folded_key(page.get("site_name") or "")
    ]:
        joined["authors"] = saved["authors"]
    images = _joined_images(saved.get("images", ()), page.get("images", ()))
    if images:
        joined["images"] = images
    return joined


def _joined_images(saved: Iterable[Mapping[str, str]], page: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The page's pictures, then those that only rules saw; one caption is one picture's."""
    images = [dict(image) for image in page]
    known = [folded_key(image.get("caption", "")) for image in images]
    for image in saved:
        caption = folded_key(image.get("caption", ""))
        same = next((i for i, other in enumerate(known) if _same_caption(caption, other)), None)
        if same is None:
            images.append(dict(image))
        else:
            images[same].update(image)
    return images


def _same_caption(one: str, other: str) -> bool:
    """Whether two captions are one; a credit may follow in either."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and (one == other or (len(shorter) >= CAPTION_CHARS and longer.startswith(shorter)))


def merge(found: Mapping[str, Any], incoming: Mapping[str, Any] | None, known: Iterable[str]) -> dict[str, Any]:
    """The metadata to write: what came with the record stays as it is and wins.

    Args:
        found: what the rules saved.
        incoming: the record's own metadata object.
        known: names of metadata that the record gives elsewhere (its title, its date …).
    """
    merged = dict(incoming or {})
    skip = set(known)
    for name, value in found.items():
        if name not in skip and is_missing(merged.get(name)):
            merged[name] = value
    return merged


def is_missing(value: Any) -> bool:
    """Whether a field holds nothing; some producers write the string `None`."""
    return value is None or value in ("", "None", [], {})
