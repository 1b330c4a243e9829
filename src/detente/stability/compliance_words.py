"""Sentences about keeping and breaking: they name parties, clauses, articles and places."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.model.compliance import Bundle, ComplianceConflict
from detente.stability.answers import NO, OPEN, YES, Answer, Deviation
from detente.stability.game import NONE, Game

NAMES = {"gmr": "GMR", "smr": "SMR", "seq": "SEQ", "nash": "Nash"}
MOST = 3


def number(value: Fraction) -> str:
    """A figure for people: at most one decimal, a true minus sign."""
    text = f"{float(value):.1f}".removesuffix(".0")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def listed(words: Sequence[str], most: int = MOST) -> str:
    """`a, b and c`, the rest counted."""
    shown = list(words[:most]) + ([f"{len(words) - most} more"] if len(words) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nothing"


def named(bundle: Bundle) -> str:
    """A bundle by its clauses and article: `troops-home` (Article 6)."""
    if bundle.kind == "consent":
        return bundle.title.removeprefix("keeps up ")
    names = listed([f"`{c.split(':')[-1]}`" for c in bundle.clauses])
    articles = list(dict.fromkeys(d.article.split(" — ")[0] for d in bundle.duties if d.article))
    adopted = " of ".join(articles[0].split(" of ")[1:]) if articles and " of " in articles[0] else ""
    where = articles[0] if len(articles) == 1 else f"{len(articles)} articles of {adopted}" if adopted else ", ".join(articles[:2])
    return f"{names} ({where})" if where else names


def full(bundle: Bundle) -> str:
    """A bundle with what it asks: `troops-home` (Article 6): shall return …; deeds beyond the first two are counted."""
    if bundle.kind == "consent":
        return named(bundle)
    deeds = bundle.title.split("; ")
    more = f" and {len(deeds) - 2} more" if len(deeds) > 2 else ""
    return f"{named(bundle)}: {'; '.join(deeds[:2])}{more}"


def breaking(game: Game, d: Deviation) -> str:
    """What a deviation does: `breaking x and y`, `withdrawing its consent`, `leaving the treaty`."""
    bundles = [b for b in game.conflict.bundles if b.name in set(game.names(d.withheld))]
    duties = [b for b in bundles if b.kind != "consent"]
    parts = []
    if duties:
        parts.append("breaking " + (full(duties[0]) if len(duties) == 1 else listed([named(b) for b in duties])))
    consents = [b for b in bundles if b.kind == "consent"]
    if consents:
        parts.append("withdrawing " + listed([named(b) for b in consents]))
    if d.exit != NONE:
        parts.append("choosing to " + game.conflict.exits[d.exit].title)
    return " and ".join(parts)


def ground(conflict: ComplianceConflict, withheld: str, failing: Sequence[str]) -> str:
    """Why a bundle may be withheld when these fail; "" where nothing allows it."""
    found = [x for x in conflict.licences if x.withhold == withheld and x.failing in failing]
    if not found:
        return ""
    best = min(found, key=lambda x: ("exchange", "wait", "breach").index(x.ground))
    other = conflict.bundle(best.failing)
    if best.ground == "exchange" and other.clauses == conflict.bundle(withheld).clauses:
        return "owed by both in return for each other"
    return {
        "exchange": f"given in return for {named(other)}", "wait": f"not due before {named(other)}",
        "breach": f"suspended for material breach of {named(other)}",
    }[best.ground]


def answering(game: Game, d: Deviation, answer: Answer) -> str:
    """The answer in words, with its grounds: bundles withheld on one ground stand together."""
    failing = list(game.names(d.withheld))
    parts = []
    for player, withheld, exit in answer.moves:
        who = game.conflict.label(game.players[player])
        if exit != NONE:
            parts.append(f"{who} by choosing to {game.conflict.exits[exit].title}")
            continue
        grounds: dict[str, list[str]] = {}
        names = game.names(withheld)
        for name in names:
            bundle = game.conflict.bundle(name)
            why = "as it may at any time" if bundle.kind == "consent" else ground(game.conflict, name, failing)
            what = named(bundle).removeprefix("its ") if bundle.kind == "consent" else named(bundle)
            grounds.setdefault(why or "for which the text gives it no licence", []).append(what)
        told = [f"its {listed(bundles)} ({why})" for why, bundles in grounds.items()]
        parts.append(f"{who} by withholding {listed(told)}")
        failing += names
    return "; then ".join(parts)


def sentence(game: Game, d: Deviation, answer: Answer, gain: Fraction, agreed: Fraction, concept: str, lawful: bool) -> str:
    """A deviation with its answer: what would be gained, who may answer under which clause, and what then."""
    who = game.conflict.label(game.players[d.player])
    start = f"{who} would gain {number(gain)} by {breaking(game, d)}"
    after = number(Fraction(answer.after, game.scale))
    if answer.verdict == YES:
        return f"{start}; the answer is {answering(game, d, answer)}, which leaves it at {after} against {number(agreed)}: deterred under {NAMES[concept]}."
    if answer.verdict == OPEN:
        return f"{start}; whether an answer deters it is not identified, because {answer.reason}."
    if answer.verdict == NO:
        return f"{start}; {_nothing(game, d, answer, agreed, concept, lawful)}."
    return f"{start}; whether an answer deters it is undecided: {answer.reason}."


def _nothing(game: Game, d: Deviation, answer: Answer, agreed: Fraction, concept: str, lawful: bool) -> str:
    if d.exit == NONE and not game.effective(d.withheld) & game.seen:
        return "nothing in the text makes anybody see it"
    kind = "lawful " if lawful else ""
    if answer.moves:
        after = number(Fraction(answer.after, game.scale))
        most = "that others would gain by" if concept == "seq" else "there is"
        return f"the hardest {kind}answer {most}, {answering(game, d, answer)}, still leaves it at {after} against {number(agreed)}"
    return f"nobody has a {kind}answer that " + ("it would itself gain by and that harms it" if concept == "seq" else "harms it")
