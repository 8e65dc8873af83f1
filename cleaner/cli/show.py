"""An article shown with its removals: marked in the text (`--explain`) or as a unified diff (`--diff`)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import click

from cleaner.values import Cleaned


def marked(incoming: str, cleaned: Cleaned) -> str:
    """The incoming text; each removal reads `[-what went-]{rule}`, a replacement `{+what came+}` before the rule."""
    out: list[str] = []
    at = 0
    for removal in cleaned.removals:
        out.append(incoming[at : removal.start])
        core = removal.text.rstrip("\r\n")
        tail = removal.text[len(core) :]
        what = click.style(f"[-{core}-]", fg="red", strikethrough=True)
        new = click.style(f"{{+{removal.by}+}}", fg="green") if removal.by is not None else ""
        out.append(what + new + click.style(f"{{{removal.rule}}}", fg="cyan", dim=True) + tail)
        at = removal.end
    out.append(incoming[at:])
    text = "".join(out)
    return text if text.endswith("\n") else text + "\n"


def unified(incoming: str, cleaned: Cleaned, name: str) -> Iterator[str]:
    """A unified diff from the incoming to the clean text, for `patch` and for eyes."""
    before, after = _lines(incoming), _lines(cleaned.text)
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in difflib.unified_diff(before, after, name, f"{name} (clean)"):
        shown = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        colour = None if line.startswith(("---", "+++")) else colours.get(line[:1])
        yield click.style(shown, fg=colour) if colour else shown


def _lines(text: str) -> list[str]:
    """The lines as `patch` counts them: a line feed ends one, and nothing else does."""
    pieces = text.split("\n")
    return [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
