"""A compliance conflict compiled for search: bundles as bits, values as integers, licences as masks.

A state is the set of bundles that are withheld (bit set: not performed) and at most one exit taken. The utility of a party is

    base + Σ values of terms of which no bundle is withheld − Σ reputation of its own breaches;

an exit that ends the whole settlement gives no agreement plus the terms made of surviving bundles. A fallback bundle counts while one of
those it stands in for is withheld, which is written as two terms. Breaches are those of the path: what the deviator withholds, and what
others withhold without a licence; who is answered for a breach of its own cannot plead the answer as an excuse.

Values are midpoints times the common denominator: exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from detente.model.compliance import ComplianceConflict, Exit, Licence, Maker, Share
from detente.solve.exact import common_denominator
from detente.stability.arena import members

NONE = -1
Term = tuple[int, int]
"""Bundles as a bit mask, and what it adds that none of them is withheld."""


@dataclass(frozen=True)
class Values:
    """The utility of one party. single: by bit, terms of one bundle; multi: terms of several; cost: reputation by own bit."""

    base: int
    no_agreement: int
    single: dict[int, int]
    multi: tuple[Term, ...]
    cost: dict[int, int]
    own: int
    unpriced: int
    valued: bool

    @cached_property
    def joint(self) -> int:
        """Bundles that stand in terms of several."""
        out = 0
        for mask, _ in self.multi:
            out |= mask
        return out

    @cached_property
    def prices(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """By bit: what performing it alone is worth, and the same with the reputation of breaking it."""
        size = max((self.own, *(1 << k for k in (*self.single, *self.cost)))).bit_length()
        alone = [self.single.get(k, 0) for k in range(size)]
        return tuple(alone), tuple(x + self.cost.get(k, 0) for k, x in enumerate(alone))

    def worth(self, withheld: int) -> int:
        """The terms that count; costs left out."""
        total = sum(v for k, v in self.single.items() if not withheld >> k & 1)
        return total + sum(v for mask, v in self.multi if not mask & withheld)


@dataclass(frozen=True)
class Game:
    """The compiled conflict. players: party ids; values by player. exchange, breach: by failing bit, the bits its failure frees.

    leaving: by failing bit, the exits (as numbers) that its breach licenses. seen: bits whose breach is seen. consents, fallbacks: bits.
    """

    conflict: ComplianceConflict
    scale: int
    players: tuple[str, ...]
    values: tuple[Values, ...]
    exchange: tuple[int, ...]
    breach: tuple[int, ...]
    leaving: tuple[frozenset[int], ...]
    seen: int
    consents: int
    instead: dict[int, int]
    survives: int
    _bits: dict[str, int] = field(repr=False, default_factory=dict)

    @property
    def size(self) -> int:
        """How many bundles there are."""
        return len(self.conflict.bundles)

    def bit(self, name: str) -> int:
        """The number of a bundle."""
        return self._bits[name]

    @property
    def conflict_bits(self) -> frozenset[str]:
        """The names of the bundles."""
        return frozenset(self._bits)

    def mask(self, names: Iterable[str]) -> int:
        """Bundles by name as a mask."""
        return sum(1 << self._bits[n] for n in set(names))

    def names(self, mask: int) -> tuple[str, ...]:
        """The bundles of a mask by name."""
        return tuple(self.conflict.bundles[k].name for k in members(mask))

    def exits_of(self, player: int) -> Iterator[int]:
        """The numbers of the exits a player has."""
        return (k for k, e in enumerate(self.conflict.exits) if e.owner == self.players[player])

    def effective(self, withheld: int) -> int:
        """What is withheld of what is due: a fallback is due only while one of those it stands in for is withheld."""
        for k, others in self.instead.items():
            if not others & withheld:
                withheld &= ~(1 << k)
        return withheld

    def utility(self, player: int, withheld: int, deviator: int, lawful: int, exit: int = NONE) -> int:
        """What a state is worth to a player, times the scale. lawful: what others than the deviator may withhold."""
        v = self.values[player]
        base, ended = v.base, 0
        if exit != NONE:
            left: Exit = self.conflict.exits[exit]
            base = v.no_agreement if left.whole else v.base
            ended = ((1 << self.size) - 1) & ~self.survives if left.whole else self.mask(left.ends)
        wrong = self.effective(withheld) & v.own & ~ended
        if player != deviator:
            wrong &= ~lawful
        return base + v.worth(withheld | ended) - sum(c for k, c in v.cost.items() if wrong >> k & 1)

    def freed(self, deviation: int, answers: int) -> int:
        """What may be withheld now, given a deviation and what others withhold already.

        By exchange or waiting for anything that fails and is known (what others withhold is told; a fallback fails if the deviation
        itself makes it due), by breach for what the deviator broke and is seen.
        """
        out, broken = 0, self.effective(deviation) & self.seen
        for k in members(broken | answers & ~self.fallbacks):
            out |= self.exchange[k]
        for k in members(broken):
            out |= self.breach[k]
        return out

    @property
    def fallbacks(self) -> int:
        """The fallback bundles."""
        return sum(1 << k for k in self.instead)

    def lawful(self, player: int, deviation: int) -> int:
        """All that the others may come to withhold in answer to a deviation of a player: the closure of the licences.

        Nothing if no part of it is seen. Consents may always be withdrawn.
        """
        if not self.effective(deviation) & self.seen:
            return 0
        others = ((1 << self.size) - 1) & ~self.values[player].own
        out = self.consents & others
        while True:
            more = out | self.freed(deviation, out) & others
            if more == out:
                return out
            out = more

    def lawful_exits(self, player: int, deviation: int) -> tuple[int, ...]:
        """The exits that others may take in answer: those the text gives freely, and those that a breach licenses."""
        shown = self.effective(deviation) & self.seen
        if not shown:
            return ()
        licensed = frozenset().union(*(self.leaving[k] for k in members(shown)))
        own = set(self.exits_of(player))
        return tuple(k for k, e in enumerate(self.conflict.exits) if k not in own and (e.free or k in licensed))

    def all_seen(self) -> Game:
        """The game in which every breach is seen."""
        return replace(self, seen=(1 << self.size) - 1)


def compiled(conflict: ComplianceConflict) -> Game:
    """The game of a conflict."""
    bits = {b.name: k for k, b in enumerate(conflict.bundles)}
    numbers = [x for m in conflict.makers for s in (*m.shares, *m.reputation, m.no_agreement) for x in (s.middle,)]
    scale = common_denominator(numbers)
    exits = {e.name: k for k, e in enumerate(conflict.exits)}
    exchange, breach = [0] * len(bits), [0] * len(bits)
    leaving: list[set[int]] = [set() for _ in bits]
    for x in conflict.licences:
        _license(x, bits, exits, exchange, breach, leaving)
    instead = {bits[b.name]: sum(1 << bits[n] for n in set(b.instead_of)) for b in conflict.bundles if b.kind == "fallback"}
    return Game(
        conflict, scale, tuple(m.party for m in conflict.makers),
        tuple(_values(m, conflict, bits, instead, scale) for m in conflict.makers),
        tuple(exchange), tuple(breach), tuple(frozenset(x) for x in leaving),
        sum(1 << bits[b.name] for b in conflict.bundles if b.seen != "unseen"),
        sum(1 << bits[b.name] for b in conflict.bundles if b.kind == "consent"), instead,
        sum(1 << bits[b.name] for b in conflict.bundles if b.survives), bits,
    )


def _license(
    x: Licence, bits: dict[str, int], exits: dict[str, int], exchange: list[int], breach: list[int], leaving: list[set[int]]
) -> None:
    if x.withhold in exits:
        leaving[bits[x.failing]].add(exits[x.withhold])
    else:
        (breach if x.ground == "breach" else exchange)[bits[x.failing]] |= 1 << bits[x.withhold]


def _values(maker: Maker, conflict: ComplianceConflict, bits: dict[str, int], instead: dict[int, int], scale: int) -> Values:
    base = 0
    terms: dict[int, int] = {}
    for share in maker.shares:
        value = _whole(share.middle, scale)
        mask = sum(1 << bits[n] for n in set(share.bundles))
        if not mask:
            base += value
            continue
        terms[mask] = terms.get(mask, 0) + value
        due = 0
        for k in members(mask):
            due |= instead.get(k, 0) if k in instead else 0
        if any(k in instead for k in members(mask)):
            terms[mask | due] = terms.get(mask | due, 0) - value
    own = sum(1 << bits[b.name] for b in conflict.bundles if b.owner == maker.party)
    return Values(
        base, _whole(maker.no_agreement.middle, scale),
        {m.bit_length() - 1: v for m, v in terms.items() if v and m.bit_count() == 1},
        tuple((m, v) for m, v in terms.items() if v and m.bit_count() > 1),
        {bits[s.bundles[0]]: _whole(s.middle, scale) for s in maker.reputation}, own,
        sum(1 << bits[n] for n in maker.unpriced), maker.valued,
    )


def _whole(value: Fraction, scale: int) -> int:
    return int(value * scale)


def share_of(shares: Iterable[Share], bundle: str) -> tuple[Fraction, Fraction]:
    """The range of what one bundle alone is worth."""
    mine = [s for s in shares if s.bundles == (bundle,)]
    return sum((s.low for s in mine), Fraction(0)), sum((s.high for s in mine), Fraction(0))
