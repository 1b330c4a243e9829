"""NegMAS scenarios (YAML or JSON) and GeniusWeb profiles (JSON): linear additive utilities over discrete issues.

NegMAS: a folder with a file that has `issues` (name, values) and a file per party with `type`
LinearAdditiveUtilityFunction, `weights`, `values` (tables in the order of the issues) and `reserved_value`.
GeniusWeb: a file per party with `LinearAdditiveUtilitySpace`; the utility of its reservation bid is the value of no
agreement. Everything else (other function types, number ranges, constraints) is refused, not approximated.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.bargain.imports.reading import (
    BAD_NUMBER,
    UNREADABLE,
    UNSUPPORTED,
    Imported,
    Profile,
    Refused,
    additive,
    files,
    json_of,
    mapping,
    number,
    text_of,
)  # fmt: skip
from detente.model.bargaining import Range


def read(path: Path) -> Imported:
    """Read a scenario folder (or one file with `issues` and `ufuns`). Raises Refused."""
    documents = [(f.name, f.stem, mapping(_load(f), "the file", f.name)) for f in files(path, ".yml", ".yaml", ".json")
                 if f.stem not in ("_info", "_stats", "stats", "specials")]  # fmt: skip
    if any("LinearAdditiveUtilitySpace" in d for _, _, d in documents):
        return _geniusweb(path, documents)
    domain = next((d for d in documents if "issues" in d[2]), None)
    if domain is None:
        raise Refused(UNREADABLE, f"{path.name} has no file with `issues`", path.name)
    issues = _issues(domain)
    ufuns = [(n, s, d) for n, s, d in documents if "type" in d and "issues" not in d]
    inner = domain[2].get("ufuns", [])
    if isinstance(inner, list):
        ufuns += [(domain[0], f"party-{k}", mapping(u, "a utility function", domain[0])) for k, u in enumerate(inner, 1)]
    profiles = [_ufun(name, stem, data, issues) for name, stem, data in ufuns]
    if len(profiles) < 2:
        raise Refused(UNREADABLE, f"{path.name} has {len(profiles)} utility functions; two or more are needed", path.name)
    return Imported(additive(path.stem, issues, profiles, "NegMAS utility function", "utility; reserved_value as no agreement"))


def _load(file: Path) -> Any:
    """A YAML or JSON file with exact numbers: YAML scalars are read as text."""
    if file.suffix.lower() == ".json":
        return json_of(file)
    import yaml

    text = text_of(file)
    if any(line.lstrip().startswith(("&", "*")) or ": &" in line or "- &" in line for line in text.splitlines()):
        raise Refused(UNREADABLE, f"{file.name} uses YAML anchors, which are refused", file.name)
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        first = (str(error).splitlines() or ["error"])[0]
        raise Refused(UNREADABLE, f"{file.name} is not YAML: {first}", file.name) from None


def _plain(value: object) -> str:
    """An option's name as text; JSON numbers were read as Fractions."""
    return str(value)


