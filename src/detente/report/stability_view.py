"""What a stability result says, as plain records that the terminal and the page share.

A state *holds* in one of four ways, from the surest: `stays` (nobody gains by a move of its own), `deterred` (each gain is met
by an answer that those who give it gain by: sequential stability), `feared` (only answers that cost those who give them stand
in the way: general metarational stability) and `free` (somebody gains and nothing stands in the way).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report.words import join, plural

if TYPE_CHECKING:
    from detente.model.conflict import Conflict
    from detente.stability.result import Joint, Move, Path, StabilityResult, Witness

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
MOST_UNDECIDED = 6
UNCERTAIN = {
    "a": "what is unknown might tempt but deters nobody", "b": "what is unknown neither tempts nor deters",
    "c": "what is unknown might tempt and might deter", "d": "what is unknown does not tempt but might deter",
}
WAYS = ("stays", "deterred", "feared", "free")
SHORT = {
    "stays": "nothing to gain", "deterred": "deterred", "feared": "only costly answers deter",
    "free": "not deterred", "": "not decided",
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
    """A state with the concepts under which it is an equilibrium, and those under which that is open.

    role: "now", "agreed", both, or nothing.
    """

    number: int
    pattern: str
    words: str
    holds: tuple[str, ...]
    role: str
    open: tuple[str, ...] = ()


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
    looked_at = {w.state for w in result.witnesses}
    for n in result.labels:
        if result.engine == "query" and n not in looked_at:
            continue
        own = {c for c in sets if n in sets[c]}
        own |= {x for c in own for x in IMPLIED.get(c, ()) if x in sets}
        if own or n in roles:
            holds = tuple(c for c in sets if c in own)
            found.append(StateLine(n, result.labels[n], result.words[n], holds, roles.get(n, ""), _undecided(result, n)))
    found.sort(key=lambda x: (not x.role, -len(x.holds), x.number))
    return found[:most] if most else found


def accounts(result: StabilityResult, number: int) -> list[PartyAccount]:
    """For each party why it would stay in a state or leave it; empty where the engine gives no witnesses."""
    by_party: dict[str, dict[str, Witness]] = {}
    for w in result.witnesses:
        if w.state == number:
            by_party.setdefault(w.party, {})[w.concept] = w
    out = []
    for party, found in by_party.items():
        decided = {c: w for c, w in found.items() if not _open(result, w)}
        way, text = _account(decided) if decided else ("", next(iter(found.values())).text)
        out.append(PartyAccount(party, title(result.conflict, party), way, text))
    return out


def _undecided(result: StabilityResult, number: int) -> tuple[str, ...]:
    """The concepts under which it is open whether a state holds: nobody is known to leave, of somebody it is not known."""
    here = [w for w in result.witnesses if w.state == number] if result.engine == "query" else []
    out = dict.fromkeys(w.concept for w in here if _open(result, w))
    return tuple(c for c in out if all(w.stable or _open(result, w) for w in here if w.concept == c))


def _open(result: StabilityResult, found: Witness) -> bool:
    """Whether the query engine could not decide this: it then names no improvement of a state that it does not call stable.

    That it names none of a state which the party does not see is a verdict.
    """
    if result.engine != "query" or found.stable or found.improvement is not None:
        return False
    conflict = result.conflict
    return conflict.makers[conflict.maker(found.party)].sees(conflict.code(result.labels[found.state]))


def _account(found: Mapping[str, Witness]) -> tuple[str, str]:
    """The way and the sentence, from the witnesses of one party in one state by concept; no way where they do not decide it."""
    first = next(iter(found.values()))
    if first.improvement is None and first.stable:
        return "stays", first.text
    if first.improvement is None:
        return "free", first.text
    seq, gmr = found.get("seq"), found.get("gmr")
    if seq is not None and seq.stable:
        return "deterred", seq.text
    if gmr is not None and not gmr.stable:
        return "free", gmr.text
    costly = next((found[c] for c in ("smr", "gmr") if c in found and found[c].stable), None)
    if seq is not None and costly is not None:
        return "feared", costly.text
    return "", (costly or seq or first).text


def way(result: StabilityResult, number: int) -> str:
    """In which way a state holds for all together: the least sure of the parties' ways."""
    found = accounts(result, number)
    if found:
        ways = [a.way for a in found]
        unknown = "" in ways or len(found) < len(result.conflict.makers)
        return "free" if "free" in ways else "" if unknown else max(ways, key=WAYS.index)
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
            elif not found:
                out.append(f"Whether the {word}, {result.words[number]}, holds is not decided.")
            else:
                out.append(f"{text}holds: {LONG[found]}." if found != "feared" else f"{text}holds only if each reckons with "
                           "answers that would cost those who give them.")  # fmt: skip
    if not result.feasible:
        count = len(lines(result))
        return " ".join([*out, f"Only {plural(count, 'state')} {'was' if count == 1 else 'were'} looked at."])
    parts = [f"{result.counts[c]:,} under {NAMES[c]}" for c in ("nash", "seq", "gmr") if c in result.counts]
    out.append(f"Of {plural(result.feasible, 'state')} that can be, stable for all: {', '.join(parts)}.")
    return " ".join(out)


