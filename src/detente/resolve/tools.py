"""What looks things up in one document: sets, names, phrases, moments."""

from __future__ import annotations

from dataclasses import dataclass

from detente.resolve.context import Context
from detente.resolve.moments import Moments
from detente.resolve.phrases import Phrases
from detente.resolve.referents import Referents
from detente.resolve.sets import Sets


@dataclass
class Tools:
    """The context of a document and what looks things up in it; positions and events are read with the same."""

    context: Context
    sets: Sets
    referents: Referents
    phrases: Phrases
    moments: Moments
