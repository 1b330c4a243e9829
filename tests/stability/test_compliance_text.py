"""Compliance conflicts as text: what is emitted is read again with equal verdicts; mistakes in the text are told."""

from __future__ import annotations

import pytest
from compliance_sketches import sketch

from detente.diagnostic import Collector
from detente.model.compliance import ComplianceConflict
from detente.model.compliance_text import block, document, plain
from detente.resolve import compliance, conflicts
from detente.source import Source
from detente.stability.compliance import analyse
from detente.syntax.parse import parse


def read_text(text: str) -> tuple[tuple[ComplianceConflict, ...], Collector]:
    found = Collector()
    return compliance.read([parse(Source("x.md", text), found)], found), found


@pytest.mark.parametrize("seed", range(60))
def test_reads_back_as_it_was_written(seed: int) -> None:
    conflict = sketch(seed)
    (again,), found = read_text(document(conflict, "Random."))
    assert not found.found
    assert set(again.licences) == set(conflict.licences)
    assert again.exits == conflict.exits
    for one, other in zip(again.makers, conflict.makers, strict=True):
        assert (one.no_agreement.middle, one.agreed, one.unpriced) == (other.no_agreement.middle, other.agreed, other.unpriced)
    first, second = analyse(conflict, worlds=0), analyse(again, worlds=0)
    assert [p.verdicts for p in first.parties] == [p.verdicts for p in second.parties]
    assert [p.patience for p in first.parties] == [p.patience for p in second.parties]
    assert {c.licences for c in first.carriers} == {c.licences for c in second.carriers}


def test_the_block_is_a_graph_model_too() -> None:
    conflict = sketch(7)
    found = Collector()
    (model,) = conflicts.read([parse(Source("x.md", document(conflict)), found)], found)
    assert not found.found
    assert model.options == plain(conflict).options
    assert model.agreed == (1 << len(conflict.bundles)) - 1
    assert [m.preference.terms for m in model.makers] == [m.preference.terms for m in plain(conflict).makers]


def test_unknown_names_are_told() -> None:
    conflict = sketch(3)
    text = f"```conflict\n{block(conflict)}```\n".replace("  stage", "  basis \"edited\"\n  stage")
    name = conflict.bundles[0].name
    wrong = text.replace(f"move {name} ", "move other ", 1)
    read, found = read_text(wrong)
    assert read == ()
    assert [d.code for d in found.found] == ["E414"]
    assert name in found.found[0].message


def test_a_conflict_without_a_stage_is_left_to_the_graph_model() -> None:
    read, found = read_text("```conflict\nconflict c\n\ndecision maker A\n  worth of x 1\n\nmove x of A\n```\n")
    assert read == ()
    assert not found.found
