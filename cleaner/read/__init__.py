"""Bytes -> records: one module per family of formats, and the detection of which one it is. Cleans nothing."""

from cleaner.read.source import DeadLetter, Source, open_source

__all__ = ["DeadLetter", "Source", "open_source"]
