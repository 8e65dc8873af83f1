"""Record -> Page: where the lines of a text are, and what each line is. Reads no rules, removes nothing."""

from cleaner.extract.language import language_of
from cleaner.extract.lines import read_page, split_lines

__all__ = ["language_of", "read_page", "split_lines"]
