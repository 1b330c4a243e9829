"""The life of an obligation: the ordinary way, breach and cure, and what cannot follow."""

from __future__ import annotations

import pytest

from detente.model.status import NEXT, Change, Course, Status


def test_late_performance_cures_and_both_days_are_kept() -> None:
    course = Course("out", "A", changes=(
        Change(Status.IN_EFFECT, "2022-01-01"), Change(Status.BREACHED, "2022-03-01"), Change(Status.CURED, "2022-04-01"),
    ))
    assert [course.on(d) for d in ("2021-12-31", "2022-02-01", "2022-03-01", "2022-05-01")] == [
        Status.PENDING, Status.IN_EFFECT, Status.BREACHED, Status.CURED,
    ]


def test_what_is_released_stays_released() -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        Course("out", "A", changes=(Change(Status.RELEASED, "2022-01-01"), Change(Status.IN_EFFECT, "2022-02-01")))


def test_time_does_not_run_back() -> None:
    with pytest.raises(ValueError, match="comes before"):
        Course("out", "A", changes=(Change(Status.IN_EFFECT, "2022-02-01"), Change(Status.FULFILLED, "2022-01-01")))


def test_every_status_can_be_reached() -> None:
    reached, front = {Status.PENDING}, [Status.PENDING]
    while front:
        for following in NEXT[front.pop()]:
            if following not in reached:
                reached.add(following)
                front.append(following)
    assert reached == set(Status)
