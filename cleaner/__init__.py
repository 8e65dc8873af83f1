"""clean-news strips from scraped news what is not the article, by declarative rule files, and loses nothing.

>>> import cleaner
>>> cleaner.clean("Un texte.\\n\\nPublicité\\n\\nLa suite.").text
'Un texte.\\n\\nLa suite.'

These names are the whole public interface. Importing them loads neither lxml nor trafilatura.
"""

from cleaner.api import Cleaner, clean, clean_html
from cleaner.errors import CleanNewsError, Problem, RecordError, RestoreError, RuleError
from cleaner.fields import Fields
from cleaner.restore import restore
from cleaner.ruleset import RuleSet
from cleaner.values import Cleaned, Context, Options, Removal
from cleaner.version import __version__

__all__ = [
    "CleanNewsError", "Cleaned", "Cleaner", "Context", "Fields", "Options", "Problem", "RecordError", "Removal",
    "RestoreError", "RuleError", "RuleSet", "__version__", "clean", "clean_html", "restore",
]  # fmt: skip
