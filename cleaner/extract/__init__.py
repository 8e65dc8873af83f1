"""Record -> Page: where the lines of a text are, and what each line is. Reads no rules, removes nothing."""

from cleaner.extract.lines import read_page, split_lines

__all__ = ["read_page", "split_lines"]
