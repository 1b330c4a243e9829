"""What a stability result says, as plain records that the terminal and the page share.

A state *holds* in one of four ways, from the surest: `stays` (nobody gains by a move of its own), `deterred` (each gain is met
by an answer that those who give it gain by: sequential stability), `feared` (only answers that cost those who give them stand
in the way: general metarational stability) and `free` (somebody gains and nothing stands in the way).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report.words import join, plural

if TYPE_CHECKING:
    from detente.model.conflict import Conflict
    from detente.stability.result import Move, Path, StabilityResult, Witness

NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sim": "SIM", "sseq": "SSEQ"}
MEANING = {
    "nash": "nobody can gain by a move of its own, whatever the others then do",
    "gmr": "every gain can be spoilt by some answer of the others, even one that costs them",
    "smr": "as GMR, and whoever is answered so has no way out to anything better",
    "seq": "every gain is spoilt by an answer that those who give it gain by themselves",
    "sim": "every gain is spoilt if others improve their own lot at the same time",
    "sseq": "as SEQ, and whoever is answered so has no way out to anything better",
}
IMPLIED = {"nash": ("gmr", "smr", "seq"), "seq": ("gmr",), "smr": ("gmr",), "sseq": ("seq", "gmr")}
"""What holds under a concept holds under these too; long lists of states are cut, so that membership alone does not tell."""
WAYS = ("stays", "deterred", "feared", "free")
SHORT = {
    "stays": "nothing to gain", "deterred": "deterred", "feared": "deterred only by answers that cost those who give them",
    "free": "not deterred", "": "would gain",
}
LONG = {
    "stays": "nobody can gain by leaving it",
    "deterred": "whoever would gain by leaving it is deterred by answers that the others would themselves gain by",
    "feared": "it holds only if each reckons with answers that would cost those who give them",
    "free": "it does not hold",
    "": "it was not looked at",
}


@dataclass(frozen=True, slots=True)
class StateLine:
    """A state with the concepts under which it is an equilibrium. role: "now", "agreed", both, or nothing."""

    number: int
    pattern: str
    words: str
    holds: tuple[str, ...]
    role: str

    @property
    def name(self) -> str:
        """`state 7 (naval quarantine, withdraw the missiles)`."""
        return f"state {self.number} ({self.words})"


@dataclass(frozen=True, slots=True)
class PartyAccount:
    """What a party would gain by leaving a state and what deters it. way: one of WAYS; "" where nothing is known."""

    party: str
    title: str
    way: str
    text: str


def title(conflict: Conflict, name: str) -> str:
    """The title of a decision maker, or of several who act as one."""
    known = {m.name: m.shown for m in conflict.makers}
    return " + ".join(known.get(part, part) for part in name.split(" + "))


def number_of(result: StabilityResult, code: int | None) -> int | None:
    """The number of a state in the result; None where it is not among the states listed."""
    if code is None:
        return None
    pattern = result.conflict.pattern(code)
    return next((k for k, v in result.labels.items() if v == pattern), None)


def lines(result: StabilityResult, most: int = 0) -> list[StateLine]:
    """The status quo, the agreed state and the equilibria, those that hold under most concepts first."""
    agreed = number_of(result, result.conflict.agreed)
    sets = {c: set(e) for c, e in result.equilibria.items()}
    roles = {n: r for n, r in ((agreed, "agreed"), (result.status_quo, "now")) if n is not None}
    if agreed is not None and agreed == result.status_quo:
        roles[agreed] = "now and agreed"
    found = []
    for n in result.labels:
        own = {c for c in sets if n in sets[c]}
        own |= {x for c in own for x in IMPLIED.get(c, ()) if x in sets}
        if own or n in roles:
            holds = tuple(c for c in sets if c in own)
            found.append(StateLine(n, result.labels[n], result.words[n], holds, roles.get(n, "")))
    found.sort(key=lambda x: (not x.role, -len(x.holds), x.number))
    return found[:most] if most else found


def accounts(result: StabilityResult, number: int) -> list[PartyAccount]:
    """For each party why it would stay in a state or leave it; empty where the engine gives no witnesses."""
    by_party: dict[str, dict[str, Witness]] = {}
    for w in result.witnesses:
        if w.state == number:
            by_party.setdefault(w.party, {})[w.concept] = w
    return [PartyAccount(p, title(result.conflict, p), *_account(found)) for p, found in by_party.items()]


def _account(found: Mapping[str, Witness]) -> tuple[str, str]:
    """The way and the sentence, from the witnesses of one party in one state by concept."""
    first = next(iter(found.values()))
    if first.improvement is None:
        return "stays", first.text
    for concept, way in (("seq", "deterred"), ("smr", "feared"), ("gmr", "feared")):
        if concept in found and found[concept].stable:
            return way, found[concept].text
    for concept in ("gmr", "seq", "smr", "nash"):
        if concept in found:
            return ("free" if concept == "gmr" else ""), found[concept].text
    return "", first.text


def way(result: StabilityResult, number: int) -> str:
    """In which way a state holds for all together: the least sure of the parties' ways."""
    found = accounts(result, number)
    if found:
        ways = [a.way for a in found]
        return "" if "" in ways else max(ways, key=WAYS.index)
    for concept, name in (("nash", "stays"), ("seq", "deterred"), ("gmr", "feared")):
        if number in result.equilibria.get(concept, ()):
            return name
    cut = [c for c in ("nash", "seq", "gmr") if result.counts.get(c, 0) > len(result.equilibria.get(c, ()))]
    return "" if cut or "gmr" not in result.equilibria else "free"


def verdict(result: StabilityResult) -> str:
    """One or two sentences: of the agreed state, else of the status quo, and how many states hold."""
    out: list[str] = []
    for code, word in ((result.conflict.agreed, "agreed state"), (result.conflict.status_quo, "state where it stands now")):
        number = number_of(result, code)
        if number is not None and not out:
            found = way(result, number)
            text = f"The {word}, {result.words[number]}, " if found != "free" else f"The {word}, {result.words[number]},"
            if found == "free":
                free = [a.title for a in accounts(result, number) if a.way == "free"]
                out.append(f"{text} does not hold: nothing deters {join(free, last='or')}." if free else f"{text} does not hold.")
            elif found:
                out.append(f"{text}holds: {LONG[found]}." if found != "feared" else f"{text}holds only if each reckons with "
                           "answers that would cost those who give them.")  # fmt: skip
    parts = [f"{result.counts[c]:,} under {NAMES[c]}" for c in ("nash", "seq", "gmr") if c in result.counts]
    out.append(f"Of {plural(result.feasible, 'state')} that can be, stable for all: {', '.join(parts)}.")
    return " ".join(out)


def steps(conflict: Conflict, moves: Sequence[Move]) -> str:
    """Moves as one sentence: `United States by taking up “air strike” (→ 2), then …`."""
    return ", then ".join(f"{title(conflict, m.party)} by {m.text} (→ {m.end})" for m in moves)


def path(result: StabilityResult, found: Path) -> str:
    """How the conflict could walk to a state, in a sentence."""
    by = "each mover gains by its step" if found.kind == "improvements" else "not every mover gains by its step"
    return f"to state {found.to} ({result.words.get(found.to, '')}): {steps(result.conflict, found.moves)}; {by}"
