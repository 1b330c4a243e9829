"""The map: Natural Earth's countries at 1:110 million (public domain), from the npm package world-atlas.

Version 2.0.2. Changed here: Crimea, Kaliningrad, Alaska and Hawaii are shapes of their own, and Kosovo,
Northern Cyprus and Somaliland, which have no ISO number, carry the codes of this atlas as ids, so that a
figure can paint contested and split zones as they are. The lines are those of Natural Earth, which draws
who holds a place and not who has title to it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from detente.atlas.tables import text


@cache
def topology() -> dict[str, Any]:
    """TopoJSON with one object, `countries`, and one, `land`; ids are `Place.numeric`. Treat it as read-
    only.
    """
    found: dict[str, Any] = json.loads(text("world-110m.json"))
    return found
