"""Worked cases whose answers can be seen by eye: linkage, gates, ratification, exchanges, scenarios, robustness, limits."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from detente.bargain import analyse, compare, zone_packages
from detente.model.bargaining import (
    AgreementRule,
    BargainingProblem,
    Bloc,
    Choice,
    Constraint,
    Exchange,
    Interaction,
    Issue,
    Option,
    OptionValue,
    Performance,
    Preference,
    Range,
    Ratification,
    Revision,
    Scenario,
)  # fmt: skip

YES_NO = (Option("yes"), Option("no"))


def pref(name, d=0, never=(), insists=(), **worth):
    """A preference from issue_option=number or (low, high)."""
    values = tuple(
        OptionValue(Choice(*key.split("_")), Range.of(*v) if isinstance(v, tuple) else Range.of(v)) for key, v in worth.items()
    )
    d = Range.of(*d) if isinstance(d, tuple) else Range.of(d)
    return Preference(name, d, values=values, never=tuple(never), insists=tuple(insists))


def settlement(*parties, issues=None, **more):
    issues = issues or (
        Issue("border", (Option("old"), Option("new")), proposed="new"),
        Issue("trade", YES_NO, side=True), Issue("gas", YES_NO, side=True),
    )  # fmt: skip
    return BargainingProblem("case", tuple(issues), tuple(parties), more.pop("rule", AgreementRule.all_of(p.name for p in parties)),
                             **more)  # fmt: skip


def test_the_least_linkage_that_makes_an_unacceptable_core_acceptable():
    r = analyse(settlement(pref("A", border_new=5, trade_yes=-1, gas_yes=-3), pref("B", border_new=-2, trade_yes=1, gas_yes=3)),
                worlds=0)  # fmt: skip
    assert r.proposal is not None and not r.proposal.acceptable and r.proposal.accepts == {"A": True, "B": False}
    assert r.proposal.linkage.changes == (("gas", "no", "yes"),)
    assert r.proposal.amendment.bound == 1 and r.proposal.amendment.status == "proven"


def test_an_option_that_waits_for_insistence():
    issues = (Issue("baltic", (Option("corridor"), Option("neutral", only_if="RU")), proposed="corridor"),)

    def count(ru):
        return analyse(settlement(pref("US"), ru, issues=issues), worlds=0).packages.exact

    assert count(pref("RU", baltic_neutral=1)) == 2, "weakly prefers it"
    assert count(pref("RU", baltic_corridor=1)) == 1, "prefers the proposed option"
    assert count(pref("RU", baltic_corridor=1, insists=[Choice("baltic", "neutral")])) == 2, "insists all the same"


def test_a_gate_that_hangs_on_the_rest_of_the_package():
    issues = (Issue("a", (Option("x"), Option("y", only_if="RU")), proposed="x"), Issue("b", YES_NO))
    ru = Preference("RU", values=(OptionValue(Choice("a", "x"), Range.of(1)),),
                    interactions=(Interaction((Choice("a", "y"), Choice("b", "yes")), Range.of(1)),))  # fmt: skip
    for engine in ("enumeration", "search"):
        assert analyse(settlement(ru, issues=issues), worlds=0, engine=engine).packages.exact == 3
    assert ("y", "yes") in zone_packages(settlement(ru, issues=issues))


def test_no_deal_is_proven_and_explained():
    a = pref("A", d=3, border_old=4, never=[Choice("border", "new")])
    b = pref("B", d=1, border_new=4)
    c = pref("C")
    r = analyse(settlement(a, b, c), worlds=0)
    assert r.zone.empty and r.zone.status == "proven" and r.zone.blocking == (("A", "B"),)
    least = r.zone.least_concession
    assert least.total == F(1, 3) and least.package[0] == "old" and least.each == {"A": 0, "B": 1, "C": 0}
    nothing = next(f for f in r.flips if f.who == "B" and f.number == "no agreement")
    assert nothing.threshold == 0 and nothing.side == "at or below" and "empty" in nothing.verdict


def test_which_red_line_and_which_constraint_to_relax():
    a = pref("A", never=[Choice("border", "new")])
    b = pref("B", d=1, border_new=4)
    for engine in ("enumeration", "search"):
        r = analyse(settlement(a, b), worlds=0, engine=engine)
        assert r.zone.red_lines_to_relax[0][0] == "A never border new"
        assert r.zone.least_red_lines == ("A never border new",)
        shut = settlement(pref("A"), b, constraints=(Constraint((Choice("border", "new"),), (), "the charter"),))
        r = analyse(shut, worlds=0, engine=engine)
        assert [n for n, _ in r.zone.constraints_to_relax] == ["never border new (the charter)"]


def test_home_fronts_as_veto_players():
    blocs = (Bloc(pref("Doves", border_new=1), F(50)), Bloc(pref("Hawks", border_new=-4, gas_yes=4), F(50)))
    senate = Ratification("A", "senate", blocs, F(200, 3), F(100))
    p = settlement(pref("A", border_new=2), pref("B", border_new=1), ratifications=(senate,))
    r = analyse(p, worlds=0)
    assert r.zone.first_level.exact == 8 and r.zone.size.exact == 6
    assert not r.proposal.acceptable and not r.proposal.votes[0].passes and r.proposal.votes[0].yes == ("Doves",)
    assert r.proposal.amendment.changes == (("border", "new", "old"),) and r.proposal.linkage.changes == (("gas", "no", "yes"),)
    assert any("2/3" in s or "seats" not in s for s in r.assumptions)


def test_a_crisis_that_changes_no_agreement_opens_the_zone():
    p = settlement(pref("A", d=10, border_new=4), pref("B", border_new=1),
                   scenarios=(Scenario("crisis", (Revision("A", no_agreement=Range.of(-5)),)),))  # fmt: skip
    r = analyse(p, worlds=0)
    assert r.zone.empty and r.scenarios[0].empty is False and r.scenarios[0].proposal_acceptable
    assert r.scenarios[0].accepts_before == {"A": False, "B": True} and r.scenarios[0].accepts_after["A"]


def test_a_lopsided_exchange_is_called_so():
    first = Performance("leave", "A", 10, (("A", Range.of(-6)), ("B", Range.of(1, 3))))
    second = Performance("pay", "B", 40, (("A", Range.of(2)), ("B", Range.of(-1))))
    p = settlement(pref("A", border_new=8), pref("B", border_new=8), exchanges=(Exchange("swap", first, second),))
    e = analyse(p, worlds=0).exchanges[0]
    assert e.gains["A"] == (-4, -4, -4) and e.gains["B"] == (0, 1, 2)
    assert e.normalised == {"A": F(-1, 2), "B": F(1, 8)} and e.exposure == {"A": 180, "B": 0}
    assert "one-sided: A loses" in e.remark and "A performs first" in e.remark


def test_worlds_respect_equality_and_count_what_survives():
    p = settlement(pref("A", d=F(1, 3), border_new=F(1, 3)), pref("B", border_new=(-1, 3)))
    r = analyse(p, worlds=100_000, seed=5)
    assert r.robustness.worlds == 100_000 and r.robustness.all_candidates
    share = {k: (a, r.robustness.parties.get(k)) for k, a, _ in r.robustness.packages}
    at, voices = share[("new", "no", "no")]
    assert voices["A"].hits == 100_000, "exactly at its no-agreement value in every world"
    assert at.low < 0.75 < at.high and at.high - at.low < 0.01
    assert share[("old", "yes", "yes")] == (share[("old", "no", "no")][0], None), "in no world, so not sampled"
    assert share[("old", "yes", "yes")][0].hits == 0
    flip = next(f for f in r.flips if f.who == "B" and f.number == "value of border new" and "proposal" in f.verdict)
    assert flip.threshold == 0 and flip.within and flip.side == "below"


def test_at_least_so_many_of_and_vetoes():
    parties = [pref(n, border_new=v) for n, v in (("A", 1), ("B", 1), ("C", -1))]
    all_ = analyse(settlement(*parties), worlds=0)
    two = analyse(settlement(*parties, rule=AgreementRule(("A", "B", "C"), 2, ("A",))), worlds=0)
    veto = analyse(settlement(*parties, rule=AgreementRule(("A", "B", "C"), 2, ("C",))), worlds=0)
    assert not all_.proposal.acceptable and two.proposal.acceptable and not veto.proposal.acceptable


def test_numbers_beyond_64_bits_stay_exact():
    big = 10**17 + 1
    p = settlement(pref("A", border_new=F(big, 7 * 10**9)), pref("B", border_new=F(big, 11 * 10**12)))
    r = analyse(p, worlds=200)
    assert r.named["nash"].product == F(big, 7 * 10**9) * F(big, 11 * 10**12)
    huge = settlement(pref("A", border_new=10**40 + 1, trade_yes=10**40), pref("B", border_new=1))
    r = analyse(huge, worlds=200)
    assert r.named["nash"].product == 2 * 10**40 + 1


def test_a_time_limit_says_that_it_cut():
    wide = tuple(Issue(f"i{n}", tuple(Option(f"o{k}") for k in range(10)), proposed="o0") for n in range(7))
    p = settlement(pref("A"), pref("B"), issues=wide)
    r = analyse(p, worlds=0, seconds=0.0)
    assert r.outcome == "cut off by time" and not r.exact and r.packages.exact is None
    assert all(n.status in ("unknown", "best found") for n in r.named.values())


def test_an_interrupt_ends_the_work_and_keeps_what_is_proven():
    import os
    import signal

    wide = tuple(Issue(f"i{n}", tuple(Option(f"o{k}") for k in range(10)), proposed="o0") for n in range(6))
    calls = []

    def stop(stage, share):
        calls.append(stage)
        if len(calls) == 3:
            os.kill(os.getpid(), signal.SIGINT)

    r = analyse(settlement(pref("A"), pref("B"), issues=wide), worlds=0, progress=stop)
    assert r.outcome == "interrupted" and r.zone.empty is False and r.packages.lower > 0


def test_a_space_beyond_enumeration_is_searched_and_counted():
    many = tuple(Issue(f"i{n}", (Option("a"), Option("b"), Option("c"))) for n in range(40))
    rules = tuple(Constraint((Choice(f"i{n}", "a"),), (Choice(f"i{n + 1}", "b"),)) for n in range(0, 39, 2))
    worth = {f"i{n}_{o}": (n * k) % 7 for n in range(40) for k, o in enumerate("abc", 1)}
    other = {f"i{n}_{o}": (n * k + 3) % 5 for n in range(40) for k, o in enumerate("abc", 2)}
    p = settlement(pref("A", d=60, **worth), pref("B", d=40, **other), issues=many, constraints=rules)
    r = analyse(p, worlds=0, parts=("named", "pareto"))
    assert r.engine == "search" and r.packages.exact == 7**20, "each pair loses 2 of 9"
    assert r.named["nash"].status == "proven" and r.pareto.acceptable
    best = r.named["nash"].product
    for _, _, u in r.pareto.acceptable:
        assert (u["A"] - 60) * (u["B"] - 40) <= best


def test_contradictory_records_are_refused():
    with pytest.raises(ValueError, match="upside down"):
        Range.of(3, 2)
    with pytest.raises(ValueError, match="does not exist"):
        settlement(pref("A", border_gone=1))
    with pytest.raises(ValueError, match="no position"):
        settlement(pref("A"), rule=AgreementRule(("A", "Z"), 2))
    with pytest.raises(ValueError, match="more than its"):
        Ratification("A", "senate", (Bloc(pref("X"), F(60)), Bloc(pref("Y"), F(60))), F(50), F(100))
    with pytest.raises(ValueError, match="part"):
        analyse(settlement(pref("A")), parts=("everything",))


def test_the_json_has_the_documented_shape():
    d = analyse(settlement(pref("A", border_new=F(7, 3)), pref("B", border_new=1)), worlds=100).to_dict()
    assert d["packages"] == 8 and set(d["zone"]) >= {"size", "empty", "status", "blocking", "least_concession"}
    assert set(d["pareto"]) >= {"size", "exact"} and set(d["named"]) == {"nash", "kalai_smorodinsky", "leximin", "utilitarian"}
    nash = d["named"]["nash"]
    assert set(nash) >= {"package", "utilities", "gains", "product", "status", "bound", "method"}
    assert nash["utilities"]["A"] == {"exact": "7/3", "decimal": 2.333333} and nash["package"]["border"] == "new"
    assert d["exact"] is True and len(d["inputs"]) == 64
    frame = analyse(settlement(pref("A", border_new=1)), worlds=0).to_frame()
    assert list(frame["name"]) == ["nash", "kalai_smorodinsky", "leximin", "utilitarian", "proposal"]


def test_two_packages_side_by_side():
    p = settlement(pref("A", border_new=2), pref("B", d=1, border_old=1, gas_yes=3), pref("C"))
    c = compare(p, ("old", "no", "no"), ("new", "no", "no"))
    assert c.changes == (("border", "old", "new"),) and c.gainers == ("A",) and c.losers == ("B",)
    assert c.indifferent == ("C",) and c.acceptable == (True, False) and c.agree_after == ("A", "C")
    assert zone_packages(p, where={"gas": "yes"}, acceptable=True)[0] == ("old", "yes", "yes")


def test_the_smallest_problems():
    nothing = BargainingProblem("none", (), (pref("A"), pref("B", d=1)), AgreementRule.all_of(("A", "B")))
    for engine in ("enumeration", "search"):
        r = analyse(nothing, engine=engine, worlds=10)
        assert r.packages.exact == 1 and r.zone.empty and r.zone.blocking == (("B",),)
    alone = settlement(pref("A", border_new=1))
    for engine in ("enumeration", "search"):
        assert analyse(alone, engine=engine, worlds=10).named["nash"].package[0] == "new"
    never = settlement(pref("A"), constraints=(Constraint((), ()),))
    for engine in ("enumeration", "search"):
        r = analyse(never, engine=engine, worlds=10)
        assert r.packages.exact == 0 and r.zone.empty and r.zone.blocking == ()
    with pytest.raises(ValueError, match="nobody"):
        settlement(pref("A"), rule=AgreementRule((), 0))


def test_one_issue_with_very_many_options():
    many = Issue("price", tuple(Option(f"o{n}") for n in range(200_000)))
    p = settlement(pref("A", price_o7=1), pref("B", price_o7=2, price_o199999=3), issues=(many,))
    r = analyse(p, worlds=10, parts=("named", "pareto"))
    assert r.packages.exact == 200_000 and r.named["nash"].package == ("o7",) and r.pareto.size == 2
