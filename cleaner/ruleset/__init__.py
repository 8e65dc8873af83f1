"""Rule files -> RuleSet: reading, checking, changing. Nothing here looks at an article."""

from cleaner.ruleset.installed import installed_folders
from cleaner.ruleset.load import RuleSet, library_folder, load_layers

__all__ = ["RuleSet", "installed_folders", "library_folder", "load_layers"]
