"""The solution concepts read off the textbook's page, in plain Python on plain data; slow, and imports nothing of the program.

A `Game` is a list of feasible states with arcs and values. Legal sequences are followed as pairs of a state and who moved last:
nobody moves twice in a row, anybody may move again. Sources: Fang, Hipel & Kilgour 1993, chapter 3; Xu, Hipel, Kilgour & Fang
2018, chapter 4; Rêgo & Vieira 2017 (SSEQ); Fraser & Hipel 1979 (SIM).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations, product

CONCEPTS = ("nash", "gmr", "smr", "seq", "sim", "sseq")


@dataclass
class Game:
    """codes: of the states, ascending (option form) or 0…n−1. arcs[i][s]: a set of states. value[i][s]: greater is better.

    own: by decision maker its options; empty in graph form.
    """

    codes: list[int]
    arcs: list[list[set[int]]]
    value: list[list[object]]
    own: list[set[int]] = field(default_factory=list)
    memory: dict[tuple[int, int, bool], set[int]] = field(default_factory=dict)

    def better(self, i: int, q: int, s: int) -> bool:
        return self.value[i][q] > self.value[i][s]  # type: ignore[operator]

    def improvements(self, i: int, s: int) -> set[int]:
        return {q for q in self.arcs[i][s] if self.better(i, q, s)}


def legal_sequences(game: Game, group: list[int], start: int, improving: bool) -> set[int]:
    """The states that legal sequences of the group reach, each mover improving if `improving`."""
    def step(j: int, s: int) -> set[int]:
        return game.improvements(j, s) if improving else game.arcs[j][s]

    reached = {(q, j) for j in group for q in step(j, start)}
    while True:
        more = {(q, j) for s, last in reached for j in group if j != last for q in step(j, s)} - reached
        if not more:
            return {s for s, _ in reached}
        reached |= more


def others_reach(game: Game, i: int, s: int, improving: bool) -> set[int]:
    key = (i, s, improving)
    if key not in game.memory:
        game.memory[key] = legal_sequences(game, [j for j in range(len(game.arcs)) if j != i], s, improving)
    return game.memory[key]


def together(game: Game, i: int, s: int, s1: int) -> set[int]:
    """The feasible states where i goes to s1 and some others, at least one, improve from s at the same time."""
    others = [j for j in range(len(game.arcs)) if j != i and game.improvements(j, s)]
    found = set()
    for count in range(1, len(others) + 1):
        for some in combinations(others, count):
            for ends in product(*(game.improvements(j, s) for j in some)):
                taken = {k for k in range(32) if game.codes[s1] >> k & 1}
                for j, end in zip(some, ends, strict=True):
                    theirs = {k for k in game.own[j] if game.codes[end] >> k & 1}
                    taken = taken - game.own[j] | theirs
                code = sum(1 << k for k in taken)
                if code in game.codes:
                    found.add(game.codes.index(code))
    return found


def deterred(game: Game, concept: str, i: int, s: int, s1: int) -> bool:
    if concept == "sim":
        return any(not game.better(i, q, s) for q in together(game, i, s, s1))
    answers = others_reach(game, i, s1, concept in ("seq", "sseq"))
    answers = {s2 for s2 in answers if not game.better(i, s2, s)}
    if concept in ("smr", "sseq"):
        return any(not any(game.better(i, s3, s) for s3 in game.arcs[i][s2]) for s2 in answers)
    return bool(answers)


def stable(game: Game, concept: str, i: int, s: int) -> bool:
    improvements = game.improvements(i, s)
    if concept == "nash":
        return not improvements
    return all(deterred(game, concept, i, s, s1) for s1 in improvements)


def table(game: Game, concept: str) -> list[list[int]]:
    """By decision maker, the stable states, numbered from 0."""
    return [[s for s in range(len(game.codes)) if stable(game, concept, i, s)] for i in range(len(game.arcs))]


@dataclass
class Sketch:
    """A random conflict in option form as plain data.

    owners[k], ways[k]: of option k. infeasible: patterns of Y, N and -. preferences: by decision maker, ("ranking", groups of
    codes from the best), ("statements", patterns in order) or ("terms", [(options, weight)]).
    """

    makers: int
    owners: list[int]
    ways: list[str]
    infeasible: list[str]
    preferences: list[tuple[str, list]]

    def holds(self, pattern: str, code: int) -> bool:
        return all(x == "-" or (x == "Y") == bool(code >> k & 1) for k, x in enumerate(pattern))

    def codes(self) -> list[int]:
        return [c for c in range(1 << len(self.owners)) if not any(self.holds(p, c) for p in self.infeasible)]

    def value(self, i: int, code: int) -> object:
        kind, body = self.preferences[i]
        if kind == "ranking":
            return -next(k for k, group in enumerate(body) if code in group)
        if kind == "statements":
            return [self.holds(p, code) for p in body]
        return sum(w for options, w in body if all(code >> k & 1 for k in options))

    def can(self, i: int, a: int, b: int) -> bool:
        changed = [k for k in range(len(self.owners)) if (a ^ b) >> k & 1]
        return bool(changed) and all(
            self.owners[k] == i and self.ways[k] != ("to yes" if a >> k & 1 else "to no") for k in changed
        )

    def game(self) -> Game:
        codes = self.codes()
        arcs = [
            [{q for q in range(len(codes)) if self.can(i, codes[s], codes[q])} for s in range(len(codes))]
            for i in range(self.makers)
        ]
        own = [{k for k, o in enumerate(self.owners) if o == i} for i in range(self.makers)]
        return Game(codes, arcs, [[self.value(i, c) for c in codes] for i in range(self.makers)], own)


def random_sketch(rng: random.Random, most: int = 5) -> Sketch:
    """Two to four decision makers, two to `most` options, at times infeasible states, irreversible options, ties."""
    makers, n = rng.randint(2, 4), rng.randint(2, most)
    owners = [rng.randrange(makers) for _ in range(n)]
    steady = rng.choice([0.0, 0.0, 0.3, 0.7])
    ways = [rng.choice(["to yes", "to no"]) if rng.random() < steady else "both" for _ in range(n)]
    while True:
        infeasible = [
            "".join(rng.choice("YN--" if n < 4 else "YN---") for _ in range(n)) for _ in range(rng.choice([0, 0, 1, 2, 3]))
        ]
        sketch = Sketch(makers, owners, ways, infeasible, [])
        if len(sketch.codes()) > 1:
            break
    for _ in range(makers):
        kind = rng.choice(["ranking", "statements", "terms"])
        body: list
        if kind == "ranking":
            levels = rng.choice([3, 8, 1000])
            by_level: dict[int, list[int]] = {}
            for code in sketch.codes():
                by_level.setdefault(rng.randrange(levels), []).append(code)
            body = [by_level[k] for k in sorted(by_level)]
        elif kind == "statements":
            body = ["".join(rng.choice("YN--") for _ in range(n)) for _ in range(rng.randint(1, 6))]
        else:
            body = [([k], rng.randint(-3, 3)) for k in range(n)]
            body += [(sorted(rng.sample(range(n), 2)), rng.randint(-4, 4)) for _ in range(rng.randint(0, 4))]
        sketch.preferences.append((kind, body))
    return sketch


def random_graph(rng: random.Random) -> Game:
    """A game in graph form: arcs at random, not transitive; values with ties."""
    makers, n = rng.randint(2, 4), rng.randint(2, 9)
    density, levels = rng.choice([0.1, 0.25, 0.5]), rng.choice([3, 6, 1000])
    arcs = [
        [{q for q in range(n) if q != s and rng.random() < density} for s in range(n)] for _ in range(makers)
    ]
    return Game(list(range(n)), arcs, [[rng.randrange(levels) for _ in range(n)] for _ in range(makers)])
