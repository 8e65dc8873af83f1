"""The command line: parse, call, print, return. No cleaning happens here, and no text is decided on."""

from cleaner.cli.main import main

__all__ = ["main"]
