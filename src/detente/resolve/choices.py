"""Issues, questions, and the `under` lines that make statements depend on them."""

from __future__ import annotations

from detente.model.choice import ALWAYS, NO, YES, Choice, Guard, Option, guard
from detente.resolve import kinds
from detente.resolve.context import Context, Item, texts
from detente.source import Span
from detente.syntax import tree

_ISSUES = ("issue", "side issue", "question")


def declare_choices(context: Context) -> None:
    """Enter all issues and questions with their options and readings."""
    current: Item | None = None
    options: list[Item] = []
    for item in context.items:
        if not item.statement.head.values:
            continue
        if item.keyword in _ISSUES:
            _finish(context, current, options)
            current, options = item, []
        elif item.keyword in ("option", "reading"):
            if current is None or (item.keyword == "reading") != (current.keyword == "question"):
                above = "a question" if item.keyword == "reading" else "an issue"
                context.found.add(
                    kinds.STRAY_OPTION, f"`{item.keyword} {item.word('name')}` has no {above.split()[1]} above it", item.span,
                    help=f"put {above} before it; `under` lines attach clauses to its options",
                )
                continue
            options.append(item)
    _finish(context, current, options)


def _finish(context: Context, item: Item | None, options: list[Item]) -> None:
    if item is None:
        return
    name = item.word("name")
    if not context.declare(name, item.keyword, item.span):
        return
    made = tuple(_option(context, o) for o in options) or _yes_no(item)
    names = [o.name.lower() for o in made]
    for option in options:
        if names.count(option.word("name").lower()) > 1:
            context.found.add(
                kinds.DUPLICATE_NAME, f"`{name}` has two options called `{option.word('name')}`", option.span
            )
    proposes = next((str_of(line, "name") for line in item.lines("proposes")), "")
    if proposes and proposes.lower() not in names:
        context.found.add(
            kinds.UNKNOWN_CHOICE, f"`{name}` has no option `{proposes}`", item.lines("proposes")[0].span,
            help=f"its options are {', '.join(o.name for o in made)}",
        )
        proposes = ""
    for made_option in made:
        if made_option.otherwise and made_option.otherwise.lower() not in names:
            context.found.add(
                kinds.UNKNOWN_CHOICE, f"`{name}` has no option `{made_option.otherwise}`", made_option.span or item.span,
                help=f"its options are {', '.join(o.name for o in made)}",
            )
    decided = tuple(t for line in item.lines("decided by") for t in names_of(line, "names"))
    kind = item.keyword
    if kind == "issue" and not options and not proposes:
        proposes = YES
    context.choices[name.lower()] = Choice(
        name, kind, made, item.word("title"), proposes, decided, span=item.span
    )


def _yes_no(item: Item) -> tuple[Option, ...]:
    if item.keyword == "question":
        return ()
    rejected = _rejected(item)
    return (Option(YES, span=item.span, rejected=rejected), Option(NO, span=item.span))


def _rejected(item: Item) -> str:
    for line in item.lines("rejected by because"):
        who, why = line.values["phrase"], line.values["string"]
        assert isinstance(who, tree.Phrase) and isinstance(why, tree.Quoted)
        return f"{who.text.strip(chr(34))}: {why.text}"
    return ""


def _option(context: Context, item: Item) -> Option:
    pairs: dict[str, list[tuple[str, str]]] = {"requires": [], "excludes": []}
    for line in item.lines("requires", "excludes"):
        value = line.values["choices"]
        assert isinstance(value, tree.Choices)
        pairs[line.form] += [(c.issue.text, c.option.text) for c in value.items]
    only_if = next((str_of(line, "phrase") for line in item.lines("only if")), "")
    held = tuple(t for line in item.lines("held by") for t in names_of(line, "names"))
    otherwise = next((str_of(line, "name") for line in item.lines("otherwise")), "")
    return Option(
        item.word("name"), item.word("title"), tuple(pairs["requires"]), tuple(pairs["excludes"]),
        only_if.removesuffix(" insists"), otherwise, _rejected(item), held, item.span,
    )


def str_of(line: tree.Line, slot: str) -> str:
    """The text of a value of a line, "" where it is left out."""
    value = line.values.get(slot)
    return value.text if isinstance(value, tree.Word | tree.Quoted | tree.Phrase) else ""


def names_of(line: tree.Line, slot: str) -> tuple[str, ...]:
    """The names in a value of a line."""
    value = line.values.get(slot)
    return texts(value.items) if isinstance(value, tree.Names) else ()


def check_links(context: Context) -> None:
    """Report `requires` and `excludes` that name no choice or option."""
    for choice in context.choices.values():
        for option in choice.options:
            for issue, name in (*option.requires, *option.excludes):
                if option.span is not None:
                    find(context, issue, name, option.span)


def find(context: Context, issue: str, option: str, span: Span) -> tuple[str, str] | None:
    """The canonical choice and option names; reports and returns None where there are none."""
    choice = context.choices.get(issue.lower()) or open_member(context, issue)
    if choice is None:
        known = [c.name for c in context.choices.values() if c.kind != "member"]
        near = _near(issue, known)
        context.found.add(
            kinds.UNKNOWN_CHOICE, f"`{issue}` is no issue and no question", span, about=(issue,),
            help=f"did you mean `{near}`?" if near else "declare it with `issue` or `question`",
        )
        return None
    found = choice.option(option)
    if found is None:
        options = ", ".join(o.name for o in choice.options) or "none yet: add `reading` lines"
        context.found.add(
            kinds.UNKNOWN_CHOICE, f"`{choice.name}` has no option `{option}`", span, about=(issue,),
            help=f"its options are: {options}",
        )
        return None
    return choice.name, found.name


def open_member(context: Context, text: str) -> Choice | None:
    """The open member meant by `Serbia in sphere of RU`, however the place is written."""
    from detente import atlas

    place, _, zone = text.partition(" in ")
    found = atlas.find(place)
    for choice in context.choices.values():
        if choice.kind == "member" and choice.zone.lower() == zone.lower():
            if choice.name.lower() == text.lower() or (found is not None and choice.place == found.code):
                return choice
    return None


def _near(name: str, known: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, 1, 0.6)
    return close[0] if close else ""


def under(context: Context, lines: list[tree.Line]) -> Guard:
    """The guard that `under` lines make together; what names no choice is reported and left out."""
    out = ALWAYS
    for line in lines:
        value = line.values.get("choices")
        if not isinstance(value, tree.Choices):
            continue
        table: dict[str, set[str]] = {}
        last = ""
        for item in value.items:
            known = context.choices.get(last.lower())
            alternative = known.option(item.issue.text) if known and item.option.text == YES else None
            if alternative:
                table[last].add(alternative.name)
                continue
            pair = find(context, item.issue.text, item.option.text, line.span)
            if pair:
                last = pair[0]
                table.setdefault(last, set()).add(pair[1])
        for choice, options in table.items():
            joined = out.both(guard(choice, *options))
            if joined is None:
                context.found.add(
                    kinds.UNKNOWN_CHOICE, "these `under` lines can never hold together", line.span,
                    help="drop one of them, or say the statement twice",
                )
            else:
                out = joined
    return out
