"""Changes that must not change the answer, or change it in a known way."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from bargain_reference import Reference, problem

from detente.bargain import analyse
from detente.model.bargaining import Choice, Issue, Option, OptionValue, Range

SEEDS = range(40)


def _scaled(x, k: Fraction, shift: Fraction):
    """The same preference on another scale: values times k, everything moved by shift."""

    def times(r: Range) -> Range:
        return Range(r.lo * k, r.hi * k)

    moved = times(x.core)
    d = times(x.no_agreement)
    return replace(
        x, core=Range(moved.lo + shift, moved.hi + shift), no_agreement=Range(d.lo + shift, d.hi + shift),
        values=tuple(replace(v, value=times(v.value)) for v in x.values),
        interactions=tuple(replace(t, adds=times(t.adds)) for t in x.interactions),
    )  # fmt: skip


def test_rescaling_a_party_changes_no_package():
    for seed in SEEDS:
        p = replace(problem(seed), comparable=False)
        q = replace(p, parties=tuple(_scaled(x, Fraction(n + 2, 3), Fraction(5 * n, 7)) for n, x in enumerate(p.parties)))
        a, b = analyse(p, worlds=0), analyse(q, worlds=0)
        assert a.zone.size == b.zone.size and a.zone.blocking == b.zone.blocking and a.pareto.size == b.pareto.size
        gainers = sum(g > 0 for g in a.named["nash"].gains.values())
        for name in a.named:
            if name != "nash" or gainers == len(p.rule.of):
                assert a.named[name].package == b.named[name].package, (seed, name)
        if a.zone.least_concession is not None and not p.ratifications:
            # a party that can gain nothing at all concedes on its raw scale, which scaling changes
            assert b.zone.least_concession is not None
            assert a.zone.least_concession.package == b.zone.least_concession.package or not _ranges(p)


def _ranges(p) -> bool:
    ref = Reference(p)
    return all(len({ref.gain[k][x.name] for k in ref.feasible}) > 1 for x in p.parties)


def _renamed(p, names):
    """The problem with its parties and blocs renamed."""

    def pref(x):
        return replace(x, name=names(x.name))

    return replace(
        p, parties=tuple(map(pref, p.parties)),
        ratifications=tuple(replace(r, party=names(r.party), blocs=tuple(replace(b, preference=pref(b.preference))
                            for b in r.blocs), quotas=tuple(replace(q, blocs=tuple(map(names, q.blocs)))
                            for q in r.quotas)) for r in p.ratifications),
        issues=tuple(replace(i, options=tuple(replace(o, only_if=names(o.only_if) if o.only_if else "")
                     for o in i.options)) for i in p.issues),
        rule=replace(p.rule, of=tuple(map(names, p.rule.of)), including=tuple(map(names, p.rule.including))),
    )  # fmt: skip


def test_renaming_parties_renames_the_answer_and_nothing_else():
    for seed in SEEDS:
        p = problem(seed)
        a, b = analyse(p, worlds=0), analyse(_renamed(p, lambda n: f"the-{n}"), worlds=0)
        assert a.zone.size == b.zone.size
        assert [tuple(f"the-{n}" for n in s) for s in a.zone.blocking] == list(b.zone.blocking)
        assert {n: x.package for n, x in a.named.items()} == {n: x.package for n, x in b.named.items()}


def test_the_order_of_the_parties_does_not_matter():
    for seed in SEEDS:
        p = problem(seed)
        q = replace(p, parties=p.parties[::-1])
        a, b = analyse(p, worlds=0), analyse(q, worlds=0)
        assert a.zone.size == b.zone.size and {frozenset(s) for s in a.zone.blocking} == {frozenset(s) for s in b.zone.blocking}
        for name in a.named:
            assert a.named[name].objective == b.named[name].objective


def test_an_option_worse_for_everybody_changes_no_named_package():
    for seed in SEEDS:
        p = problem(seed)
        first = p.issues[0]
        worse = Option("worse")
        q = replace(
            p, issues=(Issue(first.name, (*first.options, worse), proposed=first.proposed, side=first.side), *p.issues[1:]),
            parties=tuple(replace(x, values=(*x.values, OptionValue(Choice(first.name, "worse"), Range.of(-1000))))
                          for x in p.parties),
        )  # fmt: skip
        a, b = analyse(p, worlds=0), analyse(q, worlds=0)
        if p.rule.at_least == len(p.rule.of) and not a.zone.empty:
            assert {n: x.package for n, x in a.named.items()} == {n: x.package for n, x in b.named.items()}
            assert a.zone.size == b.zone.size


def test_the_same_seed_gives_the_same_bytes_and_another_seed_the_same_proofs():
    import json

    for seed in (3, 11, 19):
        p = problem(seed)
        one, two, other = (json.dumps(analyse(p, worlds=500, seed=s).to_dict()) for s in (7, 7, 8))
        assert one == two
        assert json.loads(one)["named"] == json.loads(other)["named"]


def test_shuffled_constraints_give_the_same_counts():
    for seed in SEEDS:
        p = problem(seed)
        some = list(p.constraints)
        random.Random(seed).shuffle(some)
        assert analyse(p, worlds=0).packages == analyse(replace(p, constraints=tuple(some)), worlds=0).packages
