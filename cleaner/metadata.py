"""What rules saved -> the metadata of an article. Values that came with the record win; page order is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.ruleset.model import METADATA


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