def _issues(domain: tuple[str, str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    listed = domain[2]["issues"]
    for item in listed if isinstance(listed, list) else []:
        issue = mapping(item, "an issue", domain[0])
        name, values = str(issue.get("name", "")), issue.get("values")
        if not isinstance(values, list) or not values:
            raise Refused(UNSUPPORTED, f"{domain[0]}: issue {name} is no list of values; ranges are not supported", domain[0])
        found[name] = tuple(map(_plain, values))
    if not found or len(found) < len(listed):
        raise Refused(UNREADABLE, f"{domain[0]}: issues are missing or named twice", domain[0])
    return found


def _ufun(file: str, stem: str, data: Mapping[str, Any], issues: dict[str, tuple[str, ...]]) -> Profile:
    kind = str(data.get("type", "")).rsplit(".", 1)[-1]
    if kind not in ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction"):
        raise Refused(UNSUPPORTED, f"{file} is a {kind or 'function of no type'}; only linear additive ones are supported", file)
    weights, tables = data.get("weights"), data.get("values")
    if isinstance(weights, dict):
        weights = [weights.get(i) for i in issues]
    if isinstance(tables, dict):
        tables = [tables.get(i) for i in issues]
    if not isinstance(weights, list) or not isinstance(tables, list) or not len(weights) == len(tables) == len(issues):
        raise Refused(UNREADABLE, f"{file} needs one weight and one table per issue", file)
    worth = {}
    for (issue, options), w, table in zip(issues.items(), weights, tables, strict=True):
        weight = number(w, f"the weight of {issue}", file)
        table = mapping(table, f"the table of {issue}", file)
        if "mapping" not in table and "type" in table:
            raise Refused(UNSUPPORTED, f"{file}: issue {issue} has no table of values", file)
        values = {str(k): v for k, v in mapping(table.get("mapping", table), f"the table of {issue}", file).items()}
        if missing := [o for o in options if o not in values]:
            raise Refused(UNREADABLE, f"{file} gives {issue} {missing[0]} no value", file)
        worth[issue] = {o: Range.of(weight * number(values[o], f"{issue} {o}", file)) for o in options}
    bias = number(data.get("bias", 0) or 0, "the bias", file)
    reserve = data.get("reserved_value")
    if reserve in (None, "null", "-.inf", "-inf"):
        raise Refused(BAD_NUMBER, f"{file} states no finite reserved value, so no agreement has no worth; state one", file)
    d = number(reserve, "the reserved value", file) - bias
    return Profile(str(data.get("name") or stem), worth, Range.of(d), file)


def _geniusweb(path: Path, documents: list[tuple[str, str, Mapping[str, Any]]]) -> Imported:
    profiles: list[Profile] = []
    space: dict[str, tuple[str, ...]] = {}
    for file, stem, document in documents:
        other = next((k for k in document if k.endswith(("Space", "Profile"))), None)
        if other is not None and other != "LinearAdditiveUtilitySpace":
            raise Refused(UNSUPPORTED, f"{file} is a {other}; only linear additive ones are supported", file)
        if other is None:
            continue
        data = mapping(document[other], other, file)
        weights = mapping(data.get("issueWeights"), "issueWeights", file)
        worth: dict[str, dict[str, Range]] = {}
        for issue, body in mapping(data.get("issueUtilities"), "issueUtilities", file).items():
            kind, inner = next(iter(mapping(body, f"issue {issue}", file).items()), ("", None))
            if "discrete" not in kind.lower():
                raise Refused(UNSUPPORTED, f"{file}: issue {issue} is {kind or 'empty'}; only discrete ones are supported", file)
            values = mapping(mapping(inner, f"issue {issue}", file).get("valueUtilities"), f"issue {issue}", file)
            w = number(weights.get(issue), f"the weight of {issue}", file)
            worth[issue] = {o: Range.of(w * number(v, f"{issue} {o}", file)) for o, v in values.items()}
        space = space or {i: tuple(v) for i, v in worth.items()}
        profiles.append(Profile(str(data.get("name") or stem), worth, Range.of(_reservation(data, worth, file)), file))
    return Imported(additive(path.stem, space, profiles, "GeniusWeb profile", "utility; the reservation bid as no agreement"))


def _reservation(data: Mapping[str, Any], worth: dict[str, dict[str, Range]], file: str) -> Fraction:
    bid = data.get("reservationBid")
    if bid is None:
        return Fraction(0)
    total = Fraction(0)
    for issue, option in mapping(mapping(bid, "reservationBid", file).get("issuevalues"), "issuevalues", file).items():
        if str(option) not in worth.get(issue, {}):
            raise Refused(UNREADABLE, f"{file}: the reservation bid has {issue} {option}, which has no value", file)
        total += worth[issue][str(option)].mid
    return total
