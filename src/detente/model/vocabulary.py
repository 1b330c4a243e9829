"""The vocabulary: kinds of acts and facts, and their instances.

An `Act` is declared once, with slots: `station forces in *zone*`. A `Deed` is an act with its slots filled. Acts are tied
by `Relation`s (ends, contrary to, kind of, calls for), which say how the slots of the other act are filled from one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.model.choice import CERTAIN, Cases
from detente.source import Span

Extent = Mapping[str, Cases]


@dataclass(frozen=True, slots=True)
class Relation:
    """Another act and how its slots are filled: (its slot, "slot" or "owner", one's own slot)."""

    act: str
    binding: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act (or, with `state` true, a state of affairs), as declared.

    phrase: the declaration, which is also its key. slots: slot names in order, such as ("zone", "party", "zone#2").
    lasts_until: the act that ends it. contrary, kind_of, calls_for: related acts. touches: matters for a lawyer.
    burdens: slots whose owners bear it. reveals: slots of the places in which
    what others do is seen, and of the parties who see it (the doer, if none). starts, ends: facts it begins or ends. open: breach is seen by all.
    """

    phrase: str
    slots: tuple[str, ...] = ()
    state: bool = False
    lasts_until: Relation | None = None
    contrary: tuple[Relation, ...] = ()
    kind_of: tuple[Relation, ...] = ()
    calls_for: tuple[Relation, ...] = ()
    touches: tuple[str, ...] = ()
    burdens: tuple[str, ...] = ()
    reveals: tuple[str, ...] = ()
    starts: tuple[Relation, ...] = ()
    ends: tuple[Relation, ...] = ()
    begins_with: tuple[Relation, ...] = ()
    ends_with: tuple[Relation, ...] = ()
    decided_by: tuple[str, ...] = ()
    irreversible: bool = False
    open: bool = False
    atop: tuple[str, ...] = ()
    cameo: tuple[str, ...] = ()
    shipped: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Referent:
    """What fills a slot, or who a subject is.

    text: as written. kind: "party", "zone", "treaty", "organisation", "class", "amount", "thing", "body", "clause",
    "people", "milestone", or "unstated". names: the things named, canonical. mode: "one", "each", "any", "jointly",
    "at least", "other" (each other member of `parties` than the actor), "it" (the actor). parties: canonical party ids.
    extent: leaf places with the cases under which they belong; None where it names no place.
    """

    text: str
    kind: str
    names: tuple[str, ...] = ()
    mode: str = "one"
    parties: frozenset[str] = frozenset()
    extent: Extent | None = field(default=None, compare=False, repr=False)
    count: int = 0

    @property
    def leaves(self) -> frozenset[str]:
        """The leaf places it may cover under some case."""
        return frozenset(self.extent or ())


UNSTATED = Referent("unstated", "unstated")


@dataclass(frozen=True, slots=True)
class Deed:
    """An act (or fact) with its slots filled: `args` in the order of the act's slots. `text` is as written."""

    act: str
    args: tuple[tuple[str, Referent], ...]
    text: str = field(compare=False)

    def arg(self, slot: str) -> Referent | None:
        """What fills this slot."""
        return next((r for s, r in self.args if s == slot), None)


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody does something, or a fact holds: `actor` is None for facts, which carry their subject as an argument."""

    actor: Referent | None
    deed: Deed
    negated: bool = False


def certain(leaves: frozenset[str]) -> dict[str, Cases]:
    """The extent that has just these leaf places, in every case."""
    return dict.fromkeys(sorted(leaves), CERTAIN)
