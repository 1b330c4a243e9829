"""From a path to a settlement: files read, parsed and resolved, with everything that is wrong with them.

`PATH` is a Markdown file, or a folder with `settlement.md` and, beside it, `positions/`, `conflicts/` and `events/`. Files
are read as UTF-8, at most 5 MB each; included files must lie in the settlement's folder. A document of conflicts alone (a file
without a `treaty` block, or a folder of such files) is read by `load_conflicts`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detente.calling import make_callable
from detente.diagnostic import Collector, Diagnostic
from detente.files import Unreadable, read, unreadable, write_all, write_whole
from detente.model.conflict import Conflict
from detente.model.event import Record
from detente.model.position import Position
from detente.model.settlement import Settlement
from detente.model.vocabulary import Event
from detente.resolve import kinds
from detente.resolve.settlement import resolve
from detente.resolve.tools import Tools
from detente.source import Source, Span
from detente.syntax import tree
from detente.syntax.parse import parse

MAX_FILES = 400


@dataclass(frozen=True, repr=False)
class Loaded:
    """A settlement as read from disk.

    diagnostics: mistakes in its files, in order of place. documents: syntax trees, the main one first. corpus: shipped
    instruments by name. positions, conflicts, events: what the text and the files beside it state. tools: looks further
    phrases up in it. beside: syntax trees of the files beside the text.
    """

    path: Path
    settlement: Settlement
    diagnostics: tuple[Diagnostic, ...]
    documents: tuple[tree.Document, ...]
    corpus: dict[str, Settlement] = field(repr=False, default_factory=dict)
    positions: tuple[Position, ...] = field(repr=False, default=())
    conflicts: tuple[Conflict, ...] = field(repr=False, default=())
    events: tuple[Record, ...] = ()
    tools: Tools | None = field(repr=False, default=None)
    beside: tuple[tree.Document, ...] = field(repr=False, default=())

    @property
    def broken(self) -> bool:
        """Whether a mistake of error severity kept some of the text from being read."""
        return any(d.severity == "error" for d in self.diagnostics)

    def __repr__(self) -> str:
        s = self.settlement
        what = f"{len(s.instruments)} instruments, {len(s.clauses)} clauses, {len(self.positions)} positions"
        return f"<{s.title or 'settlement'}, from {self.path}: {what}, {len(self.diagnostics)} mistakes>"

    def _repr_html_(self) -> str:
        from html import escape

        s = self.settlement
        rows = {
            "between": ", ".join(s.label(p) for p in s.signatories), "instruments": len(s.instruments), "clauses": len(s.clauses),
            "issues": sum(c.kind != "member" for c in s.issues()), "questions": sum(1 for _ in s.questions()),
            "positions": len(self.positions), "mistakes": len(self.diagnostics), "file": self.path,
        }  # fmt: skip
        body = "".join(f"<tr><th>{k}</th><td>{escape(str(v))}</td></tr>" for k, v in rows.items())
        return f"<table><caption>{escape(s.title)}</caption>{body}</table>"


@dataclass(frozen=True)
class LoadedConflicts:
    """Conflicts as read from disk, with the mistakes in their files in order of place."""

    path: Path
    conflicts: tuple[Conflict, ...]
    diagnostics: tuple[Diagnostic, ...]
    documents: tuple[tree.Document, ...] = field(repr=False)

    @property
    def broken(self) -> bool:
        """Whether a mistake of error severity kept some of the text from being read."""
        return any(d.severity == "error" for d in self.diagnostics)


def main_file(path: Path) -> Path:
    """The settlement file of a path. Raises Unreadable where there is none."""
    if path.is_dir():
        if not (path / "settlement.md").is_file():
            raise unreadable(
                kinds.CANNOT_READ, f"the folder `{path}` has no `settlement.md`", str(path),
                "give a folder that has one, or a Markdown file; `detente new DIR` writes one",
            )
        return path / "settlement.md"
    if not path.exists():
        raise unreadable(kinds.CANNOT_READ, f"`{path}`: there is no such file or folder", str(path), "check the path")
    return path


def load(path: str | Path, facts_on: datetime.date | None = None) -> Loaded:
    """Read, parse and resolve a settlement. Raises Unreadable where there is nothing to read.

    facts_on: the date at which memberships and forces are taken; by default what the text says, else its date.
    """
    from detente.resolve import library

    path = Path(path)
    file = main_file(path)
    found = Collector()
    documents = _with_includes(file, found)
    if not _has(documents, "treaty"):
        raise unreadable(
            kinds.CANNOT_READ, f"`{file}` has no `treaty` block", str(file),
            "put the formal reading of each article in a fenced block that begins with ```treaty"
            if not _has(documents, "conflict") else "it holds conflicts: ask `detente stability` about it",
        )
    day = facts_on or _fact_date(documents)
    corpus = library.corpus(day)
    settlement, tools = resolve(documents, library.prelude(), corpus, found, day)
    positions: tuple[Position, ...] = ()
    events: tuple[Record, ...] = ()
    beside = file.parent if path.is_dir() else None
    from detente.resolve import conflicts as conflict_pass
    from detente.resolve import events as event_pass
    from detente.resolve import positions as position_pass

    extra = _beside(beside, ("positions", "conflicts", "events"), found) if beside else ()
    whole = (*documents, *extra)
    positions = position_pass.read(whole, tools)
    conflicts = conflict_pass.read(whole, found)
    events = event_pass.read(whole, tools)
    return Loaded(path, settlement, _in_order(found, whole), tuple(documents), corpus, positions, conflicts, events, tools, extra)


def load_conflicts(path: str | Path) -> LoadedConflicts:
    """Read the conflicts of a file, or of all files of a folder and of its folder `conflicts`, in order of path.

    Raises Unreadable where there is nothing to read or nothing says `conflict`.
    """
    from detente.resolve import conflicts as conflict_pass

    found = Collector()
    documents = [parse(read(file), found) for file in _conflict_files(Path(path))]
    if not _has(documents, "conflict"):
        raise unreadable(
            kinds.CANNOT_READ, f"`{path}` has no `conflict` block", str(path),
            "write the conflict in a fenced block that begins with ```conflict",
        )
    conflicts = conflict_pass.read(documents, found)
    return LoadedConflicts(Path(path), conflicts, _in_order(found, documents), tuple(documents))


def only_conflicts(path: str | Path) -> bool:
    """Whether a path holds conflicts and no settlement. Raises Unreadable where it cannot be read."""
    path = Path(path)
    if path.is_dir():
        return not (path / "settlement.md").exists() and any(_conflict_blocks(f) for f in _conflict_files(path))
    source = read(path) if path.exists() else None
    fences = parse(source, Collector()).fences if source and "conflict" in source.text else ()
    return any(f.kind == "conflict" for f in fences) and not any(f.kind == "treaty" for f in fences)


def _conflict_blocks(file: Path) -> bool:
    return any(f.kind == "conflict" for f in parse(read(file), Collector()).fences)


def _conflict_files(path: Path) -> list[Path]:
    if not path.exists():
        raise unreadable(kinds.CANNOT_READ, f"`{path}`: there is no such file or folder", str(path), "check the path")
    if not path.is_dir():
        return [path]
    return [*sorted(path.glob("*.md")), *sorted((path / "conflicts").glob("*.md"))][:MAX_FILES]


def _has(documents: Iterable[tree.Document], kind: str) -> bool:
    return any(f.kind == kind for d in documents for f in d.fences)


def _in_order(found: Collector, documents: Sequence[tree.Document]) -> tuple[Diagnostic, ...]:
    order = {d.source.name: k for k, d in enumerate(documents)}
    return tuple(
        sorted(found.found, key=lambda d: (order.get(d.span.source.name, 0), d.span.start) if d.span else (-1, 0))
    )


def _fact_date(documents: list[tree.Document]) -> datetime.date:
    for document in documents:
        for _, statement in document.statements():
            if statement.head.form.startswith("settlement"):
                for line in statement.lines:
                    if line.form == "facts as of" and isinstance(line.values["date"], tree.Word):
                        return datetime.date.fromisoformat(line.values["date"].text)
                dated = statement.head.values.get("date")
                if isinstance(dated, tree.Word):
                    return datetime.date.fromisoformat(dated.text)
    return datetime.date.today()


def _with_includes(file: Path, found: Collector) -> list[tree.Document]:
    """The main document and, depth first, what it includes."""
    out: list[tree.Document] = []
    home = file.parent.resolve()
    _include(file, file.name if file.name != "settlement.md" else str(file), home, [], out, found)
    return out


def _include(
    file: Path, shown: str, home: Path, above: list[Path], out: list[tree.Document], found: Collector
) -> None:
    document = parse(read(file, str(file)), found)
    out.append(document)
    for _, statement in document.statements():
        value = statement.head.values.get("path")
        if statement.head.form != "include" or not isinstance(value, tree.Quoted):
            continue
        target = file.parent / value.text
        real = target.resolve()
        chain = [*above, file.resolve()]
        problem = ""
        if Path(value.text).is_absolute() or not real.is_relative_to(home):
            problem, advice = f"`{value.text}` lies outside the settlement's folder", "include files of the same folder only"
        elif real in chain:
            problem, advice = f"`{value.text}` includes itself", "take this line out"
        elif len(out) >= MAX_FILES:
            problem, advice = f"more than {MAX_FILES} files are included", "put some together"
        elif any(Path(d.source.name).resolve() == real for d in out):
            problem, advice = f"`{value.text}` is included twice", "take this line out"
        if problem:
            found.add(kinds.INCLUDE, problem, value.span, help=advice)
            continue
        try:
            _include(target, value.text, home, chain, out, found)
        except Unreadable as unreadable:
            message = unreadable.diagnostic.message.replace(str(target), value.text)
            found.add(kinds.INCLUDE, message, value.span, help="check the name of the file")


def _beside(folder: Path, names: tuple[str, ...], found: Collector) -> tuple[tree.Document, ...]:
    """The documents in the folders beside a settlement, in order of path."""
    out = []
    for name in names:
        if not (folder / name).is_dir():
            continue
        for file in sorted((folder / name).rglob("*.md"))[:MAX_FILES]:
            try:
                out.append(parse(read(file), found))
            except Unreadable as unreadable:
                found.extend([unreadable.diagnostic])
    return tuple(out)


ASKING = ("may ", "would ", "could ", "can ", "must ", "does ", "do ")


def question_event(loaded: Loaded, question: str) -> tuple[Event, str]:
    """The event that a question is about: `may US station forces in Georgia`, or `US stations forces in Georgia`.

    Raises Unreadable where its words are no declared act, or name something unknown.
    """
    text = " ".join(question.replace("?", " ").split())[:500]
    for word in ASKING:
        if text.lower().startswith(word):
            text = text[len(word) :]
    text = text.removesuffix(" cross a line")
    assert loaded.tools is not None
    source = Source("question", text)
    before = len(loaded.tools.context.found.found)
    event = loaded.tools.phrases.event(text, Span(source, 0, len(text)), {})
    if event is None or event.actor is None:
        found = loaded.tools.context.found.found[before:]
        if found:
            raise Unreadable(found[0])
        raise unreadable(
            kinds.UNKNOWN_PHRASE, f"`{text}` names nobody who acts", "question",
            "ask for somebody's act, such as `may US station forces in Georgia`",
        )
    return event, text


def canonical_files(path: str | Path) -> list[tuple[Path, Source, str]]:
    """Every file of a settlement (included files, positions, conflicts and events too) with its canonical text.

    Of a folder of conflicts alone, every file with a `conflict` block.
    """
    from detente.syntax.format import canonical

    alone = Path(path).is_dir() and only_conflicts(path)
    file = Path(path) if alone else main_file(Path(path))
    if alone:
        files = [f for f in _conflict_files(file) if _conflict_blocks(f)]
    else:
        files = [Path(d.source.name) for d in _with_includes(file, Collector())]
    if Path(path).is_dir() and not alone:
        for name in ("positions", "conflicts", "events"):
            files += sorted((Path(path) / name).rglob("*.md"))
    return [(f, source, canonical(source)) for f in files for source in (read(f),)]


def write_back(file: Path, source: Source, text: str) -> None:
    """Write a file anew, unless it changed since it was read; never half written. Raises Unreadable where it did."""
    if read(file).digest != source.digest:
        raise unreadable(kinds.CANNOT_READ, f"`{file}` changed while it was being formatted", str(file), "try again")
    write_whole(file, text)


def start(folder: Path) -> list[Path]:
    """Write a first settlement into a new or empty folder. Raises Unreadable where something is there already."""
    from importlib import resources

    text = resources.files("detente").joinpath("templates", "settlement.md").read_text(encoding="utf-8")
    write_all(folder, {"settlement.md": text})
    return [folder / "settlement.md"]


make_callable(__name__, load)
