"""(Page, RuleSet) -> matches. Reads, never edits; nothing here decides what finally goes."""

from cleaner.match.engine import Found, NearMiss, find_matches
from cleaner.match.index import index_of
from cleaner.match.scan import Scanner

__all__ = ["Found", "NearMiss", "Scanner", "find_matches", "index_of"]
