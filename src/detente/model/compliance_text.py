"""A compliance conflict as the text of a `conflict` block, in which each number carries its origin; it can be edited and read again.

Every bundle and exit is a move, every share a `worth of`, `together` or `base` line with its basis, every licence a line of the bundle that it
lets be withheld. Read as a plain graph model the block gives moves and utilities alone: costs of breach, licences and what is not seen are
passed over, and an exit changes nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.model import conflict_text
from detente.model.compliance import Bundle, ComplianceConflict, Exit, Maker, Share
from detente.model.conflict import Conflict, DecisionMaker, Option, Preference, Term
from detente.model.conflict_text import decimal

GROUNDS = {"exchange": "in return for", "wait": "waits for", "breach": "suspended for"}
NAMED = 40


def plain(conflict: ComplianceConflict) -> Conflict:
    """The conflict as a graph model: bundles and exits as options, shares as terms; what the module says it passes over is left out."""
    bits = {b.name: k for k, b in enumerate(conflict.bundles)}
    options = [
        Option(b.name, b.owner, b.title, "both", tuple(c.split(":")[-1] for c in b.clauses), _origin(b)) for b in conflict.bundles
    ]
    options += [Option(e.name, e.owner, e.title, "to yes", (), "a power to leave") for e in conflict.exits]
    makers = tuple(
        DecisionMaker(m.party, Preference(terms=tuple(
            Term(tuple(sorted(bits[n] for n in s.bundles)), s.low, s.high, s.origin) for s in m.shares
        )), m.title) for m in conflict.makers
    )
    return Conflict(
        conflict.name, makers, tuple(options), title=conflict.title, notes=conflict.notes, agreed=(1 << len(conflict.bundles)) - 1,
    )


def block(conflict: ComplianceConflict) -> str:
    """The lines of the block. Raises ValueError as `conflict_text.block` does."""
    extra = {f"conflict {conflict.name}": list(_head(conflict))}
    extra |= {f"decision maker {m.party}": list(_maker(m)) for m in conflict.makers}
    extra |= {f"move {b.name}": list(_bundle(conflict, b)) for b in conflict.bundles}
    extra |= {f"move {e.name}": list(_exit(conflict, e)) for e in conflict.exits}
    out = []
    for statement in conflict_text.block(plain(conflict)).split("\n\n"):
        first = statement.split("\n", 1)[0]
        words = first.split()
        key = " ".join(words[: 3 if words[0] == "decision" else 2])
        out.append(statement.rstrip("\n") + "".join(f"\n  {line}" for line in extra.get(key, [])))
    return "\n\n".join(out) + "\n"


def document(conflict: ComplianceConflict, prose: str = "") -> str:
    """A Markdown document with a heading, prose and the block."""
    words = f"\n{prose.strip()}\n" if prose.strip() else ""
    return f"# {conflict.title or conflict.name}\n{words}\n```conflict\n{block(conflict)}```\n"


def _origin(bundle: Bundle) -> str:
    articles = list(dict.fromkeys(d.article for d in bundle.duties if d.article))
    return "; ".join(x for x in (bundle.about, ", ".join(articles[:3])) if x)


def _quoted(words: str) -> str:
    return '"' + " ".join(words.replace('"', "'").split()) + '"'


def _head(conflict: ComplianceConflict) -> Iterable[str]:
    if conflict.package:
        chosen = [f"{i} {o}" for i, o in conflict.package if o != "no"]
        yield f"package {_quoted(', '.join(chosen) or 'every issue no')}"
    if conflict.readings:
        yield f"readings {_quoted(', '.join(f'{q} {r}' for q, r in conflict.readings))}"
    yield f"stage {_quoted(conflict.stage)}"


def _maker(maker: Maker) -> Iterable[str]:
    if not maker.valued:
        yield "no position"
        return
    d = maker.no_agreement
    yield f"no agreement {_range(d)}"
    yield from _basis(d.origin)
    for cost in maker.reputation:
        yield f"reputation of {cost.bundles[0]} {_range(cost)}"
        yield from _basis(cost.origin)
    yield from _lists("not known", sorted(maker.unpriced))


def _bundle(conflict: ComplianceConflict, b: Bundle) -> Iterable[str]:
    if b.instrument:
        yield f"under instrument {b.instrument}"
    yield from _lists("owed to", b.creditors)
    flags = {
        "essential": b.essential, "humanitarian": b.humanitarian, "survives": b.survives, "continuing": b.continuing,
        "open to view": b.seen == "open", "partly unseen": b.partly, "consent": b.kind == "consent",
    }
    yield from (name for name, on in flags.items() if on)
    if b.seen == "verified":
        yield from _lists("verified by", b.watchers or ("somebody",))
    if b.kind == "fallback":
        yield from _lists("instead of", b.instead_of or ("nothing",))
    yield from _licences(conflict, b.name)


def _exit(conflict: ComplianceConflict, e: Exit) -> Iterable[str]:
    yield from _lists("ends", e.ends)
    yield from (["ends everything"] if e.whole else [])
    yield from ([] if e.free else ["only after breach"])
    yield from _licences(conflict, e.name)


def _licences(conflict: ComplianceConflict, name: str) -> Iterable[str]:
    for ground, words in GROUNDS.items():
        yield from _lists(words, [x.failing for x in conflict.licences if x.withhold == name and x.ground == ground])


def _lists(words: str, names: Iterable[str]) -> Iterable[str]:
    all_names = list(names)
    for at in range(0, len(all_names), NAMED):
        yield f"{words} {', '.join(all_names[at : at + NAMED])}"


def _range(share: Share) -> str:
    low, high = decimal(share.low), decimal(share.high)
    return low if low == high else f"{low}..{high}"


def _basis(words: str) -> Iterable[str]:
    return [f"basis {_quoted(words)}"] if words else []
