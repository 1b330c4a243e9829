"""The duties that a package and a stage leave to be performed, one per clause, instrument and bearer.

Steps: 1. norms that bind under the options of the package and the readings; 2. `each of` is one duty per bearer, a joint duty one per
debtor, all needed; 3. what was performed before the stage is left out; 4. what is nobody's, or anybody's, duty is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.model.choice import ALWAYS
from detente.model.compliance import Sight
from detente.model.norm import ENDEAVOUR, MODALITIES, PROHIBITION, Norm
from detente.model.settlement import Settlement
from detente.model.sight import watchers

SAID = {modality: words for words, modality in MODALITIES.items()}


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty with what grouping needs: its norms (its deeds), and the bearers who owe it jointly, itself among them."""

    clause: str
    instrument: str
    bearer: str
    joint: tuple[str, ...]
    norms: tuple[Norm, ...]

    @property
    def first(self) -> Norm:
        """The norm that stands first; lines such as `in return for` are the same on all."""
        return self.norms[0]

    @property
    def marks(self) -> frozenset[str]:
        """The marks of its lines."""
        return frozenset().union(*(n.marks for n in self.norms))


def chosen(settlement: Settlement, package: Mapping[str, str], readings: Mapping[str, str]) -> dict[str, str]:
    """Every choice of the settlement with its option: of the package, of the readings, else the proposed, `no` or first one."""
    out: dict[str, str] = {}
    for choice in settlement.choices.values():
        given = package.get(choice.name) if choice.bargained else readings.get(choice.name)
        names = [o.name for o in choice.options]
        default = choice.proposes or ("no" if choice.bargained and "no" in names else names[0] if names else "")
        out[choice.name] = given or default
    return out


def binding(settlement: Settlement, choices: dict[str, str]) -> Iterator[Norm]:
    """The norms of the settlement's own instruments that stand under these choices, duties or not."""
    for norm in settlement.norms:
        instrument = settlement.instruments.get(norm.instrument.lower())
        if norm.lost or (norm.instrument and instrument is None):
            continue
        if norm.guard.holds(choices) and (instrument.guard if instrument else ALWAYS).holds(choices):
            yield norm


def owed(settlement: Settlement, choices: dict[str, str]) -> tuple[list[Owed], list[str]]:
    """The duties in the order written, and notes on what is no particular party's duty."""
    table: dict[tuple[str, str, str, tuple[str, ...]], list[Norm]] = {}
    notes: dict[str, None] = {}
    for norm in binding(settlement, choices):
        if not norm.binding:
            continue
        if not norm.bearers or norm.mode in ("any", "at least", "unstated"):
            why = "names nobody who must do it" if not norm.bearers else "does not say which of several must do it"
            notes[f"`{norm.clause}` {why}; it is left out"] = None
            continue
        joint = tuple(sorted(norm.bearers)) if norm.mode == "jointly" and len(norm.bearers) > 1 else ()
        for bearer in sorted(norm.bearers):
            table.setdefault((norm.clause, norm.instrument, bearer, joint), []).append(norm)
    return [Owed(c, i, b, j, tuple(norms)) for (c, i, b, j), norms in table.items()], list(notes)


def options(settlement: Settlement, norm: Norm) -> tuple[tuple[str, str], ...]:
    """The bargained (issue, option) pairs it hangs on: its own, else those of its instrument."""
    instrument = settlement.instruments.get(norm.instrument.lower())
    for at in (norm.guard, instrument.guard if instrument else ALWAYS):
        pairs = tuple(
            (c, next(iter(o))) for c, o in at.atoms if c.lower() in settlement.choices and settlement.choices[c.lower()].bargained and len(o) == 1
        )
        if pairs:
            return pairs
    return ()


def continuing(settlement: Settlement, norm: Norm) -> bool:
    """Whether it is owed throughout: a prohibition, an effort, a state of affairs, what recurs or holds at all times."""
    act = settlement.acts.get(norm.deed.act)
    t = norm.timing
    return norm.modality in (PROHIBITION, ENDEAVOUR) or t.at_all_times or t.every is not None or bool(act and act.state)


def sight(settlement: Settlement, duty: Owed, creditors: frozenset[str]) -> tuple[Sight, bool, tuple[str, ...]]:
    """How a breach of the whole duty is seen, whether some of its deeds could be left undone unseen, and who verifies.

    "verified" where somebody else than the bearer is to verify it, a creditor may look where it is to be kept, or is the one to whom
    something is to be given; "open" where the act is open to view; else "unseen".
    """
    eyes: list[str] = []
    how: list[Sight] = []
    for norm in duty.norms:
        act = settlement.acts.get(norm.deed.act)
        named = [v for v in norm.verified_by if v != duty.bearer]
        visible = act is not None and act.open
        if not named and not visible:
            named = sorted(((watchers(settlement, norm) | _receivers(norm)) & creditors) - {duty.bearer})
        eyes += named
        how.append("verified" if named else "open" if visible else "unseen")
    best: Sight = "verified" if "verified" in how else "open" if "open" in how else "unseen"
    return best, best != "unseen" and "unseen" in how, tuple(dict.fromkeys(eyes))


def _receivers(norm: Norm) -> frozenset[str]:
    """The parties to whom something is to be given, told or let happen: they see whether it is."""
    act = norm.deed.act
    if norm.modality == PROHIBITION or not any(words in act for words in (" to *party", "let *party", "notify *party")):
        return frozenset()
    return frozenset().union(*(r.parties for slot, r in norm.deed.args if slot.startswith("party")))


def performed(duty: Owed, stage: str) -> bool:
    """Whether a duty that is owed once was due by the stage.

    stage: "entry into force" (nothing is), `90 days` (of entry into force), an ISO date, or `after CLAUSE, …` (these are). Raises
    ValueError where it is none of these.
    """
    words = stage.strip()
    if words in ("", "entry into force"):
        return False
    if words.startswith("after "):
        return duty.clause.lower() in {w.strip().lower() for w in words[6:].split(",")}
    due = duty.first.timing.due
    if words.endswith(" days") and words[:-5].isdigit():
        period = due.period.days if due and due.anchor.kind == "force" and due.period else None
        return period is not None and period <= int(words[:-5])
    if len(words) == 10 and words[4] == words[7] == "-":
        return due is not None and due.anchor.date is not None and due.period is None and due.anchor.date.isoformat() <= words
    raise ValueError(f"`{stage}` is no stage: write `90 days`, a date such as 2031-05-01, or `after CLAUSE`")


def text(settlement: Settlement, norm: Norm, other: str) -> str:
    """The deed with its modality; `the other` by name where there is one other."""
    words = norm.deed.text.replace("the other", other) if other else norm.deed.text
    return f"{SAID[norm.modality]} {words}"
