"""Mutants of settlements: one thing made wrong, and the finding that should say so.

An operator takes the lines of a settlement and a random generator and returns the lines of a mutant with the code that it
should bring about and the name concerned, or None where there is nothing to change.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """The text, the code expected, and the name (clause, group, zone) or "" that the finding must concern."""

    operator: str
    text: str
    code: str
    about: str


Operator = Callable[[list[str], random.Random], tuple[list[str], str, str] | None]


def clauses(lines: list[str]) -> list[tuple[str, int, int]]:
    """Name, first line and line after the last of every clause statement."""
    out = []
    start, name = -1, ""
    for k, line in enumerate([*lines, "```"]):
        if start >= 0 and (line.startswith("```") or (line and not line.startswith(" "))):
            out.append((name, start, k))
            start = -1
        match = re.match(r"clause ([\w-]+)", line)
        if match:
            start, name = k, match[1]
    return out


def _pick(rng: random.Random, found: list[tuple[str, int]]) -> tuple[str, int] | None:
    return rng.choice(found) if found else None


def _details(lines: list[str], pattern: str, norm: str = "") -> list[tuple[str, int]]:
    out = []
    for name, a, b in clauses(lines):
        body = "\n".join(lines[a:b])
        if norm and not re.search(norm, body):
            continue
        out += [(name, k) for k in range(a + 1, b) if re.match(pattern, lines[k].strip())]
    return out


def _without(lines: list[str], k: int) -> list[str]:
    return lines[:k] + lines[k + 1 :]


def _with(lines: list[str], k: int, line: str) -> list[str]:
    return [*lines[:k], line, *lines[k + 1 :]]


def drop_deadline(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    single = [
        (n, k) for n, k in _details(lines, r"(within|by) ", r"\bshall (?!not|endeavour)")
        if sum(bool(re.match(r"\s*(within|by|on|every|at all times|at least|start|together with)\b", x))
               for x in _body(lines, n)) == 1
    ]
    hit = _pick(rng, single)
    return (_without(lines, hit[1]), "C103", hit[0]) if hit else None


def _body(lines: list[str], name: str) -> list[str]:
    return [x for n, a, b in clauses(lines) if n == name for x in lines[a:b]]


def open_deadline(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r"within \d+ "))
    return (_with(lines, hit[1], re.sub(r"within \d+", "within open", lines[hit[1]])), "C105", hit[0]) if hit else None


def wrong_count(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    found = [(m[1], k) for k, x in enumerate(lines) if (m := re.match(r"group ([\w-]+) of \d+ =", x))]
    hit = _pick(rng, found)
    if hit is None:
        return None
    return _with(lines, hit[1], re.sub(r"of (\d+)", lambda m: f"of {int(m[1]) + 3}", lines[hit[1]], count=1)), "C111", hit[0]


def lost_member(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    found = [(m[1], k) for k, x in enumerate(lines) if (m := re.match(r"group ([\w-]+) of \d+ = [\w-]+(, [\w-]+)+$", x))]
    hit = _pick(rng, found)
    return (_with(lines, hit[1], lines[hit[1]].rsplit(",", 1)[0]), "C111", hit[0]) if hit else None


def widened_sphere(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    """A zone takes in a state that another zone of a no-overlap rule names."""
    apart = [m[1].split(", ") for x in lines if (m := re.match(r"zones (.+) do not overlap", x))]
    at = {m[1]: k for k, x in enumerate(lines) if (m := re.match(r"zone ((?:sphere of )?[\w-]+)[^=]* = ", x))}
    found = []
    for zones in apart:
        for one in zones:
            for other in zones:
                if one != other and one in at and other in at:
                    members = lines[at[one]].split(" = ")[1].split(" perhaps ")[0].split(" except ")[0].split(", ")
                    found += [(other, m) for m in members if re.fullmatch(r"[A-Z][a-z]+", m)]
    if not found:
        return None
    zone, member = rng.choice(found)
    k = at[zone]
    return _with(lines, k, re.sub(r" = ", f" = {member}, ", lines[k], count=1)), "C301", zone


def drifted_source(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r'source "\w+ \w+'))
    return (_with(lines, hit[1], re.sub(r'source "(\w+)', r'source "\1 never', lines[hit[1]])), "C101", hit[0]) if hit else None


def drop_consent(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r"with written consent of", r"\bshall (?!not)"))
    return (_without(lines, hit[1]), "C11", hit[0]) if hit else None


def reverse_order(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    names = {n: b for n, _, b in clauses(lines)}
    found = []
    for name, k in _details(lines, r"after [\w-]+$"):
        other = lines[k].split()[-1]
        shall = any(re.search(r"\bshall (?!not)", x) for x in _body(lines, other))
        if other in names and other != name and shall and any(re.search(r"\bshall (?!not)", x) for x in _body(lines, name)):
            found.append((name, names[other]))
    hit = _pick(rng, found)
    return ([*lines[: hit[1]], f"  after {hit[0]}", *lines[hit[1] :]], "C205", hit[0]) if hit else None


def misspelt_party(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r"[A-Z][\w-]* shall"))
    return (_with(lines, hit[1], re.sub(r"(\w+) shall", r"\1xq shall", lines[hit[1]], count=1)), "E201", "") if hit else None


def misspelt_verb(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r".* shall (?!not|endeavour)\w+"))
    if hit is None:
        return None
    return _with(lines, hit[1], re.sub(r"shall (\w+)", r"shall \1qx", lines[hit[1]], count=1)), "E203", ""


def impossible_date(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    found = [("", k) for k, x in enumerate(lines) if re.match(r"\s+(by|from|until|on|signed) \d{4}-\d\d-\d\d", x)]
    hit = _pick(rng, found)
    return (_with(lines, hit[1], re.sub(r"(\d{4})-\d\d-\d\d", r"\1-02-31", lines[hit[1]], count=1)), "E102", "") if hit else None


def clause_said_twice(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    found = [(n, a, b) for n, a, b in clauses(lines) if not any("under " in x for x in lines[a:b])]
    if not found:
        return None
    name, a, b = rng.choice(found)
    return [*lines[:b], *lines[a:b], *lines[b:]], "E202", name


def bare_list(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r"each of [\w-]+(, [\w-]+)+ shall"))
    return (_with(lines, hit[1], lines[hit[1]].replace("each of ", "", 1)), "E206", "") if hit else None


def contradiction(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    found = []
    for name, a, b in clauses(lines):
        body = lines[a:b]
        norm = [x for x in body if re.search(r"\bshall (?!not|endeavour)", x)]
        plain = not any(re.match(r"\s*(under|for each|when|while|provided|until|any of|at least)\b", x) for x in body)
        if len(norm) == 1 and plain and "unstated" not in norm[0] and "any of" not in norm[0]:
            found.append((norm[0], b))
    hit = _pick(rng, found)
    if hit is None:
        return None
    ban = hit[0].replace(" shall ", " shall not ", 1)
    return [*lines[: hit[1]], "", "clause contradiction-of-it", ban, "", *lines[hit[1] :]], "C201", "contradiction-of-it"


def passive_voice(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    found = [(n, k) for n, k in _details(lines, r"[A-Z][\w-]* shall (?!not)") if not any("under " in x for x in _body(lines, n))]
    hit = _pick(rng, found)
    return (_with(lines, hit[1], re.sub(r"\w[\w-]* shall", "unstated shall", lines[hit[1]], count=1)), "C104", hit[0]) if hit else None


def unknown_choice(lines: list[str], rng: random.Random) -> tuple[list[str], str, str] | None:
    hit = _pick(rng, _details(lines, r"under "))
    return (_with(lines, hit[1], re.sub(r"under ([\w-]+)", r"under \1zz", lines[hit[1]])), "E209", "") if hit else None


OPERATORS: dict[str, Operator] = {
    f.__name__: f
    for f in (drop_deadline, open_deadline, wrong_count, lost_member, widened_sphere, drifted_source, drop_consent, reverse_order, misspelt_party,
              misspelt_verb, impossible_date, clause_said_twice, bare_list, contradiction, passive_voice, unknown_choice)
}


def make(texts: list[str], count: int, seed: int) -> list[tuple[int, Mutant]]:
    """This many mutants, each with the index of the text it comes from; operators and texts take turns."""
    rng = random.Random(seed)
    out: list[tuple[int, Mutant]] = []
    names = list(OPERATORS)
    for turn in range(count * 20):
        if len(out) == count:
            break
        index = turn % len(texts)
        name = names[(turn // len(texts)) % len(names)]
        made = OPERATORS[name](texts[index].split("\n"), rng)
        if made is not None:
            lines, code, about = made
            out.append((index, Mutant(name, "\n".join(lines), code, about)))
    return out
