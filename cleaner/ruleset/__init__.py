"""Rule files -> RuleSet: reading, checking, changing. Nothing here looks at an article."""

from cleaner.ruleset.load import RuleSet, library_folder, load_layers

__all__ = ["RuleSet", "library_folder", "load_layers"]
