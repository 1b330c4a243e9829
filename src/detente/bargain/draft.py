"""The treaty text of one package: what is decided is written in, what belongs to other options is left out.

Steps: (1) a statement whose `under` lines name another option is dropped, and a clause none of whose norms can hold under the
package (its instrument may stand under another option); `under` lines that the package satisfies are taken off; (2) issues
and their options are dropped, open members that are decided join their zone or leave it; (3) names that are declared nowhere
any more are taken out of the lists that speak of them, and a line that cannot do without them is dropped and reported; (4)
an article of which nothing is left loses its prose; where some is left, the prose is kept whole and the article says what was
left out, since only a drafter can shorten it. Questions of reading, and what no party values, stay open. Expectations are
tests of the whole and are not part of a draft.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from detente import atlas
from detente.model.bargaining import BargainingProblem, Package
from detente.model.choice import Choice, Guard
from detente.model.settlement import Settlement
from detente.syntax import tree
from detente.syntax.format import format_fence

LINKED = frozenset({"option", "reading"})
"""Statements that belong to the issue or question before them."""
NOT_DRAFTED = frozenset({"issue", "side issue", "expect", "allow"})
NAMED = frozenset({"clause", "instrument", "milestone", "zone", "group", "people", "body", "class", "quantity", "limits", "term",
                   "treaty", "organisation", "question"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """Files of the draft by relative path, and what a drafter should look at, in words."""

    texts: Mapping[str, str]
    notes: tuple[str, ...]


def holds(guard: Guard, package: Mapping[str, str]) -> bool:
    """Whether a guard can hold under a package: no decided choice stands against it."""
    return all(package[choice] in options for choice, options in guard.atoms if choice in package)


def changes(settlement: Settlement, problem: BargainingProblem, one: Package, other: Package) -> dict[str, tuple[str, ...]]:
    """Names of clauses that stand only under the first package ("gone") and only under the second ("new")."""
    before, after = (_standing(settlement, _table(problem, p)) for p in (one, other))
    return {"gone": tuple(c for c in before if c not in after), "new": tuple(c for c in after if c not in before)}


def draft(
    settlement: Settlement, documents: Sequence[tree.Document], problem: BargainingProblem, package: Package, name: str
) -> Draft:
    """The text of a package. documents: syntax trees, the main one first. name: of the package, for the heading."""
    drafter = _Drafter(settlement, _table(problem, package))
    kept = [drafter.statements(d) for d in documents]
    bodies = {drafter.body(s) for fences in kept for f in fences for s in f.statements}
    kept = [[drafter.without_additions(f, bodies) for f in fences] for fences in kept]
    asked = {n for fences in kept for f in fences for s in f.statements for n in _chosen(s)}
    kept = [[replace(f, statements=tuple(_asked(f.statements, asked))) for f in fences] for fences in kept]
    dead = drafter.declared - {n for fences in kept for f in fences for n in _declares(f.statements)}
    texts: dict[str, str] = {}
    empty: set[str] = set()
    home = PurePath(documents[0].source.name).parent
    for document, fences in zip(reversed(documents), reversed(kept), strict=True):
        path = "settlement.md" if document is documents[0] else str(PurePath(document.source.name).relative_to(home))
        fences = [replace(f, statements=tuple(drafter.mended(f.statements, dead, empty))) for f in fences]
        if document is not documents[0] and not any(s.head.form != "#" for f in fences for s in f.statements):
            empty.add(PurePath(path).name)
            continue
        head = _heading(problem, package, name) if document is documents[0] else ""
        texts[path] = _text(document, fences, head)
    return Draft(dict(reversed(texts.items())), tuple(drafter.notes))


def _table(problem: BargainingProblem, package: Package) -> dict[str, str]:
    return {i.name: o for i, o in zip(problem.issues, package, strict=True)}


def _standing(settlement: Settlement, package: Mapping[str, str]) -> dict[str, None]:
    out: dict[str, None] = {}
    for clause in settlement.clauses.values():
        if any(_stands(settlement, n.guard, n.instrument, package) for n in clause.norms):
            out[clause.name] = None
    return out


def _stands(settlement: Settlement, guard: Guard, instrument: str, package: Mapping[str, str]) -> bool:
    paper = settlement.instruments.get(instrument.lower())
    return holds(guard, package) and (paper is None or holds(paper.guard, package))


def _declares(statements: Iterable[tree.Statement]) -> Iterator[str]:
    for s in statements:
        value = s.head.get("name")
        if s.head.form in NAMED and isinstance(value, tree.Word):
            yield value.text.lower()


def _chosen(s: tree.Statement) -> Iterator[str]:
    """Names of the issues and questions that `under` lines speak of."""
    for line in s.lines:
        value = line.get("choices")
        if isinstance(value, tree.Choices):
            yield from (c.issue.text.lower() for c in value.items)


def _asked(statements: Iterable[tree.Statement], asked: set[str]) -> Iterator[tree.Statement]:
    """Statements without the questions, and their readings, on which nothing hangs any more."""
    gone = False
    for s in statements:
        if s.head.form not in LINKED:
            gone = s.head.form == "question" and not set(_declares([s])) & asked
        if not gone:
            yield s


@dataclass
class _Drafter:
    settlement: Settlement
    package: Mapping[str, str]
    declared: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.decided = {name.lower(): option.lower() for name, option in self.package.items()}
        norms = (n for n in self.settlement.norms if n.span is not None)
        self.dead_lines: dict[tuple[str, int], bool] = {}
        for n in norms:
            assert n.span is not None
            place = (n.span.source.name, n.span.start)
            stands = _stands(self.settlement, n.guard, n.instrument, self.package)
            self.dead_lines[place] = self.dead_lines.get(place, True) and not stands

    # -- what is left of the statements -------------------------------------------------------------------------------

    def statements(self, document: tree.Document) -> list[tree.Fence]:
        """The fences with the statements that stand under the package; other kinds of fences lose all."""
        out = []
        for fence in document.fences:
            if fence.kind == "treaty":
                self.declared |= set(_declares(fence.statements))
            kept = self._kept(fence.statements) if fence.kind == "treaty" else ()
            out.append(replace(fence, statements=tuple(kept)))
        return out

    def _kept(self, statements: Iterable[tree.Statement]) -> Iterator[tree.Statement]:
        gone = False
        for s in statements:
            if s.head.form in LINKED and gone:
                continue
            made = None if s.head.form in NOT_DRAFTED else self._under(s)
            gone = made is None
            if made is not None:
                yield self._members(made) if made.head.form == "zone" else made

    def body(self, s: tree.Statement) -> str:
        """The name of the clause that a statement gives a norm to; "" for any other statement."""
        name = s.head.get("name")
        own = s.head.form == "clause" and any((x.span.source.name, x.span.start) in self.dead_lines for x in s.lines)
        return name.text.lower() if own and isinstance(name, tree.Word) else ""

    def without_additions(self, fence: tree.Fence, bodies: set[str]) -> tree.Fence:
        """The fence without statements that add lines to a clause of which no norm is left."""
        keep = [s for s in fence.statements if s.head.form != "clause" or next(_declares([s]), "") in bodies]
        return replace(fence, statements=tuple(keep))

    def _under(self, s: tree.Statement) -> tree.Statement | None:
        """The statement without the choices that are made; None where it belongs to other options."""
        paper = self.settlement.instruments.get(next(_declares([s]), "")) if s.head.form == "instrument" else None
        if paper is not None and not holds(paper.guard, self.package):
            return None
        lines = []
        for line in s.lines:
            value = line.get("choices")
            if line.form == "under" and isinstance(value, tree.Choices):
                left = []
                for c in value.items:
                    option = (c.option.text or "yes").lower()
                    made = self.decided.get(c.issue.text.lower())
                    if made is None:
                        left.append(c)
                    elif made != option:
                        return None
                if left:
                    lines.append(replace(line, values={**line.values, "choices": replace(value, items=tuple(left))}))
            else:
                lines.append(line)
        if s.head.form == "clause":
            places = {(x.span.source.name, x.span.start) for x in s.lines}
            norms = places & self.dead_lines.keys()
            if norms and all(self.dead_lines[p] for p in norms):
                return None
        return replace(s, lines=tuple(lines))

    def _members(self, s: tree.Statement) -> tree.Statement:
        """A zone whose decided open members have joined it or left it."""
        name, value = s.head.get("name"), s.head.get("members")
        if not isinstance(name, tree.Word) or not isinstance(value, tree.SetExpression):
            return s
        open_ = [c for c in self.settlement.choices.values() if c.kind == "member" and c.zone.lower() == name.text.lower()]
        decided = {c: self.package[c.name] == "yes" for c in open_ if c.name in self.package}
        parts, joins, leaves = [], [], []
        for part in value.parts:
            if part.operator != "perhaps":
                parts.append(part)
                continue
            items = []
            for item in part.items:
                mine = [c for c in decided if _meant(c, item)]
                joins += [c for c in mine if decided[c]]
                leaves += [c for c in mine if not decided[c] and not _is(c, item)]
                if not (mine and _is(mine[0], item)):
                    items.append(item)
            if items:
                parts.append(replace(part, items=tuple(items)))
        for operator, found in (("plus", joins), ("except", leaves)):
            names = dict.fromkeys(c.name.rsplit(" in ", 1)[0] if " in " in c.name else c.name for c in found)
            words = tuple(tree.Item("name", tree.Word(_place(n), value.span)) for n in names)
            if words:
                parts.append(tree.SetPart(operator, words))
        return replace(s, head=replace(s.head, values={**s.head.values, "members": replace(value, parts=tuple(parts))}))

    # -- references to what is gone -----------------------------------------------------------------------------------

    def mended(self, statements: Iterable[tree.Statement], dead: set[str], empty: set[str]) -> Iterator[tree.Statement]:
        """Statements without references to names that are declared nowhere any more. empty: included files left out."""
        for s in statements:
            path = s.head.get("path")
            if s.head.form == "include" and isinstance(path, tree.Quoted) and PurePath(path.text).name in empty:
                continue
            head = self._line(s.head, dead) if s.head.form == "part of" else s.head
            if head is None:
                continue
            lines = [(x, self._line(x, dead)) for x in s.lines]
            for before, after in lines:
                if after is None and before.form != "part of":
                    self.notes.append(
                        f"{before.span.where}: left out `{before.span.text.strip()}`: what it speaks of is not in this package"
                    )
            yield replace(s, head=head, lines=tuple(x for _, x in lines if x is not None))

    def _line(self, line: tree.Line, dead: set[str]) -> tree.Line | None:
        values = dict(line.values)
        for slot, value in line.values.items():
            match value:
                case tree.Names(items):
                    left = tuple(w for w in items if w.text.lower() not in dead)
                    if not left:
                        return None
                    values[slot] = replace(value, items=left)
                case tree.Word(text) if line.form != "#" and text.lower() in dead:
                    return None
                case tree.Phrase(text) if _speaks(text, dead):
                    return None
                case tree.Moment(anchor) if _speaks(anchor.text, dead):
                    return None
        return replace(line, values=values)


def _speaks(text: str, dead: set[str]) -> bool:
    return any(w.lower() in dead for w in re.findall(r"[\w][\w'’:\-]*", text))


def _place(name: str) -> str:
    return name.strip().replace(" ", "-")


def _is(choice: Choice, item: tree.Item) -> bool:
    """Whether an item names just the member that the choice is about."""
    found = atlas.find(item.name.text)
    named = choice.name.rsplit(" in ", 1)[0] if " in " in choice.name else choice.place
    return item.kind == "name" and (item.name.text.lower() in (named.lower(), choice.place.lower())
                                    or (found is not None and found.code == choice.place))  # fmt: skip


def _meant(choice: Choice, item: tree.Item) -> bool:
    """Whether the member of the choice is among those that an item leaves open."""
    if _is(choice, item):
        return True
    inside, own = atlas.extent(item.name.text), atlas.extent(choice.place)
    return bool(inside and own and own <= inside)


# -- the text ---------------------------------------------------------------------------------------------------------


def _heading(problem: BargainingProblem, package: Package, name: str) -> str:
    """The paragraph under the title that says which package this is."""
    made = ", ".join(f"{i.name} {o}" for i, o in zip(problem.issues, package, strict=True))
    word = f"the package `{name}`" if "=" not in name else "a package"
    said = (f"Draft of {word}: {made}. Written by `detente draft` from a text with options; what belongs to other options is left "
            "out. The prose of an article that lost some of its clauses is still that of the whole.")  # fmt: skip
    return textwrap.fill(said, 120, initial_indent="> ", subsequent_indent="> ", break_on_hyphens=False) + "\n"


def _text(document: tree.Document, fences: Sequence[tree.Fence], head: str) -> str:
    """The document with these fences, articles of which nothing is left without their prose."""
    text = document.source.text
    cuts: list[tuple[int, int, str]] = []
    for section in document.sections:
        before = [document.fences[k] for k in section.fences]
        after = [fences[k] for k in section.fences]
        had, left = _clauses(before), _clauses(after)
        lost = [c for c in had if c not in left]
        bare = bool(had) and not any(s.head.form != "#" and s.head.form != "part of" for f in after for s in f.statements)
        if bare:
            cuts += [(p.start, p.end, "") for p in section.prose[1:]]
            if section.prose:
                cuts.append((section.prose[0].start, section.prose[0].end, "*Not part of this package.*\n"))
        elif lost and section.prose:
            last = section.prose[-1]
            listed = ", ".join(f"`{c}`" for c in lost)
            cuts.append((last.end, last.end, f"\n*Of this article {listed} {'is' if len(lost) == 1 else 'are'} left out.*\n"))
    for old, new in zip(document.fences, fences, strict=True):
        start, end = old.span.start, old.span.end
        body = format_fence(new)
        if body:
            cuts.append((start, end, body))
        else:
            opening = text.rfind("\n", 0, start - 1) + 1
            close = text.find("\n", end)
            cuts.append((opening, len(text) if close < 0 else close + 1, ""))
    out, at = [], 0
    for start, end, words in sorted(cuts):
        out.append(text[at:start])
        out.append(words)
        at = max(at, end)
    made = re.sub(r"\n{4,}", "\n\n\n", "".join((*out, text[at:])))
    if head:
        title = re.search(r"(?m)^# .*\n", made)
        place = title.end() if title else 0
        made = f"{made[:place]}\n{head}{made[place:]}"
    return re.sub(r"\n{3,}", "\n\n", made)


def _clauses(fences: Iterable[tree.Fence]) -> list[str]:
    """Names of the clauses and instruments that fences state, each once, as written."""
    found: dict[str, None] = {}
    for f in fences:
        for s in f.statements:
            value = s.head.get("name")
            if s.head.form in ("clause", "instrument") and isinstance(value, tree.Word):
                found[value.text] = None
    return list(found)
