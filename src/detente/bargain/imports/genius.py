"""GENIUS domains: XML utility spaces, linear additive with discrete issues (Lin et al. 2014, Comput. Intell. 30).

A folder of XML files (or one file): each `utility_space` with weights is a profile; files without weights only describe
the domain. An option is worth weight * evaluation / greatest evaluation of its issue, as the platform computes it; the
reservation value is the value of no agreement, 0 where none is given. Integer and real issues and nonlinear spaces are
refused. Entities, DTDs and external references are refused by the XML reader.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.bargain.imports.reading import (
    MISMATCH,
    UNREADABLE,
    UNSUPPORTED,
    Imported,
    Profile,
    Refused,
    additive,
    files,
    number,
    text_of,
)  # fmt: skip
from detente.model.bargaining import Range

NONLINEAR = {"ufun", "hyperrectangle", "hyper_rectangle", "utility_function", "constraint"}


def read(path: Path) -> Imported:
    """Read a domain. Raises Refused."""
    profiles: list[Profile] = []
    space: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for file in files(path, ".xml"):
        root = _parse(file)
        _refuse_nonlinear(root, file.name)
        issues = {str(i.get("name")): i for i in root.iter("issue")}
        shape = {name: tuple(str(x.get("value")) for x in i.iter("item")) for name, i in issues.items()}
        if not issues:
            raise Refused(UNREADABLE, f"{file.name} has no issue", file.name)
        if space and {k: set(v) for k, v in shape.items()} != {k: set(v) for k, v in space.items()}:
            raise Refused(MISMATCH, f"{file.name} has other issues or options than the files before it", file.name)
        space = space or shape
        weights = {str(w.get("index")): w.get("value") for w in root.iter("weight")}
        if weights:
            profiles.append(_profile(root, file.name, issues, weights, notes))
    if len(profiles) < 2:
        raise Refused(UNREADABLE, f"{path.name} has {len(profiles)} profile with weights; two or more are needed", path.name)
    basis = "GENIUS profile; an option is worth weight x evaluation / greatest evaluation of its issue"
    return Imported(additive(path.stem, space, profiles, basis, "utility, 0 to 1", notes=tuple(notes)), (), tuple(notes))


def _parse(file: Path) -> Any:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(text_of(file), forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(UNREADABLE, f"{file.name} declares a DTD or entities, which are refused", file.name) from None
    except (ParseError, ValueError, RecursionError) as error:
        raise Refused(UNREADABLE, f"{file.name} is not XML: {error}", file.name) from None


def _refuse_nonlinear(root: Any, file: str) -> None:
    found = next((e.tag for e in root.iter() if str(e.tag).lower() in NONLINEAR), None)
    if found is not None or str(root.get("type", "")).lower() not in ("", "any", "linear", "additive"):
        raise Refused(UNSUPPORTED, f"{file} is a nonlinear utility space; only linear additive ones are supported", file)
    for issue in root.iter("issue"):
        kind = str(issue.get("vtype") or issue.get("type") or issue.get("etype") or "discrete").lower()
        if kind != "discrete":
            raise Refused(UNSUPPORTED, f"{file}: issue {issue.get('name')} is {kind}; only discrete ones are supported", file)


def _profile(root: Any, file: str, issues: dict[str, Any], weights: dict[str, Any], notes: list[str]) -> Profile:
    worth = {}
    for name, issue in issues.items():
        if str(issue.get("index")) not in weights:
            raise Refused(UNREADABLE, f"{file} gives issue {name} no weight", file)
        w = number(weights[str(issue.get("index"))], f"the weight of {name}", file)
        values = {str(x.get("value")): number(x.get("evaluation"), f"{name} {x.get('value')}", file)
                  for x in issue.iter("item")}  # fmt: skip
        if any(v < 0 for v in values.values()):
            raise Refused(UNSUPPORTED, f"{file}: issue {name} has a negative evaluation, which the platform has no rule for", file)
        top = max(values.values(), default=0) or 1
        worth[name] = {o: Range.of(w * v / top) for o, v in values.items()}
    reserve = next((r.get("value") for r in root.iter("reservation")), None)
    factor = next((r.get("value") for r in root.iter("discount_factor")), None)
    if factor is not None and number(factor, "the discount factor", file) not in (0, 1):
        notes.append(f"{file}: the discount factor {factor} is left out; packages are judged without delay")
    d = Range.of(0) if reserve is None else Range.of(number(reserve, "the reservation value", file))
    return Profile(Path(file).stem, worth, d, file)
