"""Objects -> JSON lines. Always valid UTF-8; values that orjson refuses are written by the standard library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson


def to_line(value: Mapping[str, Any]) -> bytes:
    """One object as a line. Lone surrogates and NaN are kept as they came (`\\ud800`, `NaN`)."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except (TypeError, orjson.JSONEncodeError):
        pass
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
