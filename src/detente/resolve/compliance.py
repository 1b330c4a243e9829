"""Compliance conflicts written as `conflict` blocks: tree to model.

A conflict is one of compliance where its head says `stage`. Every move is a bundle, or with `ends` an exit. Mistakes are
reported, and the conflict they are in is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from detente.diagnostic import Collector, register
from detente.model import compliance as m
from detente.resolve.choices import names_of, str_of
from detente.syntax import tree

WRONG = register("E414", "malformed-compliance", "error", "basic", "A conflict with a stage is no compliance conflict.")
GROUNDS: dict[str, m.Ground] = {"in return for": "exchange", "waits for": "wait", "suspended for": "breach"}
NOTHING = ("nothing", "somebody")


def read(documents: Sequence[tree.Document], found: Collector) -> tuple[m.ComplianceConflict, ...]:
    """The compliance conflicts stated in these documents, in order."""
    drafts: list[tuple[tree.Statement, list[tree.Statement]]] = []
    for document in documents:
        for _, statement in document.statements("conflict"):
            if statement.head.form == "conflict" and statement.head.values:
                drafts.append((statement, []))
            elif drafts and statement.head.values:
                drafts[-1][1].append(statement)
    out = []
    for head, parts in drafts:
        if any(line.form == "stage" for line in head.lines):
            try:
                out.append(_conflict(head, parts))
            except ValueError as error:
                found.add(WRONG, f"conflict `{str_of(head.head, 'name')}`: {error}", head.head.span,
                          help="compare it with the block that `detente stability --emit` writes")
    return tuple(out)


def _conflict(head: tree.Statement, parts: Sequence[tree.Statement]) -> m.ComplianceConflict:
    moves = [s for s in parts if s.head.form == "move of" or s.head.form == "move"]
    leaving = [s for s in moves if _has(s, "ends") or _has(s, "ends everything")]
    bundles = tuple(_bundle(s) for s in moves if s not in leaving)
    makers = tuple(_maker(s, bundles) for s in parts if s.head.form == "decision maker")
    licences = tuple(
        m.Licence(str_of(s.head, "name"), name, ground)
        for s in moves for form, ground in GROUNDS.items() for name in _names(s, form)
    )
    text = {line.form: str_of(line, "string") for line in head.lines if line.form in ("package", "readings", "stage")}
    return m.ComplianceConflict(
        str_of(head.head, "name"), makers, bundles, licences, tuple(_exit(s) for s in leaving), str_of(head.head, "title"),
        _pairs(text.get("package", "")), _pairs(text.get("readings", "")), text["stage"],
        notes=tuple(str_of(x, "string") for x in head.lines if x.form in ("source", "basis")),
    )


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """`forces yes, nuclear yes` as pairs; the option is the last word."""
    parts = [p.strip().rpartition(" ") for p in text.split(",") if " " in p.strip()]
    return tuple((issue, option) for issue, _, option in parts)


def _has(statement: tree.Statement, form: str) -> bool:
    return any(line.form == form for line in statement.lines)


def _names(statement: tree.Statement, form: str) -> tuple[str, ...]:
    found = (n for line in statement.lines if line.form == form for n in names_of(line, "names"))
    return tuple(n for n in found if n not in NOTHING)


def _bundle(s: tree.Statement) -> m.Bundle:
    name, owner, title = str_of(s.head, "name"), str_of(s.head, "owner"), str_of(s.head, "title")
    instrument = next((str_of(x, "name") for x in s.lines if x.form == "under instrument"), "")
    origin = next((str_of(x, "string") for x in s.lines if x.form in ("basis", "source")), "")
    about, _, article = origin.partition("; ")
    duties = tuple(
        m.Duty(clause, owner, instrument, title, article or about, _has(s, "continuing")) for clause in _names(s, "keeps")
    )
    kind: m.Kind = "consent" if _has(s, "consent") else "fallback" if _has(s, "instead of") else "duty"
    seen: m.Sight = "verified" if _has(s, "verified by") else "open" if _has(s, "open to view") else "unseen"
    return m.Bundle(
        name, owner, title, about, instrument, _names(s, "owed to"), duties, kind, _has(s, "essential"), _has(s, "humanitarian"),
        _has(s, "survives"), _has(s, "continuing"), seen, _has(s, "partly unseen"), _names(s, "verified by"), _names(s, "instead of"),
    )


def _exit(s: tree.Statement) -> m.Exit:
    return m.Exit(
        str_of(s.head, "name"), str_of(s.head, "owner"), str_of(s.head, "title"), _names(s, "ends"), _has(s, "ends everything"),
        not _has(s, "only after breach"),
    )


def _maker(s: tree.Statement, bundles: Iterable[m.Bundle]) -> m.Maker:
    name, title = str_of(s.head, "name"), str_of(s.head, "title")
    if _has(s, "no position"):
        return m.Maker(name, title, valued=False, unpriced=frozenset(b.name for b in bundles))
    shares, costs = [], []
    nothing = m.Share((), Fraction(0), Fraction(0))
    for at, line in enumerate(s.lines):
        match line.form:
            case "base":
                shares.append(_share((), s.lines, at))
            case "worth of":
                shares.append(_share((str_of(line, "option"),), s.lines, at))
            case "together adds":
                shares.append(_share(names_of(line, "options"), s.lines, at))
            case "reputation of":
                costs.append(_share((str_of(line, "option"),), s.lines, at))
            case "no agreement":
                nothing = _share((), s.lines, at)
    return m.Maker(name, title, True, tuple(shares), nothing, tuple(costs), frozenset(_names(s, "not known")))


def _share(bundles: tuple[str, ...], lines: Sequence[tree.Line], at: int) -> m.Share:
    """The figure of a line, with the `basis` that follows it."""
    value = lines[at].values.get("range")
    if not isinstance(value, tree.Range):
        raise ValueError(f"`{lines[at].span.text}` gives no figure")
    following = lines[at + 1] if at + 1 < len(lines) else None
    origin = str_of(following, "string") if following is not None and following.form == "basis" else ""
    return m.Share(bundles, Fraction(value.low), Fraction(value.high), origin)
