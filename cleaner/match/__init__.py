"""(Page, RuleSet) -> matches. Reads, never edits; nothing here decides what finally goes."""

from cleaner.match.engine import Found, NearMiss, find_matches
from cleaner.match.index import index_of

__all__ = ["Found", "NearMiss", "find_matches", "index_of"]
