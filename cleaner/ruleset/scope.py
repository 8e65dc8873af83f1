"""On which pages a rule runs: by its level and status, by language, by site. Knows rules, and of a page only these facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from cleaner.ruleset.model import LEVELS, Rule
from cleaner.values import Options


def runnable(rules: Iterable[Rule], options: Options) -> Iterator[Rule]:
    """The rules that are not retired and not bolder than the run; with options.trial those on trial as if on."""
    levels = LEVELS[: LEVELS.index(options.level) + 1]
    for rule in rules:
        if rule.status != "retired" and rule.level in levels:
            yield replace(rule, status="on") if options.trial and rule.status == "trial" else rule


def active(rule: Rule, lang: str | None) -> bool:
    """Whether a rule runs on pages of a language (None: unknown, then all do); sites are asked later."""
    if lang is None or "any" in rule.lang or "any" in rule.also:
        return True
    return any(lang_matches(tag, lang) for tag in (*rule.lang, *rule.also)) or is_english(rule)


def is_english(rule: Rule) -> bool:
    """English labels leak everywhere, so English packs run on all pages."""
    return any(lang_matches(tag, "en") for tag in rule.lang)


def lang_matches(tag: str, lang: str) -> bool:
    """BCP 47 prefix matching; `no` covers Bokmål and Nynorsk."""
    tag, lang = tag.lower().replace("_", "-"), lang.lower().replace("_", "-")
    if tag == "no" and lang.partition("-")[0] in ("nb", "nn"):
        return True
    return lang == tag or lang.startswith(f"{tag}-")


def site_matches(sites: Iterable[str], host: str | None) -> bool:
    """Whether a host is among sites: a name means it and its subdomains, `=` it alone, `!` not it.

    An unknown host matches nothing, so that site packs stay off.
    """
    if host is None:
        return False
    wanted = [s for s in sites if not s.startswith("!")]
    refused = [s[1:] for s in sites if s.startswith("!")]
    if any(_is_site(s, host) for s in refused):
        return False
    return not wanted or any(_is_site(s, host) for s in wanted)


def _is_site(site: str, host: str) -> bool:
    return host == site[1:] if site.startswith("=") else host == site or host.endswith(f".{site}")


def host_of(url: str | None) -> str | None:
    """Host of an address, in small letters; None where there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.rstrip(".") if host else None
