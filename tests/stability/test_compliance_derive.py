"""What the derivation makes of each construct of the language, on one small settlement."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.assess import compliance, compliance_conflict
from detente.load import load
from detente.model.compliance import Bundle, ComplianceConflict

TEXT = """# A pact

```treaty
settlement "A pact" dated 2031-01-01
  facts as of 2031-01-01

party Ostra "Republic of Ostra"
party Velm "Principality of Velm"
third party Sarn "Kingdom of Sarn"

instrument pact "Pact" between Ostra, Velm
  entry into force on signature
  withdrawal by any of parties on 60 days notice

instrument annex "Annex" between Ostra, Velm

term grain
term coal
term law

zone pass "The pass"

agreed by each of Ostra, Velm
```

## Article 1

```treaty
part of pact

clause peace
  each of parties shall not attack the other
  essential
  reciprocal

clause grain-sent
  Ostra shall give grain to Velm
  at all times
  in return for coal-sent

clause coal-sent
  Velm shall give coal to Ostra
  at all times

clause law-made
  Velm shall enact law
  provided coal-sent

clause road
  Ostra shall administer pass
  with written consent of Sarn
  after law-made

clause together
  Ostra, Velm jointly shall build law in pass

clause instead
  Velm shall give grain to Ostra
  failing coal-sent

clause anyone
  unstated shall end law

clause kind
  each of parties shall give safe access for humanitarian aid in pass
  at all times
  humanitarian
  survives
  verified by Sarn

clause free
  Ostra may enter pass
```

## Article 2

```treaty
part of annex

clause side
  Velm shall enact coal
  within 30 days of entry into force
  essential
```
"""

POSITION = """# {name}

```position
position {name}
  basis "assumption"
  no agreement 1
  core {core}
{lines}
```
"""
OSTRA = """  worth of peace by Velm 9
  worth of peace by Ostra -2..-1
  worth of grain-sent -3
  worth of coal-sent 5
  worth of law-made 1
  worth of road -1
  worth of together 2
  worth of instead 1
  worth of anyone 0
  worth of kind by Ostra -1
  worth of kind by Velm 1
  worth of free 0
  worth of side 1
  reputation of peace 1"""
VELM = OSTRA.replace("by Velm", "by V").replace("by Ostra", "by Velm").replace("by V ", "by Ostra ").replace(
    "grain-sent -3", "grain-sent 4").replace("coal-sent 5", "coal-sent -4")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pact")
    (path / "settlement.md").write_text(TEXT)
    (path / "positions").mkdir()
    (path / "positions" / "Ostra.md").write_text(POSITION.format(name="Ostra", core="13..14", lines=OSTRA))
    (path / "positions" / "Velm.md").write_text(POSITION.format(name="Velm", core="11..12", lines=VELM))
    return path


@pytest.fixture(scope="module")
def conflict(folder: Path) -> ComplianceConflict:
    loaded = load(folder)
    assert not [d.message for d in loaded.diagnostics if d.severity == "error"]
    return compliance_conflict(loaded)


def holding(conflict: ComplianceConflict, clause: str) -> dict[str, Bundle]:
    return {b.owner: b for b in conflict.bundles if clause in b.clauses}


def grounds(conflict: ComplianceConflict, withhold: str) -> dict[str, str]:
    return {x.failing: x.ground for x in conflict.licences if x.withhold == withhold}


def test_each_of_is_one_duty_per_bearer_and_reciprocal_is_an_exchange(conflict: ComplianceConflict) -> None:
    peace = holding(conflict, "peace")
    assert set(peace) == {"Ostra", "Velm"}
    assert peace["Ostra"].essential and peace["Ostra"].seen == "open"
    assert peace["Ostra"].title == "shall not attack Velm"
    assert grounds(conflict, "Ostra-peace")["Velm-peace"] == "exchange"


def test_exchange_waiting_and_consent(conflict: ComplianceConflict) -> None:
    assert grounds(conflict, "Ostra-grain-sent")["Velm-coal-sent"] == "exchange"
    assert grounds(conflict, "Velm-coal-sent")["Ostra-grain-sent"] == "exchange"
    road = grounds(conflict, "Ostra-road")
    assert road["Velm-law-made"] == road["Sarn-consents-road"] == "wait"
    assert "Velm-coal-sent" not in grounds(conflict, "Velm-law-made"), "its own clause excuses nobody"
    consent = conflict.bundle("Sarn-consents-road")
    assert (consent.kind, consent.owner) == ("consent", "Sarn")
    assert not conflict.maker("Sarn").valued


def test_breach_licences_stay_within_an_instrument_and_spare_humanitarian_duties(conflict: ComplianceConflict) -> None:
    assert grounds(conflict, "Ostra-grain-sent")["Velm-peace"] == "breach"
    assert "Velm-side" not in grounds(conflict, "Ostra-grain-sent"), "the annex is another instrument"
    assert not grounds(conflict, "Ostra-kind")


def test_sight(conflict: ComplianceConflict) -> None:
    kind = holding(conflict, "kind")["Ostra"]
    assert (kind.seen, kind.watchers, kind.humanitarian, kind.survives) == ("verified", ("Sarn",), True, True)
    sent = holding(conflict, "grain-sent")["Ostra"]
    assert (sent.seen, sent.watchers) == ("verified", ("Velm",)), "the receiver sees whether it comes"
    assert holding(conflict, "law-made")["Velm"].seen == "open", "a law is public"


def test_joint_duties_fallbacks_and_what_is_nobodys(conflict: ComplianceConflict) -> None:
    both = set(holding(conflict, "together"))
    assert both == {"Ostra", "Velm"}
    ostra = conflict.maker("Ostra")
    assert any(set(s.bundles) == {"Ostra-together", "Velm-together"} and s.middle == 2 for s in ostra.shares)
    assert any(set(s.bundles) == {"Ostra-road", "Sarn-consents-road"} for s in ostra.shares)
    instead = conflict.bundle("Velm-instead")
    assert (instead.kind, instead.instead_of) == ("fallback", ("Velm-coal-sent",))
    assert any("`anyone` names nobody" in note for note in conflict.notes)
    assert not holding(conflict, "free"), "a permission is no duty"


def test_leaving(conflict: ComplianceConflict) -> None:
    (exit,) = [e for e in conflict.exits if e.owner == "Ostra"]
    assert exit.free and not exit.whole
    assert set(exit.ends) == {b.name for b in conflict.bundles if b.instrument == "pact" and not b.survives and b.kind != "consent"}


def test_sums_and_reputation(conflict: ComplianceConflict) -> None:
    assert not conflict.diagnostics, [d.message for d in conflict.diagnostics]
    assert [float(s.middle) for s in conflict.maker("Ostra").reputation] == [1.0]
    assert conflict.maker("Ostra").reputation[0].bundles == ("Ostra-peace",)


def test_one_off_duties_become_facts(folder: Path, conflict: ComplianceConflict) -> None:
    later = compliance_conflict(load(folder), stage="30 days")
    assert {b.name for b in conflict.bundles} - {b.name for b in later.bundles} == {"Velm-side"}
    assert later.maker("Ostra").agreed == conflict.maker("Ostra").agreed


def test_sentences_name_who_what_and_where(folder: Path) -> None:
    result = compliance(load(folder))
    coal = next(p for p in result.pressures if p.bundle == "Velm-coal-sent")
    assert "Principality of Velm would gain" in coal.text and "`coal-sent` (Article 1)" in coal.text
    assert "the answer is Republic of Ostra by withholding its " in coal.text
    assert "`grain-sent` (Article 1) (given in return for `coal-sent` (Article 1))" in coal.text, coal.text