def size(result: StabilityResult) -> str:
    """How large the conflict is, in words."""
    if result.conflict.graph is not None:
        return result.conflict.size_in_words
    many = f"2^{len(result.conflict.options)} combinations" if result.states > 10**9 else plural(result.states, "combination")
    of = f"{result.feasible:,} of {many} can be" if result.feasible else many
    return f"{result.conflict.size_in_words}; {of}"


def steps(conflict: Conflict, moves: Sequence[Move]) -> str:
    """Moves as one sentence: `United States by taking up “air strike” (→ 2), then …`."""
    return ", then ".join(f"{title(conflict, m.party)} by {m.text} (→ {m.end})" for m in moves)


def path(result: StabilityResult, found: Path) -> str:
    """How the conflict could walk to a state, in a sentence."""
    by = "each mover gains by its step" if found.kind == "improvements" else "not every mover gains by its step"
    return f"to state {found.to} ({result.words.get(found.to, '')}): {steps(result.conflict, found.moves)}; {by}"


def joint(result: StabilityResult, found: Joint) -> list[str]:
    """What changes if some act as one, in sentences."""
    who = join([title(result.conflict, n) for n in found.members])
    out = []
    fallen: dict[tuple[int, ...], list[str]] = {}
    for concept, kept in found.equilibria.items():
        gone = tuple(n for n in result.equilibria.get(concept, ()) if n not in kept)
        fallen.setdefault(gone, []).append(NAMES[concept])
    for numbers, concepts in fallen.items():
        if numbers:
            verb = "holds" if len(numbers) == 1 else "hold"
            out.append(f"If {who} act as one, {join([f'state {n}' for n in numbers], 8)} no longer {verb} under {join(concepts)}.")
    for start, ends in list(found.better.items())[:8]:
        to = join([f"state {n} ({result.words.get(n, '')})" for n in ends], 4, "or")
        out.append(f"From state {start} ({result.words.get(start, '')}) {who} together all gain by going to {to}.")
    return out


def further(result: StabilityResult) -> list[str]:
    """What else the conflict states bears on the verdicts: strength, unknown preference, misperception, foresight, groups."""

    def states(numbers: Iterable[int]) -> str:
        return join([f"state {n} ({result.words[n]})" if n in result.words else f"state {n}" for n in numbers], 8) or "no state"

    out = []
    for concept, numbers in (result.strong or {}).items():
        out.append(f"By strong threats alone, {NAMES[concept]}: {states(numbers)}.")
    for party, seen in (result.perceptions or {}).items():
        if "believes" in seen:
            believed = seen["believes"].get("seq", seen["believes"].get("nash", ()))
            out.append(f"{title(result.conflict, party)} does not reckon with {states(seen['unseen'])}; "
                       f"as it sees the conflict, {states(believed)} would hold.")
    for letter, words in UNCERTAIN.items():
        table = (result.uncertain or {}).get(letter)
        if table:
            concept = "seq" if "seq" in table else next(iter(table))
            out.append(f"If {words}, {NAMES[concept]}: {states(table[concept])}.")
    if result.coalitional:
        concept = "seq" if "seq" in result.coalitional else next(iter(result.coalitional))
        out.append(f"Upset by no group of parties at all, {NAMES[concept]}: {states(result.coalitional[concept])}.")
    if result.horizon:
        out.append(f"If both think any number of moves ahead (non-myopic): {states(result.horizon['non_myopic_equilibria'])}.")
    out += [f"Not decided: {x}." for x in result.undecided[:MOST_UNDECIDED]]
    if len(result.undecided) > MOST_UNDECIDED:
        out.append(f"Not decided: {len(result.undecided) - MOST_UNDECIDED:,} more.")
    return out
