"""A bargaining problem as a settlement folder: settlement.md and positions/NAME.md in the treaty language.

1. Names become names of the language (letters, digits, hyphens; one case-insensitive namespace); the originals stand as
   titles. 2. The language writes decimals: a party whose numbers are not finite decimals is written on a scale times a
   whole number, said in its `scale`; no answer but its utilities depends on that. 3. `requires` and `excludes` speak of
   two options. A constraint over two issues is written as pairs that exclude each other. One over three or more issues
   becomes a bookkeeping issue "which part of it does not hold": its first option excludes the first part, the second
   requires the first part and excludes the second, and so on, so every allowed package has exactly one such option and
   every forbidden one none. Counts and payoffs stay the same. An option that can never be chosen excludes every option
   of another issue; of a lone issue it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from detente.bargain.compiled import Box, compile_problem
from detente.model.bargaining import (
    BargainingProblem,
    Choice,
    Interaction,
    OptionValue,
    Preference,
    Range,
    Ratification,
    Revision,
)  # fmt: skip

RESERVED = {"the", "each", "any", "all", "it", "parties", "no", "yes", "in", "of", "and", "or", "rest", "everywhere"}


class _Names:
    """Names of the language for the names of a problem; unique whatever the case."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.found: dict[tuple[str, str], str] = {}

    def of(self, kind: str, original: str) -> str:
        """The name of one thing; options have a space of their own per issue."""
        key = (kind, original)
        if key not in self.found:
            local = kind.startswith("option ")
            base = re.sub(r"[^\w-]+", "-", original.replace("_", "-")).strip("-") or "x"
            if not base[0].isalpha():
                base = f"{'o' if local else kind[:1]}-{base}"
            if not local and base.lower() in RESERVED:
                base = f"{base}-{kind}"
            space = f"{kind}/" if local else ""
            name, n = base, 2
            while space + name.lower() in self.taken:
                name, n = f"{base}-{n}", n + 1
            self.taken.add(space + name.lower())
            self.found[key] = name
        return self.found[key]


def files(problem: BargainingProblem) -> dict[str, str]:
    """The files of the settlement folder by relative path."""
    w = _Writer(problem)
    found = {"settlement.md": w.settlement()}
    for p in problem.parties:
        found[f"positions/{w.party(p.name)}.md"] = w.position(p)
    return found


def write(problem: BargainingProblem, folder: Path) -> tuple[Path, ...]:
    """Write the settlement folder. Raises FileExistsError rather than overwrite a file."""
    texts = files(problem)
    for name in texts:
        if (folder / name).exists():
            raise FileExistsError(str(folder / name))
    written = []
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return tuple(written)


def _quote(text: str) -> str:
    """A title: one line, with no quotation mark inside."""
    return '"' + " ".join(re.sub(r'["“”`]', "'", text).split()) + '"'


