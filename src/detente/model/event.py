"""Events: dated acts with their evidence, as an `events` fence records them."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.model.vocabulary import Event
from detente.source import Span


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody did something on a day. confidence: "alleged", "confirmed" or "disputed"."""

    on: str
    event: Event
    text: str
    confidence: str = "alleged"
    evidence: tuple[str, ...] = ()
    reported_by: tuple[str, ...] = ()
    performs: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
