"""A document to a settlement: the passes, in order.

(1) choices; (2) parties and names; (3) vocabulary; (4) groups, zones, classes; (5) instruments; (6) clauses; (7) what
speaks of clauses: milestones, exchanges, facts taken as given, expectations. Every pass reports mistakes and goes on.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from detente.diagnostic import Collector
from detente.model.choice import Guard
from detente.model.norm import Clause, Norm
from detente.model.settlement import Settlement
from detente.resolve import choices, instruments, kinds, remainder, vocabulary, world
from detente.resolve.choices import str_of
from detente.resolve.clauses import Clauses
from detente.resolve.context import Context, Item
from detente.resolve.moments import Moments
from detente.resolve.phrases import Phrases
from detente.resolve.referents import Referents
from detente.resolve.sets import Sets
from detente.resolve.tools import Tools
from detente.source import Span
from detente.syntax import tree


@cache
def shipped_words(prelude: tree.Document) -> Context:
    """The context of the prelude alone, worked out once: its acts are the same for every document."""
    context = Context(Collector(), datetime.date.min, [Item(f, s, True) for f, s in prelude.statements()])
    vocabulary.declare(context)
    if context.found.found:
        raise RuntimeError(f"the prelude has a mistake: {context.found.found[0].message}")
    return context


def resolve(
    documents: Sequence[tree.Document],
    prelude: tree.Document,
    library: Mapping[str, Settlement],
    found: Collector,
    facts_on: datetime.date | None = None,
    origin: str = "treaty",
) -> tuple[Settlement, Tools]:
    """The settlement that these documents (the main one first, then what it includes, in order) state.

    library: shipped instruments by name. facts_on: overrides the document's own fact date. origin: what its `treaty`
    statements are, "treaty" in a settlement, "corpus" in a shipped document.
    """
    own = [Item(f, s) for d in documents for f, s in d.statements() if s.head.form != "#"]
    said = {(i.keyword, i.word("name").lower()) for i in own if i.word("name")}
    words = shipped_words(prelude)
    items = [i for i in words.items if i.keyword not in ("act", "fact") and (i.keyword, i.word("name").lower()) not in said]
    items += own
    head = next((i for i in items if i.keyword == "settlement" and i.statement.head.values), None)
    dated = head.word("dated") or head.word("date") if head else ""
    written = next((str_of(x, "date") for x in head.lines("facts as of")), "") if head else ""
    day = facts_on or datetime.date.fromisoformat(written or dated or datetime.date.today().isoformat())
    context = Context(found, day, items, library)
    context.acts = dict(words.acts)
    context.phrase_index = {verb: list(patterns) for verb, patterns in words.phrase_index.items()}
    if head is None and documents:
        whole = documents[0].fences[0].span if documents[0].fences else None
        found.add(
            kinds.NO_TITLE, "the document has no `settlement` line", whole,
            help='begin the first block with `settlement "TITLE" dated 2022-01-15`', file=documents[0].source.name,
        )
    choices.declare_choices(context)
    world.declare_parties(context)
    world.declare_names(context)
    world.things(context)
    vocabulary.declare(context)
    sets = Sets(context)
    if origin != "corpus":
        _describe_zones(sets)
    sets.finish()
    choices.check_links(context)
    referents = Referents(context, sets)
    phrases = Phrases(context, referents)
    moments = Moments(context, phrases)
    tools = Tools(context, sets, referents, phrases, moments)
    world.organisations(context, sets)
    instruments.declare(context, sets, origin)
    world.limits(context, sets)
    world.bodies(context, sets, moments)
    instruments.Lines(context, referents, moments).finish()
    clauses = _clauses(tools, documents, origin)
    settlement = Settlement(
        head.word("title") if head else "", dated, day.isoformat(), _digest(documents),
        context.parties, context.groups, context.bodies, context.zones, remainder.zone_rules(context), context.classes,
        context.quantities, context.limits, context.things, context.organisations, context.acts, context.choices,
        context.instruments, context.treaties, remainder.milestones(tools), clauses, remainder.exchanges(clauses), remainder.givens(tools),
        tuple(i.word("phrase") for i in context.of("premise")), remainder.expectations(tools), remainder.allows(context),
        world.agreed_by(context, referents), remainder.articles(documents, clauses), remainder.quotes(context),
        tuple(str_of(x, "string") for x in head.lines("author")) if head else (),
        tuple(d.source.name for d in documents),
    )
    return settlement, tools


def _describe_zones(sets: Sets) -> None:
    """Zones described in words come first, so that the places they lie in hold them."""
    for key, items in sets.items.items():
        if items[0].keyword == "zone" and any(i.lines("lies in") for i in items):
            sets.zone(key)


def _digest(documents: Sequence[tree.Document]) -> str:
    whole = hashlib.sha256()
    for document in documents:
        whole.update(document.source.digest.encode())
    return whole.hexdigest()


def _parts(context: Context, documents: Sequence[tree.Document]) -> dict[int, tuple[str, ...]]:
    """For each clause statement, the instruments that the `part of` line in force names."""
    scopes: dict[tuple[str, ...], tuple[str, ...]] = {}
    out: dict[int, tuple[str, ...]] = {}
    for item in context.items:
        if item.shipped:
            continue
        path = item.fence.article
        if item.keyword == "part of":
            names = item.value("names")
            good = []
            for word in names.items if isinstance(names, tree.Names) else ():
                if word.text.lower() in context.instruments or word.text.lower() in context.treaties:
                    good.append(context.spelling(word.text.lower()))
                else:
                    context.unknown(word.text, word.span, "instrument")
            scopes = {p: s for p, s in scopes.items() if p[: len(path)] != path}
            scopes[path] = tuple(good)
        elif item.keyword == "clause":
            near = [p for p in scopes if path[: len(p)] == p]
            if near:
                out[id(item)] = scopes[max(near, key=len)]
    return out


def _clauses(tools: Tools, documents: Sequence[tree.Document], origin: str) -> dict[str, Clause]:
    context = tools.context
    builder = Clauses(context, tools.referents, tools.phrases, tools.moments)
    parts = _parts(context, documents)
    own = context.treaties if origin == "corpus" else context.instruments
    default = tuple(i.name for i in own.values()) if len(own) == 1 else ()
    grouped: dict[str, list[Item]] = {}
    for item in context.of("clause"):
        grouped.setdefault(item.word("name").lower(), []).append(item)
    out: dict[str, Clause] = {}
    for key, items in grouped.items():
        if len(items) > 1:
            items = [items[0], *(i for i in items[1:] if i.lines("under"))]
        names = next((parts[id(i)] for i in items if id(i) in parts), default)
        if not names and own:
            context.found.add(
                kinds.NO_INSTRUMENT, f"clause `{items[0].word('name')}` belongs to no instrument", items[0].span,
                about=(items[0].word("name"),), help="put `part of INSTRUMENT` at the head of its part or article",
            )
        out[key] = builder.clause(items, names)
    for item in context.of("treaty"):
        for number, line in enumerate(item.lines("provides"), 1):
            treaty = context.treaties[item.word("name").lower()]
            norms = tuple(
                replace(n, id=f"{treaty.name}/{number}", clause=f"{treaty.name}/{number}")
                for n in builder.provision(treaty.name, line, treaty.parties)
            )
            key = f"{treaty.name}/{number}".lower()
            out[key] = Clause(
                f"{treaty.name}/{number}", treaty.title, item.fence.article, (treaty.name,), norms, span=line.span
            )
    out.update(_adopted(context, out))
    return out


def _adopted(context: Context, own: Mapping[str, Clause]) -> dict[str, Clause]:
    """The clauses of adopted texts, as clauses of the instrument that adopts them."""
    out: dict[str, Clause] = {}
    for instrument in context.instruments.values():
        for adopted in instrument.adopts:
            key = str(adopted.value).lower()
            shipped = context.library.get(key)
            table = shipped.clauses if shipped else own
            for clause in table.values():
                if clause.instruments and clause.instruments[0].lower() == key:
                    norms = tuple(
                        made for n in clause.norms
                        if (made := _taken_over(
                            n, instrument.name, instrument.parties, adopted.guard, str(adopted.value), adopted.span
                        ))
                    )
                    name = f"{instrument.name}:{clause.name}"
                    out[name.lower()] = replace(
                        clause, name=name, instruments=(instrument.name,), norms=norms, article=(), sources=(),
                        span=adopted.span,
                    )
    return out


def _taken_over(
    norm: Norm, instrument: str, parties: frozenset[str], guard: Guard, treaty: str, span: Span | None
) -> Norm | None:
    bearers = norm.bearers & parties
    both = norm.guard.both(guard)
    if both is None or (norm.bearers and not bearers):
        return None
    actor = replace(norm.actor, parties=bearers)
    return replace(
        norm, id=f"{instrument}:{norm.id}", clause=f"{instrument}:{norm.clause}", instrument=instrument, guard=both,
        bearers=bearers, actor=actor, adopted_from=treaty, span=span,
        spans=(*norm.spans, ("adopted", norm.span)) if norm.span else norm.spans,
    )
