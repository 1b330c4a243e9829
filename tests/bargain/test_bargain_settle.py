"""From a settlement and positions, as texts, to a bargaining problem."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from bargain_small import HARD_RU, RU, TEXT, UKRAINE, US

from detente.bargain import analyse
from detente.bargain.settle import Exclusion, NotSettled, missing, problem, sets
from detente.model.bargaining import Choice, Range
from detente.model.choice import Guard


def made(loaded, *args, **more):
    assert not [d for d in loaded.diagnostics if d.severity == "error"], loaded.diagnostics
    return problem(loaded.settlement, loaded.positions, *args, **more)


def test_issues_options_and_what_is_proposed(small):
    p = made(small())
    assert [i.name for i in p.issues] == ["status", "forces", "trade"]
    assert p.proposal == ("corridor", "yes", "no")
    assert [i.side for i in p.issues] == [False, False, True]
    assert p.issues[0].options[1].only_if == "RU"


def test_members_that_nobody_values_are_left_out_and_said(small):
    p = made(small())
    assert p.notes == ("2 open members that no position values are left out of the packages",)
    valued = RU.replace("never status", "values Serbia in sphere of RU: yes 2, no 0\n  never status")
    p = made(small({"US": US, "RU": valued}))
    serbia = p.issues[-1] if p.issues[-1].member_of else p.issues[0]
    assert (serbia.name, serbia.member_of, serbia.base) == ("Serbia in sphere of RU", "sphere of RU", "no")
    assert p.notes == ("1 open members that no position values are left out of the packages",)


def test_who_must_accept_is_what_the_text_says(small):
    assert str(made(small()).rule) == "agreed by all of US, RU"
    three = {"US": US, "RU": RU, "UA": UKRAINE}
    rule = made(small(three, text=TEXT.replace("each of US, RU\n", "at least 2 of US, RU, Ukraine including RU\n", 1))).rule
    assert (rule.of, rule.at_least, rule.including) == (("US", "RU", "Ukraine"), 2, ("RU",))
    silent = TEXT.replace("agreed by each of US, RU\n", "")
    assert made(small(text=silent)).rule.of == ("US", "RU"), "by default who signs"


def test_a_party_can_be_required_besides(small):
    loaded = small({"US": US, "RU": RU, "UA": UKRAINE})
    rule = made(loaded, also=["UA"]).rule
    assert (rule.of, rule.at_least, rule.including) == (("US", "RU", "Ukraine"), 3, ("Ukraine",))
    assert made(loaded, also=["US"]).rule.at_least == 2, "who is asked already is not counted twice"


def test_missing_positions_are_refused_in_words(small):
    loaded = small({"US": US})
    assert missing(loaded.settlement, loaded.positions) == ("RU",)
    with pytest.raises(NotSettled, match="no position for Russian Federation, who must accept"):
        problem(loaded.settlement, loaded.positions)
    with pytest.raises(NotSettled, match="Ukraine"):
        made(small(), also=["UA"])


def test_rival_sets_fall_back_on_files_of_no_set(small):
    loaded = small({"US": US, "RU": RU, "RU-hard": HARD_RU})
    assert set(sets(loaded.positions)) == {"", "hard"}
    assert made(loaded).party("RU").no_agreement == Range.of(1)
    assert made(loaded, rival_set="hard").party("RU").no_agreement == Range.of(100)
    assert made(loaded, rival_set="hard").party("US") == made(loaded).party("US")
    with pytest.raises(NotSettled, match="no set of positions called `soft`") as refused:
        made(loaded, rival_set="soft")
    assert refused.value.diagnostic.help == "the sets are: hard"


def test_values_and_ranges_are_exact(small):
    us = made(small()).party("US")
    worth = {str(v.choice): v.value for v in us.values}
    assert worth["status corridor"] == Range(F(-2), F(0)) and us.no_agreement == Range(F(0), F(2))
    tenth = made(small({"US": US.replace("core 4", "core 0.1"), "RU": RU})).party("US")
    assert tenth.core == Range.of("1/10")
    rest = made(small({"US": US.replace("core 4", "values the rest about -1"), "RU": RU}))
    assert rest.party("US").values == us.values, "everything has a value of its own already"
    some = made(small({"US": US, "RU": RU.replace("values trade: yes -1, no 0", "values the rest about 7")}))
    assert {v.value for v in some.party("RU").values if v.choice.issue == "trade"} == {Range.of(7)}


def test_blocs_ratify_by_the_rule_of_the_instrument(small):
    p = made(small())
    (r,) = p.ratifications
    assert (r.party, r.body, r.needs, r.of, r.more_than) == ("US", "senate", F(200, 3), F(100), False)
    assert [(b.preference.name, b.share) for b in r.blocs] == [("Doves", 60), ("Hawks", 40)]
    half = made(small(text=TEXT.replace("needs 2/3 of senate", "needs majority of senate"))).ratifications[0]
    assert (half.needs, half.more_than) == (50, True)
    found = analyse(p, worlds=0)
    assert not found.proposal.acceptable and found.proposal.votes[0].yes == ("Doves",)
    assert analyse(made(small(text=TEXT.replace("2/3", "3/5"))), worlds=0).proposal.acceptable


def test_blocs_that_nobody_asks_are_left_out_and_said(small):
    idle = RU.replace("scenario crisis", "bloc Generals of RU 9 of senate\n  no agreement 0\n\nscenario crisis")
    p = made(small({"US": US, "RU": idle}))
    assert "blocs of bodies that no ratification asks decide nothing: Generals" in p.notes
    assert not p.scenarios, "the scenario was that of the bloc"


def test_a_scenario_replaces_values(small):
    p = made(small())
    (s,) = p.scenarios
    assert s.name == "crisis" and p.under("crisis").party("RU").no_agreement == Range.of(-40)
    assert p.under("crisis").party("US") == p.party("US")


def test_what_cannot_stand_together_excludes_packages(small):
    loaded = small()
    clash = Guard((("forces", frozenset({"yes"})), ("status", frozenset({"corridor"}))))
    p = made(loaded, [Exclusion(clash, "both cannot be kept")])
    assert [str(c) for c in p.constraints] == ["forces yes excludes status corridor"]
    before, after = analyse(made(loaded), worlds=0), analyse(p, worlds=0)
    assert before.packages.exact - after.packages.exact == 2 and not after.proposal.feasible
    stranger = Guard((("Iran in sphere of RU", frozenset({"yes"})),))
    assert not made(loaded, [Exclusion(stranger, "")]).constraints, "of a member that is left out"


def test_requires_and_excludes_of_options(small):
    text = TEXT.replace('option corridor "A corridor"', 'option corridor "A corridor"\n  requires trade yes\n  excludes forces no')
    p = made(small(text=text))
    assert [str(c) for c in p.constraints] == ["status corridor requires trade yes", "status corridor excludes forces no"]


def test_exchanges_take_the_prices_of_their_clauses(small):
    (e,) = made(small()).exchanges
    assert {e.first.party, e.second.party} == {"US", "RU"}
    sides = {s.party: s for s in (e.first, e.second)}
    assert (sides["US"].day, sides["RU"].day) == (90, 30)
    assert dict(sides["US"].worth) == {"US": Range.of(-5, -3), "RU": Range.of(5)}
    weighed = analyse(made(small()), worlds=0).exchanges[0]
    assert weighed.gains["US"] == (1, 3, 5) and weighed.gains["RU"] == (3, 3, 3)
    assert weighed.exposure["RU"] == 120 and weighed.exposure["US"] == 0, "60 days ahead, at a cost of 2"


def test_red_lines_and_demands(small):
    p = made(small({"US": US, "RU": RU.replace("never status nothing", "never status nothing\n  insists on trade no")}))
    assert p.party("RU").never == (Choice("status", "nothing"),) and p.party("RU").insists == (Choice("trade", "no"),)


def test_contradicting_positions_are_refused_in_words(small):
    both = RU.replace("never status nothing", "never status nothing\n  insists on status nothing")
    with pytest.raises(NotSettled, match="RU both insists on and rules out an option"):
        made(small({"US": US, "RU": both}))
    crowd = US.replace("bloc Hawks of US 40", "bloc Hawks of US 70")
    with pytest.raises(NotSettled, match="hold more than its 100 seats"):
        made(small({"US": crowd, "RU": RU}))
