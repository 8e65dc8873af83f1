"""Fields of nested objects by dotted names (`metadata.url`); a field whose own name has a dot comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def get_field(fields: Mapping[str, Any], name: str) -> Any:
    """The value under a name, or None."""
    if name in fields:
        return fields[name]
    value: Any = fields
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def put_field(fields: dict[str, Any], name: str, value: Any) -> None:
    """Put a value under a name, copying the objects on the way so that the incoming record stays as it is."""
    if name in fields or "." not in name:
        fields[name] = value
        return
    head, _, tail = name.partition(".")
    inner = dict(fields.get(head) or {})
    put_field(inner, tail, value)
    fields[head] = inner