class _Writer:
    def __init__(self, problem: BargainingProblem) -> None:
        self.p, self.names = problem, _Names()
        for p in problem.parties:
            self.party(p.name)
        for i in problem.issues:
            self.issue(i.name)
        self.requires: dict[Choice, list[Choice]] = {}
        self.excludes: dict[Choice, list[Choice]] = {}
        self.extra: list[str] = []
        self.dead: set[Choice] = set()
        self._constraints()

    def party(self, name: str) -> str:
        """The name of a party or bloc."""
        return self.names.of("party", name)

    def issue(self, name: str) -> str:
        """The name of an issue."""
        return self.names.of("issue", name)

    def choice(self, c: Choice) -> str:
        """ISSUE OPTION in the language's names."""
        return f"{self.issue(c.issue)} {self.names.of(f'option {c.issue}', c.option)}"

    # -- constraints --------------------------------------------------------------------------------------------------

    def _constraints(self) -> None:
        from dataclasses import replace

        # gates are written as they are, so only the constraints themselves are compiled to boxes
        plain = tuple(replace(i, options=tuple(replace(o, only_if="") for o in i.options)) for i in self.p.issues)
        c = compile_problem(replace(self.p, issues=plain))
        for reason, box in c.boxes:
            parts = [[Choice(self.p.issues[i].name, self.p.issues[i].option_names[o]) for o in sorted(s)]
                     for i, s in box]  # fmt: skip
            if len(parts) == 1:
                self._never(parts[0])
            elif len(parts) == 2:
                for a in parts[0]:
                    self.excludes.setdefault(a, []).extend(parts[1])
            elif parts:
                self._bookkeeping(reason, box, parts)

    def _never(self, options: list[Choice]) -> None:
        """Options that no package may have."""
        for c in options:
            other = next((i for i in self.p.issues if i.name != c.issue), None)
            if other is None:
                self.dead.add(c)
            else:
                self.excludes.setdefault(c, []).extend(Choice(other.name, o) for o in other.option_names)

    def _bookkeeping(self, reason: str, box: Box, parts: list[list[Choice]]) -> None:
        """The issue "which part of this does not hold" for a constraint over three or more issues."""
        name = self.names.of("issue", f"rule-{len(self.extra) + 1}")
        lines = [f"issue {name} {_quote('Bookkeeping: which part does not hold of: not all of ' + reason)}"]
        for k, part in enumerate(parts):
            lines.append(f"  option part-{k + 1}")
            for earlier in range(k):
                rest = self._outside(box[earlier])
                lines += [f"    excludes {self.choice(c)}" for c in rest]
            lines += [f"    excludes {self.choice(c)}" for c in part]
        self.extra.append("\n".join(lines))

    def _outside(self, side: tuple[int, frozenset[int]]) -> list[Choice]:
        issue = self.p.issues[side[0]]
        return [Choice(issue.name, o) for n, o in enumerate(issue.option_names) if n not in side[1]]

    # -- files --------------------------------------------------------------------------------------------------------

    def settlement(self) -> str:
        """The text of settlement.md."""
        p = self.p
        title = " ".join(p.name.split()) or "Settlement"
        lines = [f"# {title}", "", *(f"{n}" for n in p.notes), "", "## Parties", "", "```treaty",
                 f"settlement {_quote(title)}"]  # fmt: skip
        lines += [f"party {self.party(x.name)} {_quote(x.title or x.name)}" for x in p.parties]
        for r in p.ratifications:
            lines.append(f"body {self.names.of('body', r.body)} of {_number(r.of * self._seats(r))} members")
            must = {b for q in r.quotas if q.part for b in q.blocs}
            lines += [f"body {self.party(b.preference.name)} of {_number(b.share * self._seats(r))} members"
                      for b in r.blocs if b.preference.name in must]  # fmt: skip
        rule, of = p.rule, ", ".join(self.party(n) for n in p.rule.of)
        if rule.at_least >= len(rule.of):
            lines.append(f"agreed by all of {of}")
        else:
            head = f"agreed by at least {rule.at_least} of {of}"
            lines.append(head + (f" including {', '.join(map(self.party, rule.including))}" if rule.including else ""))
        lines += self._instrument() if p.ratifications else []
        lines += ["```", "", "## Issues", "", "```treaty"]
        lines += [line for i in p.issues for line in self._issue(i.name)]
        lines += self.extra
        return "\n".join([*lines, "```", ""])

    def _seats(self, r: Ratification) -> Fraction:
        """What shares are multiplied with so that seats are whole."""
        from detente.solve.exact import common_denominator

        return Fraction(common_denominator([r.of, r.needs, *(b.share for b in r.blocs)]))

    def _instrument(self) -> Iterator[str]:
        yield (f"instrument {self.names.of('instrument', 'settlement-text')} {_quote(self.p.name)} between "
               + ", ".join(self.party(x.name) for x in self.p.parties))  # fmt: skip
        for r in self.p.ratifications:
            yield f"  ratification by {self.party(r.party)} needs {self._needs(r)}"

    def _needs(self, r: Ratification) -> str:
        """The vote as a number of members; blocs that must agree stand as blocs with no vote against."""
        wide = next((q for q in r.quotas if len(q.blocs) > 1 and 0 < q.part < 1), None)
        if wide is not None:
            raise ValueError(f"{r.body}: a quota over several blocs together has no form in the language")
        need = r.needs * self._seats(r)
        count = need.numerator // need.denominator + 1 if r.more_than else -(-need.numerator // need.denominator)
        must = dict.fromkeys(self.party(b) for q in r.quotas if q.part for b in q.blocs)
        text = f"{count} of {self.names.of('body', r.body)}"
        return text + (f" with no vote against by {', '.join(must)}" if must else "")

    def _issue(self, name: str) -> Iterator[str]:
        issue = next(i for i in self.p.issues if i.name == name)
        yes_no = issue.option_names == ("yes", "no")
        yield f"{'side ' if issue.side else ''}issue {self.issue(name)} {_quote(issue.title or name)}"
        if issue.proposed:
            yield f"  proposes {self.names.of(f'option {name}', issue.proposed)}"
        written = []
        for o in issue.options:
            c = Choice(name, o.name)
            if c in self.dead:
                continue
            details = [f"    only if {self.party(o.only_if)} insists"] if o.only_if else []
            details += [f"    rejected by {_quote(who)} because {_quote(why)}" for who, why in o.rejected_by]
            details += [f"    excludes {self.choice(x)}" for x in dict.fromkeys(self.excludes.get(c, ()))]
            written.append((bool(details or o.title), f"  option {self.names.of(f'option {name}', o.name)} "
                            f"{_quote(o.title or o.name)}", details))  # fmt: skip
        # an issue with no option written is a yes/no issue; with one written, all must be
        if not yes_no or len(written) < 2 or any(told for told, _, _ in written):
            for _, head, details in written:
                yield head
                yield from details

    def position(self, p: Preference) -> str:
        """The text of a position file, with the blocs of the party's ratifying bodies."""
        lines = [f"# {p.title or p.name}", "", "```position", f"position {self.party(p.name)} {_quote(p.title or p.name)}"]
        lines += self._values(p, True)
        for r in self.p.ratifications:
            if r.party == p.name:
                for b in r.blocs:
                    seats = _number(b.share * self._seats(r))
                    lines.append(f"bloc {self.party(b.preference.name)} of {self.party(p.name)} {seats} of "
                                 f"{self.names.of('body', r.body)}")  # fmt: skip
                    lines += self._values(b.preference, False)
        return "\n".join([*lines, "```", ""])

    def _values(self, p: Preference, party: bool) -> Iterator[str]:
        changes = [(s, x) for s in self.p.scenarios for x in s.revisions if x.name == p.name]
        factor = _factor([*(r for _, r in p.numbers()), *(r for _, x in changes for r in _ranges(x))])
        if party:
            times = f" (written times {factor}, to be exact decimals)" if factor > 1 else ""
            if p.scale or times:
                yield f"  scale {_quote((p.scale or 'its own points') + times)}"
            if self.p.comparable:
                yield "  comparable"
        if p.basis:
            yield f"  basis {_quote(p.basis)}"
        yield f"  no agreement {_span(p.no_agreement, factor)}"
        yield f"  core {_span(p.core, factor)}"
        yield from self._worths(p.values, p.interactions, factor)
        yield "  values the rest about 0"
        yield from (f"  never {self.choice(c)}" for c in p.never)
        yield from (f"  insists on {self.choice(c)}" for c in p.insists)
        for s, x in changes:
            yield f"scenario {self.names.of('scenario', s.name)} {_quote(s.title or s.name)}"
            if x.no_agreement is not None:
                yield f"  no agreement {_span(x.no_agreement, factor)}"
            if x.core is not None:
                yield f"  core {_span(x.core, factor)}"
            yield from self._worths(x.values, x.interactions, factor)
            yield from (f"  never {self.choice(c)}" for c in x.never)
            yield from (f"  insists on {self.choice(c)}" for c in x.insists)

    def _worths(self, values: Iterable[OptionValue], together: Iterable[Interaction], factor: int) -> Iterator[str]:
        by_issue: dict[tuple[str, str], list[str]] = {}
        for v in values:
            if v.choice not in self.dead:
                word = f"{self.names.of(f'option {v.choice.issue}', v.choice.option)} {_span(v.value, factor)}"
                by_issue.setdefault((v.choice.issue, v.basis), []).append(word)
        for (issue, basis), words in by_issue.items():
            yield f"  values {self.issue(issue)}: {', '.join(words)}"
            if basis:
                yield f"    basis {_quote(basis)}"
        for t in together:
            if not self.dead & set(t.choices):
                yield f"  together {', '.join(map(self.choice, t.choices))} adds {_span(t.adds, factor)}"
                if t.basis:
                    yield f"    basis {_quote(t.basis)}"


def _ranges(x: Revision) -> Iterator[Range]:
    yield from (r for r in (x.no_agreement, x.core) if r is not None)
    yield from (v.value for v in x.values)
    yield from (t.adds for t in x.interactions)


def _factor(ranges: Iterable[Range]) -> int:
    """The least whole number that makes all ends finite decimals."""
    from detente.solve.exact import common_denominator

    number = common_denominator(q for r in ranges for q in (r.lo, r.hi))
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number


def _number(q: Fraction) -> str:
    """A finite decimal, exactly."""
    if q.denominator == 1:
        return str(q.numerator)
    digits = 0
    while (q * 10**digits).denominator != 1:
        digits += 1
    whole = abs(int(q * 10**digits))
    text = str(whole).rjust(digits + 1, "0")
    return ("-" if q < 0 else "") + f"{text[:-digits]}.{text[-digits:]}"


def _span(r: Range, factor: int) -> str:
    lo, hi = _number(r.lo * factor), _number(r.hi * factor)
    return lo if r.known else f"{lo}..{hi}"
