"""`.gmcr` files: the JSON in which the open programs of the graph model keep a conflict in option form.

Read are options with the direction in which they may change, decision makers with their options, prioritised conditions or a
ranking of states, infeasible conditions, coalitions and misperceptions; a condition is a list of [option, "Y" or "N"], a
pattern such as "N-Y", or a union of such. States are numbered from 1 in ascending order of their codes, the first option
counting least, as here. What the format has no place for (status quo, titles, strength, unknown preferences) is left out on
writing, and said. Format as found in public example files of gmcr-py 0.3 (O. Petersons).

Steps of `read`: 1. the text as JSON; 2. names of the language for its names, which stay as titles; 3. every number and word is
looked at before it is used; the first that does not fit ends it with one sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.diagnostic import register
from detente.model.conflict import (
    Conflict,
    Constraint,
    DecisionMaker,
    Direction,
    Formula,
    Option,
    Preference,
    Statement,
    negate,
    pattern_formula,
    taken,
)
from detente.model.truth import Literals, codes_in, conjunctions, truth_table

MALFORMED = register("E413", "malformed-gmcr", "error", "basic", "A .gmcr file is not what the format asks for.")

DIRECTIONS: dict[str, Direction] = {"both": "both", "fwd": "to yes", "back": "to no"}
MOST_OPTIONS, MOST_MAKERS, MOST_CONDITIONS, MOST_RANKED = 1_000, 200, 20_000, 16
LONGEST_NAME = 200
_RESERVED = {"not", "and", "or", "if", "iff", "only", "anything", "nothing"}


class Malformed(ValueError):
    """A file is not what the format asks for; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A conflict read from a file, and what was changed or left out on the way, in sentences."""

    conflict: Conflict
    notes: tuple[str, ...] = ()


def read(text: str, name: str) -> Imported:
    """The conflict of a `.gmcr` text. name: of the conflict, made fit for the language. Raises Malformed."""
    try:
        data = json.loads(text, parse_constant=lambda word: word)
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise Malformed(f"it is not JSON: {reason}") from None
    if not isinstance(data, dict):
        raise Malformed("it is not a JSON object")
    return _Reader(data, name).conflict()


def _word(text: str, taken_: set[str], other: str) -> str:
    """A name of the language for a name of the file, unlike all before it."""
    base = re.sub(r"[^\w-]+", "-", text.replace("_", "-")).strip("-")[:60] or other
    if not base[0].isalpha() or base.lower() in _RESERVED or not base.upper().strip("YN-"):
        base = f"{other}-{base}"
    found, k = base, 2
    while found.lower() in taken_:
        found, k = f"{base}-{k}", k + 1
    taken_.add(found.lower())
    return found


class _Reader:
    def __init__(self, data: dict[str, Any], name: str) -> None:
        self.data, self.name, self.notes = data, name, list[str]()

    def list_of(self, where: dict[str, Any], key: str, most: int, what: str = "") -> list[Any]:
        found = where.get(key, [])
        if not isinstance(found, list):
            raise Malformed(f"`{key}`{what} is not a list")
        if len(found) > most:
            raise Malformed(f"`{key}`{what} has {len(found):,} entries; up to {most:,} are read")
        return found

    def text_of(self, value: object, what: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise Malformed(f"{what} has no name")
        return " ".join(value.split())[:LONGEST_NAME]

    def number(self, value: object, most: int, what: str, first: int = 0) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not first <= value < most + first:
            shown = repr(value)[:40]
            raise Malformed(f"{what} is {shown}; it must be a whole number from {first} to {most + first - 1}")
        return value

    def conflict(self) -> Imported:
        raw = self.list_of(self.data, "options", MOST_OPTIONS)
        people = self.list_of(self.data, "decisionMakers", MOST_MAKERS)
        if not raw or not people:
            raise Malformed("it has no options" if not raw else "it has no decision makers")
        if not all(isinstance(x, dict) for x in (*raw, *people)):
            raise Malformed("an option or a decision maker is not a JSON object")
        self.n = len(raw)
        names: set[str] = set()
        titles = [self.text_of(p.get("name"), f"decision maker {k + 1}") for k, p in enumerate(people)]
        self.people = [_word(t, names, "dm") for t in titles]
        owners = self.owners(people)
        options = self.options(raw, owners)
        infeasible = tuple(
            Constraint(self.condition(c, f"infeasible condition {k + 1}"))
            for k, c in enumerate(self.list_of(self.data, "infeasibles", MOST_CONDITIONS))
        )
        shell = Conflict(_word(self.name, set(), "conflict"), (), options, infeasible)
        manual = bool(self.data.get("useManualPreferenceRanking", self.data.get("useManualPreferenceVectors", False)))
        makers = tuple(
            DecisionMaker(self.people[k], self.preference(p, shell, manual, titles[k]), "" if titles[k] == self.people[k] else titles[k],
                          self.unseen(p, titles[k]))
            for k, p in enumerate(people)
        )  # fmt: skip
        done = Conflict(shell.name, makers, options, infeasible, self.coalitions(), title=" ".join(self.name.split()))
        return Imported(done, tuple(self.notes))

    def owners(self, people: list[dict[str, Any]]) -> list[int]:
        owner = [-1] * self.n
        for m, person in enumerate(people):
            for value in self.list_of(person, "options", MOST_OPTIONS, f" of {self.people[m]}"):
                k = self.number(value, self.n, f"an option of {self.people[m]}")
                if owner[k] not in (-1, m):
                    raise Malformed(f"option {k} belongs to both {self.people[owner[k]]} and {self.people[m]}")
                owner[k] = m
        return owner

    def options(self, raw: list[dict[str, Any]], owners: list[int]) -> tuple[Option, ...]:
        names: set[str] = set()
        out = []
        for k, (option, owner) in enumerate(zip(raw, owners, strict=True)):
            title = self.text_of(option.get("name"), f"option {k}")
            if owner < 0:
                raise Malformed(f"option {k} ({title}) belongs to no decision maker")
            way = option.get("permittedDirection", "both")
            if not isinstance(way, str) or way not in DIRECTIONS:
                raise Malformed(f"the direction of option {k} ({title}) is {way!r:.40}; it must be both, fwd or back")
            name = _word(title, names, "move")
            out.append(Option(name, self.people[owner], "" if name == title else title, DIRECTIONS[way]))
        return tuple(out)

    def condition(self, value: object, what: str) -> Formula:
        """A condition, or a union of conditions."""
        if isinstance(value, dict):
            members = self.list_of(value, "members", MOST_CONDITIONS, f" of {what}")
            parts = tuple(dict.fromkeys(self.condition(m, what) for m in members if not isinstance(m, dict)))
            if len(parts) < len(members) and any(isinstance(m, dict) for m in members):
                raise Malformed(f"{what} is a union of unions")
            return parts[0] if len(parts) == 1 else Formula("or", parts)
        if isinstance(value, str) and len(value) == self.n and not set(value) - set("YN-"):
            return pattern_formula(value)
        if not isinstance(value, list) or len(value) > 2 * MOST_OPTIONS:
            raise Malformed(f"{what} is neither a list of [option, \"Y\" or \"N\"] nor a pattern of {self.n} signs")
        literals: dict[int, bool] = {}
        for pair in value:
            if not isinstance(pair, list) or len(pair) != 2 or pair[1] not in ("Y", "N"):
                raise Malformed(f"{what} has {pair!r:.40} where [option, \"Y\" or \"N\"] is expected")
            k = self.number(pair[0], self.n, f"an option of {what}")
            if literals.setdefault(k, pair[1] == "Y") != (pair[1] == "Y"):
                raise Malformed(f"{what} asks option {k} to be both Y and N")
        return _conjunction(tuple(sorted(literals.items())))

    def preference(self, person: dict[str, Any], shell: Conflict, manual: bool, title: str) -> Preference:
        ranking = person.get("preferenceRanking", person.get("preferenceVector"))
        if manual:
            if not isinstance(ranking, list):
                raise Malformed(f"{title} has no ranking of states, though the file says that rankings are used")
            return self.ranking(ranking, shell, title)
        statements: dict[Formula, Statement] = {}
        for k, value in enumerate(self.list_of(person, "preferences", MOST_CONDITIONS, f" of {title}")):
            formula = self.condition(value, f"preference {k + 1} of {title}")
            if formula in statements or negate(formula) in statements:
                self.notes.append(f"preference {k + 1} of {title} repeats or denies one above it and decides nothing; left out")
            else:
                statements[formula] = Statement(formula)
        return Preference(tuple(statements.values()))

    def ranking(self, ranking: list[Any], shell: Conflict, title: str) -> Preference:
        if self.n > MOST_RANKED:
            raise Malformed(f"{title} ranks the states of {self.n} options; rankings of up to {MOST_RANKED} options are read")
        codes = feasible(shell)
        seen: set[int] = set()
        groups: list[tuple[int, ...]] = []
        for entry in ranking:
            numbers = entry if isinstance(entry, list) else [entry]
            group = [codes[self.number(x, len(codes), f"a state in the ranking of {title}", 1) - 1] for x in numbers]
            if seen & set(group) or len(set(group)) < len(group):
                raise Malformed(f"the ranking of {title} names a state twice")
            seen.update(group)
            groups += [tuple(sorted(group))] if group else []
        if len(seen) < len(codes):
            missing = next(k + 1 for k, c in enumerate(codes) if c not in seen)
            raise Malformed(f"the ranking of {title} leaves out {len(codes) - len(seen):,} of {len(codes):,} states, such as {missing}")
        return Preference(ranking=tuple(groups))

    def unseen(self, person: dict[str, Any], title: str) -> tuple[Constraint, ...]:
        found = self.list_of(person, "misperceptions", MOST_CONDITIONS, f" of {title}")
        return tuple(Constraint(self.condition(c, f"misperception {k + 1} of {title}")) for k, c in enumerate(found))

    def coalitions(self) -> tuple[tuple[str, ...], ...]:
        out = []
        for value in self.list_of(self.data, "coalitions", MOST_MAKERS):
            members = [self.number(x, len(self.people), "a member of a coalition") for x in (value if isinstance(value, list) else [value])]
            if len(set(members)) > 1:
                out.append(tuple(self.people[k] for k in dict.fromkeys(members)))
        return tuple(dict.fromkeys(out))


def _conjunction(literals: Literals) -> Formula:
    parts = tuple(taken(k) if sign else negate(taken(k)) for k, sign in literals)
    return parts[0] if len(parts) == 1 else Formula("and", parts)


def feasible(conflict: Conflict) -> list[int]:
    """The codes of the feasible states of a conflict of few options, ascending."""
    n = len(conflict.options)
    table = (1 << (1 << n)) - 1
    for constraint in conflict.infeasible:
        table &= ~truth_table(constraint.formula, n)
    return codes_in(table)


def write(conflict: Conflict) -> tuple[str, tuple[str, ...]]:
    """The `.gmcr` text of a conflict, and what it leaves out, in sentences.

    Raises ValueError for a conflict without options, one whose preferences only a ranking of more states than the format's
    programs take could say, and a formula that falls apart into too many patterns.
    """
    if conflict.graph is not None:
        raise ValueError("the format has options; this conflict is given state by state")
    ranked = any(m.preference.terms or m.preference.ranking for m in conflict.makers)
    if ranked and len(conflict.options) > MOST_RANKED:
        raise ValueError(f"worths would be written as a ranking of 2^{len(conflict.options)} states; up to 2^{MOST_RANKED} are written")
    codes = feasible(conflict) if ranked else []
    groups, left_out = _groups(conflict)
    names = [m.name for m in conflict.makers]
    back = {v: k for k, v in DIRECTIONS.items()}
    data = {
        "program": "detente", "version": "1",
        "options": [{"name": o.title or o.name, "permittedDirection": back[o.direction]} for o in conflict.options],
        "decisionMakers": [_person(conflict, m, codes) for m in conflict.makers],
        "coalitions": [names.index(g[0]) if len(g) == 1 else [names.index(x) for x in g] for g in groups],
        "infeasibles": [x for c in conflict.infeasible for x in _conditions(c.formula)],
        "useManualPreferenceRanking": ranked,
    }  # fmt: skip
    left_out += _left_out(conflict)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n", tuple(left_out)


def _conditions(formula: Formula) -> list[list[list[Any]]]:
    return [[[k, "Y" if sign else "N"] for k, sign in literals] for literals in conjunctions(formula)]


def _person(conflict: Conflict, maker: DecisionMaker, codes: Sequence[int]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": maker.title or maker.name,
        "options": [k for k, o in enumerate(conflict.options) if o.owner == maker.name],
        "preferences": [],
        "misperceptions": [x for c in maker.unseen for x in _conditions(c.formula)],
    }
    for statement in maker.preference.statements:
        some = _conditions(statement.formula) if statement.known else []
        if statement.known:
            out["preferences"].append(some[0] if len(some) == 1 else {"compound": True, "members": some})
    if codes:
        keys = [maker.preference.key(c) for c in codes]
        groups: dict[Any, list[int]] = {}
        for k in sorted(range(len(codes)), key=lambda k: keys[k], reverse=True):
            groups.setdefault(keys[k], []).append(k + 1)
        out["preferenceRanking"] = [g[0] if len(g) == 1 else sorted(g) for g in groups.values()]
    return out


def _groups(conflict: Conflict) -> tuple[list[tuple[str, ...]], list[str]]:
    """A partition of the decision makers: the first coalitions that do not overlap, then the others alone."""
    groups: list[tuple[str, ...]] = []
    left_out = []
    for group in conflict.coalitions:
        if any(set(group) & set(g) for g in groups):
            left_out.append(f"the coalition of {', '.join(group)}: it overlaps one before it")
        else:
            groups.append(group)
    inside = {x for g in groups for x in g}
    return [*groups, *((m.name,) for m in conflict.makers if m.name not in inside)], left_out


def _left_out(conflict: Conflict) -> list[str]:
    out = []
    if conflict.status_quo is not None or conflict.agreed is not None:
        out.append("the status quo and the agreed state")
    if any(m.preference.has_strength for m in conflict.makers):
        out.append("strength of preference")
    if any(not m.preference.certain for m in conflict.makers):
        out.append("preferences that are not known")
    if any(t.low != t.high for m in conflict.makers for t in m.preference.terms):
        out.append("ranges of worths: their midpoints rank the states")
    return out
