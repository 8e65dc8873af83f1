"""Whether to colour: on a terminal, unless NO_COLOR says no or FORCE_COLOR says yes."""

from __future__ import annotations

import os
from typing import TextIO


def wanted(stream: TextIO) -> bool:
    """Whether a stream gets colours (https://no-color.org, https://force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()
