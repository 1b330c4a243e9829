"""Write those parts of the documentation that say what the code says.

A page holds `<!-- generated: NAME -->` and, further down, `<!-- end -->`; what stands between the two is written from the
registers of the code by the function of that name in `PARTS`, the rest by hand. So a line, a rule, an act or a command cannot
exist without a place in the reference.

Use: `.venv/bin/python tools/docs.py` after a change to any of them; `--check` writes nothing and says what is stale.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import inspect
import io
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.S)


def pages() -> list[Path]:
    """The pages that may hold generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def fresh(text: str) -> str:
    """A page with its generated parts written anew. Raises KeyError for a part that does not exist."""
    return MARKED.sub(lambda m: f"{m[1]}\n{PARTS[m[2]]().strip()}\n\n{m[3]}", text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


# ---- the language ----------------------------------------------------------------------------------------------------


def lines() -> str:
    """Every line of every kind of block, by topic."""
    from detente.syntax import details
    from detente.syntax.grammar import FENCES

    out = []
    for fence, heads in FENCES.items():
        out.append(f"## In a `{fence}` block\n")
        topic = ""
        for head in heads.values():
            if head.topic != topic and len({h.topic for h in heads.values()}) > 1:
                out.append(f"### {head.topic}\n")
            topic = head.topic
            out.append(f"#### {head.id}\n\n`{head.form.pattern_in_words}`\n\n{head.form.summary}\n")
            out.append(f"```{fence}\n{head.form.example}\n```\n")
            own = [form for key, form in head.lines.items() if details.NOTES.get(key) is not form]
            if head.norm:
                out += list(_groups(own))
            elif own:
                out.append(_forms(own))
            shared = [f"`{form.keyword}`" for key, form in head.lines.items() if details.NOTES.get(key) is form]
            if shared:
                out.append(f"Also {', '.join(shared)}: see [lines of many statements](#lines-of-many-statements).\n")
    return "\n".join(out)


def _groups(own: list[Any]) -> Iterator[str]:
    """The lines of a clause: the norm, then what is shared with nothing else, then by what they are about."""
    from detente.syntax import details
    from detente.syntax.grammar import NORM

    named = {"When": details.TIME, "On what condition": details.CONDITIONS, "Ties to other clauses": details.LINKS,
             "Marks": details.MARKS}  # fmt: skip
    rest = [f for f in own if not any(f is g for t in named.values() for g in t.values())]
    yield "##### The norm\n\n" + _forms([NORM, *rest])
    for title, forms in named.items():
        yield f"##### {title}\n\n" + _forms(forms.values())


def notes() -> str:
    """The lines that most statements may carry."""
    from detente.syntax import details

    return _forms(details.NOTES.values())


def _forms(forms: Iterable[Any]) -> str:
    return table(
        ("line", "what it says", "example", "more than once"),
        ((f"`{f.pattern_in_words}`", f.summary, f"`{f.example}`", "yes" if f.repeat else "") for f in forms),
    )


def slots() -> str:
    """The words in capitals, by how they are read."""
    from detente.syntax.forms import Slot
    from detente.syntax.grammar import FENCES, NORM
    from detente.syntax.readers import READERS

    used: dict[str, dict[str, None]] = {kind: {} for kind in READERS}
    forms = [f for heads in FENCES.values() for h in heads.values() for f in (h.form, *h.lines.values())]
    for form in (*forms, NORM):
        for variant in form.variants:
            for part in variant:
                if isinstance(part, Slot):
                    used[part.kind][part.name.upper()] = None
    rows = []
    for kind, (reader, expected) in READERS.items():
        words = ", ".join(f"`{w}`" for w in used[kind])
        rows.append((words, expected, (inspect.getdoc(reader) or "").partition("\n\n")[0].replace("\n", " ")))
    return table(("in patterns", "what is expected", "how it is read"), rows)


# ---- rules, acts, commands -------------------------------------------------------------------------------------------


def modules(root: str = "detente") -> list[ModuleType]:
    """Every module of the package, loaded."""
    package = importlib.import_module(root)
    names = [m.name for m in pkgutil.walk_packages(package.__path__, f"{root}.") if not m.name.endswith("__main__")]
    return [package, *(importlib.import_module(name) for name in names)]


def rules() -> str:
    """A list of all rules and the page of each."""
    from detente.check.rule import all_rules

    kinds = sorted(((k, r) for r in all_rules() for k in r.kinds), key=lambda pair: pair[0].code)
    out = [table(
        ("code", "name", "severity", "tier", "what it finds"),
        ((f"[{k.code}](#{_anchor(k)})", f"`{k.name}`", k.severity, k.tier, k.summary) for k, _ in kinds),
    )]  # fmt: skip
    for kind, rule in kinds:
        out.append(f"## {kind.code} {kind.name}\n\n{kind.summary} *{kind.severity.capitalize()}, {kind.tier}.*\n")
        if kind is not rule.kind:
            out.append(f"Found together with [{rule.kind.code} {rule.kind.name}](#{_anchor(rule.kind)}); see there.\n")
            continue
        out.append(re.sub(r"^## (.+)\n\n(?!```)", r"**\1.** ", _body(rule.page), flags=re.M).replace("## Specimen", "**Specimen.**"))
        if rule.source:
            out.append(f"Shown with the finding: {rule.source}.\n")
    return "\n".join(out)


def _body(page: str) -> str:
    return page.partition("\n")[2].strip() + "\n"


def _anchor(kind: Any) -> str:
    return f"{kind.code} {kind.name}".lower().replace(" ", "-")


def kinds() -> list[Any]:
    """Every kind of diagnostic that a module of the package keeps under a name, in order of code."""
    from detente.diagnostic import Kind

    found = {v.code: v for m in modules() for v in vars(m).values() if isinstance(v, Kind)}
    return [found[code] for code in sorted(found)]


def mistakes() -> str:
    """Kinds of mistakes in a text, as against findings about what it says."""
    found = [k for k in kinds() if k.code.startswith("E")]
    return table(("code", "name", "severity", "what is wrong"), ((k.code, f"`{k.name}`", k.severity, k.summary) for k in found))


def acts() -> str:
    """The prelude: acts, facts, things and classes of weapons, in its own order."""
    from detente.resolve.library import prelude
    from detente.syntax.format import render
    from detente.syntax.grammar import form_of

    sections: dict[str, list[tuple[str, str, str]]] = {}
    for fence, statement in prelude().statements():
        head = statement.head
        said = [render(form_of("treaty", head.form, line.form), line.values) for line in statement.lines if line.form != "#"]
        codes = [s for s in said if s.startswith(("atop ", "cameo "))]
        phrase = statement.head.span.text if head.form not in ("act", "fact") else f"{head.form} {head.values['phrase'].text}"
        about = "; ".join(f"`{s}`" for s in said if s not in codes)
        sections.setdefault(fence.article[-1], []).append((f"`{phrase}`", about, ", ".join(codes)))
    return "\n".join(
        f"## {title}\n\n" + table(("declared", "what is said of it", "codes"), rows) for title, rows in sections.items()
    )


def commands() -> str:
    """Every command as `--help` shows it."""
    import typer

    from detente.cli import app

    out = []
    for path, command in _commands(typer.main.get_command(app), ()):
        name = " ".join(("detente", *path))
        out.append(f"## {name}\n\n{' '.join((command.help or '').split())}\n\n```text\n{_help(path)}\n```\n")
    return "\n".join(out)


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


def _help(path: tuple[str, ...]) -> str:
    from detente.cli import app

    printed = io.StringIO()
    width = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            app([*path, "--help"], prog_name="detente")
    finally:
        os.environ.pop("COLUMNS") if width is None else os.environ.update(COLUMNS=width)
    return "\n".join(line.rstrip() for line in printed.getvalue().strip().splitlines())


# ---- Python and figures ----------------------------------------------------------------------------------------------

PUBLIC = (
    "detente", "detente.load", "detente.files", "detente.check", "detente.check.ask", "detente.bargain", "detente.stability", "detente.assess",
    "detente.diagnostic", "detente.model.settlement", "detente.model.norm", "detente.model.choice", "detente.model.time",
    "detente.model.instrument", "detente.model.vocabulary", "detente.model.world", "detente.atlas",
)  # fmt: skip


def api() -> str:
    """The modules that a program may build on, with every public function and record."""
    modules()  # `detente.load` is a module once it is loaded, and the function before
    out = []
    for name in PUBLIC:
        module = importlib.import_module(name)
        out.append(f"## {name}\n\n{inspect.getdoc(module)}\n")
        out += [_described(word, thing) for word, thing in _public(module)]
    return "\n".join(out)


def _public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    names = getattr(module, "__all__", None) or [
        n for n, v in vars(module).items()
        if not n.startswith("_") and (inspect.isclass(v) or inspect.isfunction(v)) and v.__module__ == module.__name__
    ]  # fmt: skip
    for name in names:
        thing = getattr(module, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            yield name, thing


def _described(name: str, thing: Any) -> str:
    kind = "class " if inspect.isclass(thing) else ""
    described = inspect.getdoc(thing) or ""
    return f"### {name}\n\n```text\n{kind}{name}{_signature(thing)}\n```\n\n{described}\n"


def _signature(thing: Any) -> str:
    if inspect.isclass(thing) and not dataclasses.is_dataclass(thing):
        return ""
    signature = inspect.signature(thing)
    words = []
    for p in signature.parameters.values():
        star = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}.get(p.kind, "")
        shown = "…" if repr(p.default).startswith("<") else repr(p.default)
        default = "" if p.default is p.empty else f" = {shown}"
        words.append(f"{star}{p.name}: {p.annotation}{default}")
    back = "" if signature.return_annotation in (signature.empty, None, "None") else f" -> {signature.return_annotation}"
    whole = f"({', '.join(words)}){back}"
    if len(whole) <= 100:
        return whole
    inner = "".join(f"    {w},\n" for w in words)
    return f"(\n{inner}){back}"


def counts() -> str:
    """How much there is of everything, in a sentence."""
    from detente.check.rule import all_rules
    from detente.resolve.library import documents, prelude
    from detente.syntax.grammar import FENCES

    forms = sum(1 + len(h.lines) for heads in FENCES.values() for h in heads.values())
    declared = [s.head.form for _, s in prelude().statements()]
    shipped = [s for d in documents() for _, s in d.statements()]
    return (
        f"A language of {sum(len(h) for h in FENCES.values())} statements with {forms} lines in all, "
        f"a prelude of {declared.count('act')} acts and {declared.count('fact')} facts, {len(all_rules())} rules, "
        f"an atlas of states, regions, seas and memberships, and {len(documents())} treaties, drafts and declarations with "
        f"{sum(s.head.form == 'clause' for s in shipped)} clauses as the corpus that settlements are checked against.\n"
    )


PARTS: dict[str, Callable[[], str]] = {
    f.__name__: f for f in (lines, notes, slots, rules, mistakes, acts, commands, api, counts)
}


def main() -> int:
    """Write the generated parts; with `--check` name the stale pages, and return 1 if there are any."""
    stale = [p for p in pages() if fresh(p.read_text("utf-8")) != p.read_text("utf-8")]
    for page in stale:
        if "--check" not in sys.argv:
            page.write_text(fresh(page.read_text("utf-8")), "utf-8")
        print(f"{page.relative_to(ROOT)}: {'stale' if '--check' in sys.argv else 'written'}")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
