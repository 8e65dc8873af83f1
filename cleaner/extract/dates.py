"""Dates as pages write them for machines -> ISO 8601. What could mean two days, or says no year, is no date."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import regex

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,:]\d{1,9})?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?P<zone>(?:GMT|UTC)?[+-]\d{2}:?\d{2}|[+-]\d{2}|Z|z|GMT|UTC|UT)"
_ISO = regex.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    rf"(?:(?:[T ]\s?|\s-\s){_CLOCK}\s?{_ZONE}?)?.{{0,20}}"
)
_BASIC = regex.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    rf"{_ZONE}?)?"
)
_DOTTED = regex.compile(
    r"(?:\p{L}{2,12}\.?,?\s+)?(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"
    rf"(?:[\s,–-]{{1,4}}{_CLOCK}\s?{_ZONE}?(?:\s?Uhr)?)?"
)
"""Nobody writes the month first between dots."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = tuple(
    regex.compile(rf"(?:{order})(?:\s?\([\p{{L}} ]{{2,60}}\))?", regex.I)
    for order in (
        rf"(?:\p{{L}}{{3,9}},?\s)?{_DAY}[ -]{_MONTH},?[ -](?P<year>\d{{4}})(?:,?\s(?:at\s)?{_CLOCK}\s?{_ZONE}?)?",
        rf"(?:\p{{L}}{{3,9}},?\s)?{_MONTH}\s{_DAY},?\s(?P<year>\d{{4}})(?:,?\s(?:at\s)?{_CLOCK}\s?{_ZONE}?)?",
        rf"\p{{L}}{{3}}\s{_MONTH}\s+{_DAY}\s{_CLOCK}\s(?:\p{{Lu}}{{2,4}}\s)?(?P<year>\d{{4}})",
    )
)
"""RFC 2822, what JavaScript and C print of a date, and English dates in words."""
_SECONDS = regex.compile(r"1\d{9}(?:\d{3})?", regex.ASCII)
"""Seconds or milliseconds since 1970, from 2001 to 2033; `2024051406` is none."""
MAX_CHARS = 100
"""A longer text is no date."""


def iso_date(value: Any) -> str | None:
    """A date or time in ISO 8601, normalised; None where the value is none.

    A day stays a day. The zone stays as the page gives it, and a time without one gets none.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > MAX_CHARS:
        return None
    text = " ".join(value.split())
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for pattern in (_ISO, _BASIC, _DOTTED, *_NAMED):
        match = pattern.fullmatch(text)
        if match is not None:
            return _written(match.groupdict())
    return None


def _written(found: dict[str, str | None]) -> str | None:
    month = int(found["month"] or 0) if "month" in found else 1 + _MONTHS.index((found["name"] or "")[:3].lower())
    try:
        day = datetime(int(found["year"] or 0), month, int(found["day"] or 0))
    except ValueError:
        return None
    if not 1900 < day.year < 2200 or (day.year, day.month, day.day) == (1970, 1, 1):
        return None  # what databases and clocks say for "none"
    date = f"{day.year}-{day.month:02}-{day.day:02}"
    hour, minute, second = (int(found.get(part) or 0) for part in ("hour", "minute", "second"))
    if found.get("half"):
        hour = hour % 12 + 12 * (found["half"] in ("P", "p"))
    if found.get("hour") is None or hour > 23 or minute > 59 or second > 59:
        return date
    return f"{date}T{hour:02}:{minute:02}:{second:02}{_zone(found.get('zone'))}"


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    offset = zone.upper().removeprefix("GMT").removeprefix("UTC")
    if offset[:1] not in ("+", "-"):
        return "Z"
    return f"{offset[:3]}:{offset[3:].lstrip(':') or '00'}"
