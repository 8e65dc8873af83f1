"""The checked rule library on disk, so that it is read and checked once and not at every start.

A cache is a convenience: it is keyed by everything that it was made from, written whole or not at all, holds plain JSON
(never code), and may be deleted at any time. Whatever goes wrong with it, the library is read from its files.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from cleaner.ruleset.model import Case, Condition, Inside, Neighbour, Range, Rule, Run
from cleaner.version import __version__

KEPT = 4
"""So many caches stay: those of other versions and checkouts on the machine."""


@dataclass(frozen=True, slots=True)
class Library:
    """The rules and lists of the built-in layer, checked."""

    rules: tuple[Rule, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    fingerprint: str = ""


def cached_library(files: Sequence[tuple[str, bytes, str]], read: Callable[[], Library]) -> Library:
    """The library of these files (name, bytes, layer): from the cache, or else read and put there."""
    path = _folder() / f"rules-{_key(files)}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _decoded(orjson.loads(path.read_bytes()))
    library = read()
    with suppress(OSError):
        _store(path, orjson.dumps(library))
    return library


def _folder() -> Path:
    """The user's own cache folder; CLEAN_NEWS_CACHE names another."""
    named = os.environ.get("CLEAN_NEWS_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME")
    return Path(base or "~/.cache").expanduser() / "clean-news"


def _key(files: Sequence[tuple[str, bytes, str]]) -> str:
    digest = hashlib.sha256(f"{__version__} {len(files)}".encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):  # what reads the files decides too
        digest.update(module.read_bytes())
    for name, data, _ in sorted(files):
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _store(path: Path, data: bytes) -> None:
    """Write the file whole under its name, and let go of the oldest others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    Path(part).replace(path)
    for old in sorted(path.parent.glob("rules-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)


def _decoded(data: dict[str, Any]) -> Library:
    rules = tuple(_rule(r) for r in data["rules"])
    return Library(rules, tuple((name, tuple(entries)) for name, entries in data["lists"]), data["fingerprint"])


def _rule(data: dict[str, Any]) -> Rule:
    for name in ("entries", "lang", "also", "sites", "was"):
        data[name] = tuple(data[name])
    for name in ("save", "origins"):
        data[name] = tuple((key, value) for key, value in data[name])
    for name in ("where", "unless"):
        data[name] = tuple(Condition(c["name"], _value(c["value"])) for c in data[name])
    run = data["run"]
    data["run"] = Run(run["lines"], run["chars"], tuple(run["roles"]), run["share"])
    data["needs"] = tuple((tuple(literals), chars) for literals, chars in data["needs"])
    data["examples"] = tuple(_case(c) for c in data["examples"])
    return Rule(**data)


def _case(data: dict[str, Any]) -> Case:
    data["save"] = tuple((key, value) for key, value in data["save"])
    data["needs"] = tuple(data["needs"])
    return Case(**data)


def _value(data: Any) -> Any:
    """A condition's value: JSON knows neither tuples nor our types, so each is told by its shape."""
    if isinstance(data, dict):
        if "within" in data:
            fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
            return Neighbour(**fields)
        if "names" in data:
            return Inside(tuple(data["tags"]), tuple(data["names"]))
        return Range(data["min"], data["max"])
    if isinstance(data, list):
        return tuple(_value(item) for item in data)
    return data
