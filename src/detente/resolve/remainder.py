"""What speaks of clauses and zones: zone rules, milestones, exchanges, facts given, expectations, articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.model.norm import Clause, Condition, Exchange, Given
from detente.model.settlement import Allow, Article, Expectation, Milestone, Quote
from detente.model.time import Anchor
from detente.model.world import ZoneRule
from detente.resolve.choices import str_of, under
from detente.resolve.context import Context
from detente.resolve.tools import Tools
from detente.source import Span
from detente.syntax import tree

VERDICTS = ("ensures", "bars", "allows", "leaves open", "is silent on")


def zone_rules(context: Context) -> tuple[ZoneRule, ...]:
    """The rules on zones that must be apart, or cover a whole."""
    out = []
    for item in context.of("zones do not overlap", "zones cover"):
        value = item.value("zones")
        names = []
        for word in value.items if isinstance(value, tree.Names) else ():
            if context.kind_of(word.text) == "zone":
                names.append(context.zones[word.text.lower()].name)
            else:
                context.unknown(word.text, word.span, "zone")
        out.append(ZoneRule(tuple(names), item.word("whole"), under(context, item.lines("under")), item.span))
    return tuple(out)


def milestones(tools: Tools) -> dict[str, Milestone]:
    """The named days, by name in lower case."""
    out: dict[str, Milestone] = {}
    for item in tools.context.of("milestone"):
        moments, conditions, not_before = [], [], None
        for line in item.statement.lines:
            if line.form in ("on", "or on", "not before"):
                made = tools.moments.moment(line.values["moment"], {})
                if made is not None and line.form == "not before":
                    not_before = made
                elif made is not None:
                    moments.append(made)
            elif line.form in ("when", "or when", "provided", "unless"):
                kind = line.form.removeprefix("or ")
                condition = tools.moments.condition(kind, line.values["phrase"], line.span, {})
                conditions += [condition] if condition else []
            elif line.form == "after":
                for name in tools.moments.clause_names(line, "clause", "milestone", "instrument"):
                    conditions.append(Condition("after", tools.moments.named(name) or Anchor("clause", name), name, span=line.span))
        made_guard = under(tools.context, item.lines("under"))
        out[item.word("name").lower()] = Milestone(
            item.word("name"), item.word("title"), tuple(moments), not_before, tuple(conditions), made_guard, item.span
        )
    return out


def exchanges(clauses: Mapping[str, Clause]) -> tuple[Exchange, ...]:
    """One exchange for each set of clauses that hold something in return for the same others."""
    grouped: dict[frozenset[str], list[str]] = {}
    spans: dict[frozenset[str], Span | None] = {}
    for clause in clauses.values():
        links = dict.fromkeys(name for n in clause.norms for name in n.links.in_return_for)
        if links:
            grouped.setdefault(frozenset(links), []).append(clause.name)
            spans.setdefault(frozenset(links), clause.norms[0].line("in return for"))
    out, seen = [], set()
    for other, one in grouped.items():
        pair = frozenset((frozenset(n.lower() for n in one), frozenset(n.lower() for n in other)))
        if pair not in seen:
            seen.add(pair)
            out.append(Exchange(tuple(one), tuple(sorted(other)), spans[other]))
    return tuple(out)


def givens(tools: Tools) -> tuple[Given, ...]:
    """The facts taken as given."""
    out = []
    for item in tools.context.of("given"):
        phrase = item.value("phrase")
        assert isinstance(phrase, tree.Phrase)
        event = tools.phrases.event(phrase.text, phrase.span, {})
        if event is not None:
            out.append(Given(
                event, phrase.text, next((str_of(x, "date") for x in item.lines("on")), ""),
                next((str_of(x, "date") for x in item.lines("since")), ""), bool(item.lines("uncertain")), False,
                tuple(str_of(x, "string") for x in item.lines("basis")), under(tools.context, item.lines("under")),
                item.span,
            ))
    return tuple(out)


def expectations(tools: Tools) -> tuple[Expectation, ...]:
    """The tests of the text, one for each verdict line."""
    out = []
    for item in tools.context.of("expect"):
        through = tuple(
            n for x in item.lines("through") for n in tools.moments.clause_names(x, "clause", "instrument", "treaty")
        )
        on = next((str_of(x, "date") for x in item.lines("on")), "")
        guard = under(tools.context, item.lines("under"))
        for line in item.lines(*VERDICTS):
            phrase = line.values["phrase"]
            assert isinstance(phrase, tree.Phrase)
            event = tools.phrases.event(phrase.text, phrase.span, {})
            if event is not None:
                out.append(Expectation(item.word("title"), line.form, event, phrase.text, through, on, guard, line.span))
    return tuple(out)


def allows(context: Context) -> tuple[Allow, ...]:
    """The findings the drafter silences."""
    out = []
    for item in context.of("allow"):
        names = item.value("names")
        listed = tuple(w.text for w in names.items) if isinstance(names, tree.Names) else ()
        out.append(Allow(item.word("code"), listed, item.word("reason"), item.span))
    return tuple(out)


def articles(documents: Sequence[tree.Document], clauses: Mapping[str, Clause]) -> tuple[Article, ...]:
    """The headings with their prose and the clauses that stand under them."""
    by_path: dict[tuple[str, ...], list[str]] = {}
    for clause in clauses.values():
        by_path.setdefault(clause.article, []).append(clause.name)
    return tuple(
        Article(s.path, s.prose, tuple(by_path.get(s.path, ())), len(s.fences), s.span)
        for d in documents for s in d.sections if s.prose or s.fences
    )


def quotes(context: Context) -> tuple[Quote, ...]:
    """The words of the prose that statements of any kind say they read."""
    return tuple(
        Quote(str_of(line, "string"), item.word("name") or item.word("title") or item.keyword, line.span)
        for item in context.items if not item.shipped for line in item.lines("source")
    )
