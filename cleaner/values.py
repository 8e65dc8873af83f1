"""The values that travel along the line: what one stage hands to the next.

Here live frozen data types and nothing else: no matching, no editing, no input or output.
Offsets are code points of the text named in each docstring, intervals half open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Action = Literal["drop", "cut", "cut_above", "strip", "replace", "hint", "mark", "keep", "take"]
Level = Literal["safe", "usual", "bold"]
Kind = Literal["title", "deck", "body", "heading", "quote", "list", "table"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stood on an HTML page.

    tag: of its block.  link_share: of its characters that are link text, 0 to 1.  hidden: the page does not show it.
    tags: of the boxes around it within the article, its own block first.  names: the words of their classes, ids and
    roles, each name between spaces and all in one string: ` site header | related articles `.
    marks: (rule, start, end) of the selectors that found the line, or a part of it; offsets from its beginning.
    row: number of the table's row it stands in, or -1.
    """

    tag: str
    link_share: float
    hidden: bool
    tags: tuple[str, ...]
    names: str
    marks: tuple[tuple[str, int, int], ...] = ()
    row: int = -1


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a text beside the text itself.

    url: address of the page, for site rules.  lang: BCP 47 tag of the page's language.  title: its headline.
    meta: other fields that came with the record, for the condition `meta`.
    places: of a text that was an HTML page, where each line begins and where it stood, in the order of the text.
    """

    url: str | None = None
    lang: str | None = None
    title: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean; one value instead of many arguments.

    trace: write the removals themselves into the metadata (without: only their counts).
    limits: guard the prose (off only in the examples of rule files).
    level: rules of this level and of those below it run (`safe`, `usual`, `bold`).
    identify: tell the language from the text where the record does not say it.
    trial: rules on trial remove too, instead of being reported only.
    line_seconds: time limit of one regular expression on one line.
    """

    trace: bool = True
    limits: bool = True
    level: Level = "usual"
    identify: bool = True
    trial: bool = False
    line_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Record:
    """One article as it was read.

    text or html: the content; both None when the record has none (it then passes through, flagged).
    fields: the whole incoming object, carried untouched.  text_field: the name the text came from.
    source: what a text file needs to be restored to the byte (encoding, bom).  flags: what reading had to mend.
    line, offset: where it stands in its file (line from 1; byte of its beginning); 0 where a file is one record.
    """

    id: str
    text: str | None = None
    html: str | None = None
    context: Context = Context()
    fields: Mapping[str, Any] | None = None
    text_field: str = "text"
    source: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    line: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A living, non-blank line of a page; in a hard-wrapped page a paragraph, in a glued one a sentence.

    text: as rules see it (a line break inside a paragraph is a space; same length as the interval).
    start, end: its interval in the page's text.  stop: where its line end stops.
    stretch: number of the run of lines with no blank line between them.  prose: a running sentence.
    sentence: a part of a glued line.  place: where it stood on an HTML page.
    """

    index: int
    text: str
    start: int
    end: int
    stop: int
    kind: Kind
    stretch: int
    prose: bool
    sentence: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A text and its lines.

    grouped: some neighbouring lines have a blank line between them and some have not, so a stretch is a group.
    title: the headline: the record's, else the first line's.  own_title: the record itself has it.
    title_line: index of the line that is the title because the record has none, else None.
    """

    text: str
    lines: tuple[Line, ...]
    context: Context
    grouped: bool
    shape: Literal["lines", "wrapped", "glued"]
    title: str | None
    title_line: int | None
    deck_line: int | None


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds at a place of a page. start, end: in the page's text. saved: (field, value) pairs."""

    rule: str
    line: int
    start: int
    end: int
    whole: bool
    saved: tuple[tuple[str, Any], ...] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one interval of the page's text.

    rule: the most specific claimant; also: the others.  stays: why nothing is removed after all
    (`keep`, `limit`, `lead`, `title`, `half`, `mark`, `hint`, `trial`), else None.
    """

    action: Action
    rule: str
    also: tuple[str, ...]
    line: int
    start: int
    end: int
    role: str | None = None
    by: str | None = None
    stays: str | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A removal in offsets of the text that came in. by: the replacement, if there is one."""

    rule: str
    start: int
    end: int
    text: str
    by: str | None = None
    also: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The form written to records."""
        out: dict[str, Any] = {"rule": self.rule, "start": self.start, "end": self.end, "text": self.text}
        if self.by is not None:
            out["by"] = self.by
        if self.also:
            out["also"] = list(self.also)
        return out


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result for one article.

    text: the clean text (the very same object when nothing was removed).
    metadata: facts that the junk carried, and under `cleaning` what was done.
    removals: what was removed, in offsets of the text that came in, in page order.
    fingerprint: of the rules that ran.
    lines: of the clean text, each with its kind and, if it came from a page, with its place there.
    """

    text: str
    metadata: dict[str, Any]
    removals: tuple[Removal, ...]
    fingerprint: str
    lines: tuple[Line, ...] = field(default=(), repr=False, compare=False)
