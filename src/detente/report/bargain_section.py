"""The bargain as a section of the report: the answer first, then packages, reasons, certainty, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from detente.model.settlement import Settlement
from detente.report import bargain_figures, figures, words
from detente.report.bargain import NAMES
from detente.report.bargain_party import span_of
from detente.report.bargain_runs import Bargains, SetRun
from detente.report.markup import render
from detente.report.section import Section

if TYPE_CHECKING:
    from detente.bargain.result import BargainResult, Change, Flip
    from detente.model.bargaining import Package, Preference

PLAIN = {
    "nash": "the greatest product of gains", "kalai_smorodinsky": "equal shares of what each could gain at best, as far as possible",
    "leximin": "the worst-off as well off as possible", "utilitarian": "the greatest sum of gains",
}  # fmt: skip
MOST_FLIPS = 8


def section(settlement: Settlement, found: Bargains) -> Section:
    """The section. It shows the figures of all positions: it is for whoever may see them all."""
    page = _Page(settlement)
    sets = [page.one(run) for run in found.runs]
    html = render("bargain.html", sets=sets, table=page.table(found.runs), left_out=found.left_out, plain=PLAIN)
    data = {
        "sets": [
            {"set": r.name, "result": r.result.to_dict(),
             "with_further_parties": [{"also": list(t.also), "empty": t.empty, "status": t.status, "blocking": [list(b) for b in t.blocking]} for t in r.tries]}
            for r in found.runs
        ],
        "left_out": [{"set": name, "why": why} for name, why in found.left_out],
    }  # fmt: skip
    first = found.runs[0].result
    method = f"{first.engine} over packages, exact; {first.parameters['worlds']:,} sampled worlds, seed {first.parameters['seed']}"
    if any(not r.result.exact for r in found.runs):
        method += "; cut off by time where marked"
    return Section("bargain", "Can they sign it?", page.summary(found.runs), html, data, (), method, 30)


def number(value: Fraction | float | None) -> str:
    """A figure for people: at most one decimal, a true minus sign."""
    if value is None:
        return "–"
    text = f"{float(value):.1f}".removesuffix(".0")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def set_title(name: str) -> str:
    """What a set of positions is called in a sentence."""
    return f"the `{name}` set" if name else "the positions as filed"


class _Page:
    """Sentences and tables about results, with the names of a settlement."""

    def __init__(self, settlement: Settlement) -> None:
        self.s = settlement
        self.titles = {c.name: c.title for c in settlement.choices.values()}

    def label(self, name: str) -> str:
        party = self.s.parties.get(name.lower())
        return words.name(self.s, party.id) if party else name

    def labels(self, names: Sequence[str], last: str = "and") -> str:
        return words.join([self.label(n) for n in names], last=last)

    def summary(self, runs: Sequence[SetRun]) -> str:
        who = self.who(runs[0].result)
        yes = [set_title(r.name) for r in runs if r.result.zone.empty is False]
        no = [set_title(r.name) for r in runs if r.result.zone.empty]
        unsure = [set_title(r.name) for r in runs if r.result.zone.empty is None]
        parts = []
        if no:
            parts.append(f"on {words.join(no)} no package of options is acceptable to {who}")
        if yes:
            parts.append(f"on {words.join(yes)} at least one is" if no else f"on {words.join(yes)} at least one package of options is acceptable to {who}")
        if unsure:
            parts.append(f"on {words.join(unsure)} this was not settled in the time given")
        text = "; ".join(parts) + "."
        return text[0].upper() + text[1:].replace("`", "")

    def who(self, r: BargainResult) -> str:
        rule = r.problem.rule
        named = self.labels(rule.of)
        if rule.at_least >= len(rule.of):
            return f"all of {named}" if len(rule.of) > 1 else named
        extra = f", {self.labels(rule.including)} among them" if rule.including else ""
        return f"at least {rule.at_least} of {named}{extra}"

    def table(self, runs: Sequence[SetRun]) -> dict[str, Any]:
        """Who must accept against the set of positions."""
        ways = list(dict.fromkeys(t.also for r in runs for t in r.tries))
        rows = [("as the text asks: " + self.labels(runs[0].result.problem.rule.of), [self.cell(r.result.zone.empty, r.result.zone.blocking) for r in runs])]
        for also in ways:
            cells = []
            for r in runs:
                t = next((t for t in r.tries if t.also == also), None)
                cells.append(("", "–", "") if t is None else self.cell(t.empty, t.blocking))
            rows.append(("and " + self.labels(also), cells))
        return {"columns": [r.name or "as filed" for r in runs], "rows": rows}

    def cell(self, empty: bool | None, blocking: Sequence[Sequence[str]]) -> tuple[str, str, str]:
        if empty is None:
            return "", "not settled", ""
        if not empty:
            return "yes", "can be agreed", ""
        return "no", "cannot be agreed", self.block(blocking)

    def block(self, blocking: Sequence[Sequence[str]]) -> str:
        """Why there is none: who accepts nothing alone, who nothing together."""
        alone = [b[0] for b in blocking if len(b) == 1]
        told = []
        if alone:
            told.append(f"{self.labels(alone)} could {'' if len(alone) == 1 else 'each '}sign no package at all")
        told += [f"no package suits {self.labels(b)} together" for b in blocking if len(b) > 1][:4]
        return "; ".join(told)

    # ---- one set -----------------------------------------------------------------------------------------------------

    def one(self, run: SetRun) -> dict[str, Any]:
        """What the template shows of one set of positions."""
        r = run.result
        packages = self.packages(r)
        dots = self.dots(r, packages)
        drawn = [Markup(figures.svg(bargain_figures.payoffs(dots, w, c))) for w, c in ((920, 2), (340, 1))] if dots else []
        return {
            "name": run.name, "title": set_title(run.name), "verdict": self.verdict(r), "sentences": self.sentences(r),
            "packages": [(label, why) for label, _, why in packages], "figure": drawn, "alt": self.alt(dots), "gains": self.gains(r, packages),
            "changes": self.changes(r, packages), "amendment": self.amendment(r), "concession": self.concession(r),
            "relax": self.relax(r), "sure": self.sure(r, packages), "flips": [self.flip(f) for f in r.flips[:MOST_FLIPS]],
            "more_flips": max(0, len(r.flips) - MOST_FLIPS), "scenarios": self.scenarios(r), "exchanges": self.exchanges(r),
            "assumptions": (*r.assumptions, *r.problem.notes), "outcome": r.outcome, "frontier": self.frontier(r, packages),
        }  # fmt: skip

    def packages(self, r: BargainResult) -> list[tuple[str, Package, str]]:
        """(label, package, what it is) of the packages shown, equal ones once."""
        table: dict[Package, list[str]] = {}
        if r.problem.proposal is not None:
            table[r.problem.proposal] = ["proposal"]
        for name, n in r.named.items():
            if n.package is not None:
                table.setdefault(n.package, []).append(name)
        least = r.zone.least_concession
        if least is not None and least.package is not None:
            table.setdefault(least.package, []).append("least concession")
        short = {"nash": "Nash", "kalai_smorodinsky": "Kalai–Smorodinsky", "leximin": "worst-off first", "utilitarian": "greatest sum"}
        said = {"proposal": "what the text proposes", "least concession": "the package that asks the least concessions in all", **PLAIN}
        out = []
        for package, names in table.items():
            label = " = ".join(short.get(n, n) for n in names)
            why = "; ".join(f"{NAMES.get(n, n)}: {said[n]}" for n in names)
            status = {r.named[n].status for n in names if n in r.named} - {"proven"}
            out.append((label, package, why + (f" ({', '.join(sorted(status))})" if status else "")))
        return out

    def holders(self, r: BargainResult) -> list[tuple[Preference, str]]:
        """Those who must accept, each with its blocs below it, then the others who are heard."""
        p, out = r.problem, []
        for name in (*p.rule.of, *(x.name for x in p.parties if x.name not in p.rule.of)):
            asked = name in p.rule.of
            out.append((p.party(name), self.label(name) + ("" if asked else ", not asked")))
            for body in p.ratifications:
                if body.party == name and asked:
                    out += [(b.preference, f"{b.preference.name}, {number(b.share)} of {number(body.of)} in {body.body}") for b in body.blocs]
        return out

    def dots(self, r: BargainResult, packages: Sequence[tuple[str, Package, str]]) -> list[bargain_figures.Dot]:
        out = []
        for holder, title in self.holders(r):
            for label, package, _ in packages:
                low, point, high = span_of(holder, r.problem, package)
                crossed = self.crosses(holder, r, package)
                out.append(bargain_figures.Dot(title, label, float(low), float(point), float(high), point >= 0 and not crossed))
        return out

    def crosses(self, holder: Preference, r: BargainResult, package: Package) -> bool:
        chosen = {(i.name, o) for i, o in zip(r.problem.issues, package, strict=True)}
        return any(tuple(c) in chosen for c in holder.never) or any(tuple(c) not in chosen for c in holder.insists)

    def alt(self, dots: Sequence[bargain_figures.Dot]) -> str:
        return "; ".join(f"{d.holder}, {d.package}: {number(d.point)}, {'accepts' if d.accepts else 'refuses'}" for d in dots)

    def gains(self, r: BargainResult, packages: Sequence[tuple[str, Package, str]]) -> dict[str, Any]:
        """Gains over no agreement: packages in columns, holders in rows."""
        rows = []
        for holder, title in self.holders(r):
            cells = []
            for _, package, _ in packages:
                low, point, high = span_of(holder, r.problem, package)
                crossed = self.crosses(holder, r, package)
                cells.append((number(point), f"{number(low)} to {number(high)}", point >= 0 and not crossed, crossed))
            rows.append((title, cells))
        votes = []
        for k, (_, package, _) in enumerate(packages):
            for body in r.problem.ratifications:
                yes = {b.preference.name for b in body.blocs if span_of(b.preference, r.problem, package)[1] >= 0 and not self.crosses(b.preference, r, package)}
                share = sum((b.share for b in body.blocs if b.preference.name in yes), Fraction(0))
                need = f"more than {number(body.needs)}" if body.more_than else number(body.needs)
                votes.append((k, body.body, number(share), number(body.of), need, body.passes(yes)))
        return {"rows": rows, "votes": votes}

    def verdict(self, r: BargainResult) -> str:
        who, count = self.who(r), r.packages
        size = f"{count.exact:,}" if count.exact is not None else f"at least {count.lower:,}"
        if r.zone.empty is None:
            return f"Whether any of the {size} packages is acceptable to {who} was not settled in the time given."
        if r.zone.empty:
            return f"No. None of the {size} packages is acceptable to {who}; this is {r.zone.status}, not sampled."
        some = f"{r.zone.size.exact:,}" if r.zone.size.exact is not None else "at least one"
        return f"Yes, but not just any: {some} of the {size} packages is acceptable to {who}." if r.zone.size.exact != count.exact else f"Yes: each of the {size} packages is acceptable to {who}."

    def sentences(self, r: BargainResult) -> list[str]:
        out = []
        if r.zone.empty and r.zone.blocking:
            text = self.block(r.zone.blocking)
            out.append(f"{text[0].upper()}{text[1:]}.")
        if r.zone.empty and r.zone.first_level.lower:
            out.append("The governments could agree on some package; the bodies that must ratify stand in the way.")
        q = r.proposal
        if q is not None:
            refuse = [n for n in r.problem.rule.of if not q.accepts[n]]
            text = f"The proposal itself is refused by {self.labels(refuse)}." if refuse else "The proposal itself is accepted by all who are asked."
            if not q.feasible:
                text = f"The proposal contradicts itself: {'; '.join(q.broken)}."
            out.append(text)
            other = [n for n, yes in q.accepts.items() if n not in r.problem.rule.of and not yes]
            if other:
                out.append(f"Of those who are not asked, {self.labels(other)} would be worse off under it than without it, or would have a red line crossed.")
            if q.dominated_by is not None and q.dominated_by.changes:
                out.append(f"It leaves something on the table: with {self.steps(q.dominated_by)} somebody who must accept is better off and nobody who must accept is worse off.")
        if r.outcome != "complete":
            out.append(f"The analysis was {r.outcome}: what is not marked as proven is the best found so far.")
        return out

    def steps(self, change: Change) -> str:
        return words.join([f"`{i} {b}` in place of `{a}`" for i, a, b in change.changes], 8)

    def changes(self, r: BargainResult, packages: Sequence[tuple[str, Package, str]]) -> list[dict[str, Any]]:
        """The issues on which the packages shown differ."""
        out = []
        for k, issue in enumerate(r.problem.issues):
            options = [p[k] for _, p, _ in packages]
            if len(set(options)) > 1:
                out.append({"issue": issue.name, "title": self.titles.get(issue.name, "") or issue.title, "options": options, "base": options[0]})
        return out

    def amendment(self, r: BargainResult) -> list[str]:
        q = r.proposal
        out: list[str] = []
        if q is None or r.zone.empty:
            return out
        if q.amendment is not None and q.amendment.changes:
            sure = "" if q.amendment.status == "proven" else f" ({q.amendment.status})"
            out.append(f"The least change that makes the proposal acceptable to all who must accept: {self.steps(q.amendment)}{sure}.")
        if q.linkage is not None and q.linkage.changes:
            out.append(f"With its main articles as they stand, it takes at least these side issues: {self.steps(q.linkage)}.")
        elif q.linkage is not None and q.linkage.status == "none exists":
            out.append("No set of side issues makes the main articles acceptable as they stand.")
        return out

    def concession(self, r: BargainResult) -> list[tuple[str, str, str]]:
        least = r.zone.least_concession
        if least is None or least.package is None:
            return []
        voices = {*r.problem.rule.of, *(b.preference.name for b in r.problem.blocs)}
        known = {h.name: (t, h.scale) for h, t in self.holders(r)}
        return [(known[n][0], number(x), known[n][1]) for n, x in least.each.items() if n in voices and x > 0 and n in known]

    def relax(self, r: BargainResult) -> list[str]:
        if not r.zone.empty:
            return []
        out = [f"dropping the rule “{n}” lets in {k:,} package(s) or more" for n, k in r.zone.constraints_to_relax[:4]]
        out += [f"giving up the red line `{n}` lets in {k:,} package(s) or more" for n, k in r.zone.red_lines_to_relax[:4]]
        if not out and r.zone.least_red_lines:
            out.append(f"it takes giving up these red lines together: {words.join([f'`{x}`' for x in r.zone.least_red_lines])}")
        if not out and r.zone.relaxing_status == "proven":
            out.append("no single rule and no red line stands in the way: it is the figures themselves")
        return out

    def sure(self, r: BargainResult, packages: Sequence[tuple[str, Package, str]]) -> dict[str, Any] | None:
        robust = r.robustness
        if robust is None:
            return None
        label = {p: name for name, p, _ in packages}
        rows = []
        for package, good, _ in robust.packages:
            if package in label:
                each = robust.parties.get(package, {})
                rows.append((label[package], good, [each.get(n) for n in r.problem.rule.of]))
        rows.sort(key=lambda x: [n for n, _, _ in packages].index(x[0]))
        kept = [(text, s) for text, s in robust.conclusions]
        return {"worlds": robust.worlds, "seed": robust.seed, "zone": robust.zone, "all": robust.all_candidates, "rows": rows,
                "parties": [self.label(n) for n in r.problem.rule.of], "kept": kept, "percent": percent}  # fmt: skip

    def flip(self, f: Flip) -> str:
        inside = "inside its stated range" if f.within else "outside its stated range"
        return f"“{f.verdict}” turns if {self.label(f.who)}’s {f.number} is {f.side} {number(f.threshold)} (it is taken as {number(f.point)}; {inside})"

    def scenarios(self, r: BargainResult) -> list[dict[str, Any]]:
        said = {True: "no", False: "yes", None: "not settled"}
        out = []
        for s in r.scenarios:
            turned = [(self.label(n), s.accepts_before.get(n), now) for n, now in s.accepts_after.items() if s.accepts_before.get(n) != now]
            out.append({
                "name": s.name, "before": said[r.zone.empty], "after": said[s.empty],
                "proposal_before": None if r.proposal is None else r.proposal.acceptable, "proposal_after": s.proposal_acceptable,
                "turned": [f"{n} {'would now accept' if now else 'would no longer accept'} the proposal" for n, _, now in turned],
            })  # fmt: skip
        return out

    def exchanges(self, r: BargainResult) -> list[dict[str, Any]]:
        out = []
        for e, x in zip(r.exchanges, r.problem.exchanges, strict=True):
            sides = [n for n in dict.fromkeys((x.first.party, x.second.party)) if n in e.gains]
            out.append({"name": e.name, "remark": e.remark, "gains": [(self.label(n), *(number(v) for v in e.gains[n])) for n in sides]})
        return out

    def frontier(self, r: BargainResult, packages: Sequence[tuple[str, Package, str]]) -> Markup | None:
        """The frontier, where exactly two must accept and it is known."""
        asked = r.problem.rule.of
        if len(asked) != 2 or not r.pareto.points:
            return None
        low: Mapping[str, Fraction] = {n: r.problem.party(n).no_agreement.mid for n in asked}
        points = [(float(u[asked[0]] - low[asked[0]]), float(u[asked[1]] - low[asked[1]]), "") for _, _, u in r.pareto.points[:400]]
        for label, package, _ in packages:
            one, other = (float(span_of(r.problem.party(n), r.problem, package)[1]) for n in asked)
            points.append((one, other, label))
        return Markup(figures.svg(bargain_figures.frontier(self.label(asked[0]), self.label(asked[1]), points)))


def percent(share: Any) -> str:
    """A share of sampled worlds for people; never 0 % or 100 % where it is neither."""
    if share is None or not share.worlds:
        return "–"
    value = 100 * share.hits / share.worlds
    if 0 < value < 1:
        return "under 1 %"
    return "over 99 %" if 99 < value < 100 else f"{value:.0f} %"
