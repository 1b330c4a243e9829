"""Nothing of a constraint is lost on save: a problem written as a settlement and read back has the same answers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from bargain_reference import Reference, problem

from detente.bargain import analyse
from detente.bargain.imports import read
from detente.bargain.writer import files, write
from detente.load import load
from detente.model.bargaining import (
    AgreementRule,
    BargainingProblem,
    Bloc,
    Choice,
    Constraint,
    Interaction,
    Issue,
    Option,
    OptionValue,
    Preference,
    Quota,
    Range,
    Ratification,
)  # fmt: skip


def back(folder: Path) -> BargainingProblem:
    """A plain reading of what the treaty language made of the folder: requires, excludes, values, votes."""
    loaded = load(folder)
    assert [d.message for d in loaded.diagnostics if d.severity == "error"] == []
    s = loaded.settlement
    issues, constraints = [], []
    for c in s.issues():
        options = tuple(Option(o.name, only_if=o.only_if) for o in c.options)
        issues.append(Issue(c.name, options, proposed=c.proposes, side=c.kind == "side issue"))
        for o in c.options:
            here = Choice(c.name, o.name)
            constraints += [Constraint((here,), (Choice(*x),)) for x in o.requires]
            constraints += [Constraint((here, Choice(*x))) for x in o.excludes]
    parties, blocs = [], {}
    for p in loaded.positions:
        parties.append(_preference(p.party, p.values))
        for b in p.blocs:
            blocs.setdefault((p.party, b.body), []).append(Bloc(_preference(b.name, b.values), Fraction(b.votes)))
    bodies = []
    for instrument in s.instruments.values():
        for consent in instrument.consents if instrument.origin == "settlement" else ():
            vote, party = consent.needs, consent.parties[0]
            quotas = tuple(Quota((b,), Fraction(1)) for b in vote.no_vote_against)
            bodies.append(Ratification(party, vote.base, tuple(blocs[party, vote.base]), Fraction(vote.share),
                                       Fraction(s.bodies[vote.base].size), quotas=quotas))  # fmt: skip
    (said,) = s.agreed_by
    of = tuple(p.name for p in parties if p.name in said.subject.parties)
    least = said.subject.count or len(of)
    return BargainingProblem("back", tuple(issues), tuple(parties), AgreementRule(of, least, said.including),
                             tuple(constraints), tuple(bodies))  # fmt: skip


def _preference(name, v) -> Preference:
    def span(w):
        return Range(w.low, w.high)

    return Preference(
        name, span(v.no_agreement), span(v.core),
        values=tuple(OptionValue(Choice(*c), span(w)) for c, w in v.options),
        interactions=tuple(Interaction(tuple(Choice(*c) for c in some), span(w)) for some, w in v.together),
        never=tuple(Choice(*c) for c in v.never), insists=tuple(Choice(*c) for c in v.insists),
    )  # fmt: skip


def _same(p: BargainingProblem, q: BargainingProblem) -> None:
    a, b = analyse(p, worlds=0), analyse(q, worlds=0)
    assert a.packages == b.packages and a.zone.size == b.zone.size and a.zone.blocking == b.zone.blocking
    assert a.zone.agreeable == b.zone.agreeable and a.pareto.size == b.pareto.size
    gainers = sum(g > 0 for g in a.named["nash"].gains.values())
    for name, n in a.named.items():
        if n.package is None:
            assert b.named[name].package is None
        elif name != "nash" or gainers == len(p.rule.of):
            assert b.named[name].package[: len(p.issues)] == n.package


def test_random_problems_survive_the_round_trip(tmp_path):
    for seed in range(40):
        p = replace(problem(seed), comparable=False)
        write(p, tmp_path / str(seed))
        _same(p, back(tmp_path / str(seed)))


def test_constraints_over_three_issues_keep_every_count(tmp_path):
    issues = tuple(Issue(f"i{n}", (Option("a"), Option("b"), Option("c"))) for n in range(4))
    a, b, c, d = (Choice(f"i{n}", "a") for n in range(4))
    rules = (Constraint((a, b), (c, d)), Constraint((a, b, c)), Constraint((), (b, c, Choice("i3", "b"))))
    parties = tuple(Preference(n, values=(OptionValue(c, Range.of(k)),)) for k, n in enumerate(("A", "B"), 1))
    p = BargainingProblem("three", issues, parties, AgreementRule.all_of(("A", "B")), rules)
    write(p, tmp_path)
    q = back(tmp_path)
    assert len(q.issues) > len(p.issues)
    assert analyse(p, worlds=0).packages == analyse(q, worlds=0).packages
    assert analyse(q, worlds=0).packages.exact == len(Reference(p).feasible)


def test_names_that_the_language_would_not_take(tmp_path):
    issue = Issue("1. The border (BY/PL)", (Option("A & B"), Option("a-b"), Option("the \"old\" one")))
    parties = tuple(Preference(n, values=(OptionValue(Choice(issue.name, "A & B"), Range.of(1, 2)),))
                    for n in ("Côte d'Ivoire", "the", "No 1", "no-1"))  # fmt: skip
    p = BargainingProblem("odd ``` names", (issue,), parties, AgreementRule.all_of(x.name for x in parties))
    write(p, tmp_path)
    assert analyse(back(tmp_path), worlds=0).packages.exact == 3
    with pytest.raises(FileExistsError):
        write(p, tmp_path)


def test_thirds_are_written_on_a_larger_scale():
    p = BargainingProblem("thirds", (Issue("i", (Option("a"),)),), (
        Preference("P", values=(OptionValue(Choice("i", "a"), Range.of("1/3", "3/4")),)),), AgreementRule.all_of(("P",)))
    text = files(p)["positions/P.md"]
    assert "a 1..2.25" in text and "times 3" in text


def test_imported_games_survive_the_round_trip(tmp_path, data_dir):
    for kind, place in (("deliberation", "deliberation/base"), ("negolog", "negolog/domain5")):
        p = read(kind, data_dir / place).problem
        assert p is not None
        write(p, tmp_path / kind)
        q = back(tmp_path / kind)
        a, b = analyse(p, worlds=0, parts=("named", "pareto")), analyse(q, worlds=0, parts=("named", "pareto"))
        assert (a.packages, a.zone.size, a.pareto.size) == (b.packages, b.zone.size, b.pareto.size)
        assert a.named["nash"].product == b.named["nash"].product
