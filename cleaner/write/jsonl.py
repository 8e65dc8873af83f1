"""Objects -> JSON lines. Always valid UTF-8; values that orjson refuses are written by the standard library."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import orjson


def to_line(value: Mapping[str, Any]) -> bytes:
    """One object as a line. Lone surrogates and NaN are kept as they came (`\\ud800`, `NaN`)."""
    try:
        line = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
        if b"null" not in line or not _has_odd_number(value):  # orjson writes null for NaN
            return line
    except (TypeError, orjson.JSONEncodeError):
        pass
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _has_odd_number(value: Any) -> bool:
    """Whether a value holds NaN or an infinity anywhere."""
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, Mapping):
        return any(map(_has_odd_number, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_has_odd_number, value))
