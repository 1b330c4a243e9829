"""What holds for the whole tree: nothing of one machine in it, every module documented and short, a light import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "detente").rglob("*.py"))
LONGEST = 400

# Put together from pieces, so that this file does not hold what it forbids.
HOSTS = [
    ".".join(p)
    for p in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org"))
]
HOST = re.compile("|".join(map(re.escape, HOSTS)))
FOLDERS = "|".join(["work", "farm", "root", "tmp", "home/[a-z]+", "Users/[A-Za-z]+"])
MACHINE_PATH = re.compile(rf"(?:^|[^\w.)\]}}*-])/(?:{FOLDERS})/")

HEAVY = {
    "altair", "jinja2", "llvmlite", "markdown_it", "numba", "numpy", "openpyxl", "ortools",
    "pandas", "rich", "scipy", "typer", "vl_convert", "yaml", "z3",
}  # fmt: skip


def project_files() -> list[Path]:
    """Every file that is committed, or would be by `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [f for f in files if f.is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the project's text files, as `file:line`."""
    found = []
    for file in project_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a table in binary form
        if pattern.search(text):
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    found.append(f"{file.relative_to(ROOT)}:{number}")
    return found


def test_the_patterns_find_what_they_should() -> None:
    """The two patterns below match what they are for, and not its neighbours."""
    slash = "/"
    assert HOST.search("see https:" + slash * 2 + HOSTS[0] + "/simple")
    for path in ("work/main", "tmp/x", "home/ann/x", "root/.cache"):
        assert MACHINE_PATH.search(f'open("{slash}{path}")'), path
    for text in ("docs/work/x", "./tmp/x", "{base}/tmp/x", "tmp_path / 'x'", "home/page"):
        assert not MACHINE_PATH.search(text), text


def test_no_registry_is_named() -> None:
    """Where packages come from is the installer's business: a mirror must work as well."""
    assert lines_with(HOST) == []


def test_no_path_of_one_machine() -> None:
    """A path of the machine that the work was done on is wrong on every other."""
    assert lines_with(MACHINE_PATH) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_module_says_what_it_is_and_stays_short(path: Path) -> None:
    """Every module opens with a docstring and has no more than 400 lines."""
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "the module has no docstring"
    length = len(text.splitlines())
    assert length <= LONGEST, f"{length} lines: is it still one idea?"


def test_every_package_has_an_init() -> None:
    """A folder of modules without `__init__.py` is invisible to the import contracts."""
    bare = {p.parent for p in SOURCES if not (p.parent / "__init__.py").is_file()}
    assert not bare, sorted(str(p.relative_to(ROOT)) for p in bare)


def loaded_by(statement: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return HEAVY & set(run.stdout.split())


def test_importing_detente_loads_no_heavy_library() -> None:
    """Libraries load where they are used, so that `import detente` is quick."""
    assert loaded_by("import pandas") >= {"pandas", "numpy"}, "the probe itself sees nothing"
    assert loaded_by("import detente") == set()
    assert loaded_by("import detente.cli") <= {"typer", "rich"}


def test_every_code_in_the_source_has_a_page() -> None:
    """`--explain` knows every code that some module registers."""
    import importlib
    import re

    from detente.check.explain import page
    from detente.cli.text import REGISTERING

    for module in REGISTERING:
        importlib.import_module(module)
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    codes = set(re.findall(r'"([CE]\d{3})"', source))
    assert len(codes) > 80
    for code in sorted(codes):
        assert page(code).startswith(f"# {code} ")
