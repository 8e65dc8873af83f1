"""Rule packs that come as Python distributions: folders of rule files named by entry points. Runs none of their code.

A distribution says in its pyproject.toml where its rule files lie:

    [project.entry-points."clean_news.rules"]
    my-pack = "my_pack.rules"
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.metadata import entry_points
from pathlib import Path

from cleaner.errors import CleanNewsError

GROUP = "clean_news.rules"


def installed_folders() -> list[Path]:
    """The rule folders of installed packs, by the names of their entry points.

    Raises:
        CleanNewsError: an installed pack names a folder that is not there.
    """
    return [_folder(entry.name, entry.value) for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)]


def _folder(name: str, module: str) -> Path:
    """The folder of a dotted module name, found without importing it or its parents."""
    places: list[str] | None = None
    for part in module.split("."):
        spec = PathFinder.find_spec(part, places)
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places:
            what = f"The installed rule pack `{name}` names the folder `{module}`, which is not there."
            raise CleanNewsError(f"{what} Install it anew, or remove it.")
    return Path((places or [""])[0])
