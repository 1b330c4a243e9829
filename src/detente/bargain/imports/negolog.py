"""NegoLog domains: a folder with profileA.json and profileB.json (Dogru et al., IJCAI 2024).

A profile has issueWeights {issue: w}, issues {issue: {value: v}} and reservationValue; utility is the sum of w * v.
"""

from __future__ import annotations

from pathlib import Path

from detente.bargain.imports.reading import (
    MISMATCH,
    Imported,
    Profile,
    Refused,
    additive,
    json_of,
    mapping,
    number,
)
from detente.model.bargaining import Range


def read(path: Path) -> Imported:
    """Read a domain folder. Raises Refused."""
    profiles: list[Profile] = []
    space: dict[str, tuple[str, ...]] = {}
    for letter in "AB":
        file = path / f"profile{letter}.json"
        data = mapping(json_of(file), "the profile", file.name)
        weights = mapping(data.get("issueWeights"), "issueWeights", file.name)
        issues = mapping(data.get("issues"), "issues", file.name)
        if set(weights) != set(issues):
            raise Refused(MISMATCH, f"{file.name}: the weights and the issues name different issues", file.name)
        worth = {}
        for issue, values in issues.items():
            w = number(weights[issue], f"the weight of {issue}", file.name)
            values = mapping(values, f"issue {issue}", file.name)
            worth[issue] = {o: Range.of(w * number(v, f"{issue} {o}", file.name)) for o, v in values.items()}
        if letter == "A":
            space = {i: tuple(v) for i, v in worth.items()}
        d = number(data.get("reservationValue", 0), "reservationValue", file.name)
        profiles.append(Profile(f"party-{letter}", worth, Range.of(d), file.name))
    return Imported(additive(path.name, space, profiles, "NegoLog profile", "utility, 0 to 1"))

