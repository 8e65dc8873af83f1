"""A clean article -> Markdown (CommonMark, tables as GitHub writes them): its lines by their kinds. Decides nothing.

Kinds come from the markup of a page, or from how a line of text begins. Links and emphasis are not carried over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import regex

from cleaner.fold import folded_key
from cleaner.values import Cleaned, Line

_SPECIAL = regex.compile(r"([\\`*_\[\]<])")
_START = regex.compile(r"\A(?=[#>+\-=~])|(?<=\A\d{1,9})(?=[.)]\s)")
_BULLET = regex.compile(r"\s*(?:[-*•·▪●‣–]|(?P<number>\d{1,9})[.)])\s+")
_QUOTE = regex.compile(r"\s*>+\s*")
_LEVEL = {f"h{level}": level for level in range(1, 7)}


def to_markdown(cleaned: Cleaned) -> str:
    """The article as Markdown: the title, if it is known, then its lines, with a blank line between blocks."""
    title = cleaned.metadata.get("title")
    lines = list(cleaned.lines)
    blocks = []
    if title and not (lines and folded_key(lines[0].text) == folded_key(title)):
        blocks.append(f"# {_escaped(title)}")
    for kind, group in groupby(_joined(lines), key=_group):
        items = list(group)
        blocks += ["\n".join(_WRITERS[kind](items))] if kind else list(map(_block, items))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _joined(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Each line with its text; the sentences of a glued line in one piece."""
    current: tuple[Line, str] | None = None
    for line in lines:
        if current is not None and current[0].sentence and line.sentence and line.stretch == current[0].stretch:
            current = (current[0], current[1] + line.text)
            continue
        if current is not None:
            yield current
        current = (line, line.text)
    if current is not None:
        yield current


def _group(item: tuple[Line, str]) -> str:
    """What is written without blank lines in between: the items of a list, the rows of a table."""
    line = item[0]
    if line.place is not None and line.place.row >= 0:
        return "table"
    return line.kind if line.kind in ("list", "quote") else ""


def _block(item: tuple[Line, str]) -> str:
    line, text = item
    text = text.strip()
    if line.kind == "title":
        return f"# {_escaped(text)}"
    if line.place is None and line.kind in ("heading", "table"):
        return text  # it is written as Markdown already
    level = _LEVEL.get(line.place.tag, 0) if line.place is not None else 0
    return f"{'#' * level} {_escaped(text)}" if level else _escaped(text)


def _list(items: Sequence[tuple[Line, str]]) -> Iterator[str]:
    for count, (line, text) in enumerate(items, start=1):
        bullet = _BULLET.match(text)
        number = bullet["number"] if bullet else None
        rest = text[bullet.end() :] if bullet else text
        lists = [tag for tag in line.place.tags if tag in ("ol", "ul")] if line.place is not None else []
        if number is None and lists[:1] == ["ol"]:
            number = str(count)
        yield f"{'   ' * (len(lists) - 1)}{f'{number}.' if number else '-'} {_escaped(rest.strip())}"


def _quote(items: Sequence[tuple[Line, str]]) -> Iterator[str]:
    yield "\n>\n".join(f"> {_escaped(_QUOTE.sub('', text, count=1).strip())}" for _, text in items)


def _table(items: Sequence[tuple[Line, str]]) -> Iterator[str]:
    rows = [[text for _, text in cells] for _, cells in groupby(items, key=lambda item: _row(item[0]))]
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        cells = [_escaped(cell.strip()).replace("|", "\\|") for cell in row]
        yield f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"
        if number == 0:
            yield f"|{'---|' * width}"


def _row(line: Line) -> int:
    return line.place.row if line.place is not None else -1


_WRITERS = {"list": _list, "quote": _quote, "table": _table}


def _escaped(text: str) -> str:
    """Text that Markdown reads as text."""
    return _START.sub(r"\\", _SPECIAL.sub(r"\\\1", text), count=1) if text else text
