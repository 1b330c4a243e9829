"""What all tests share: the research data (where there is any), the `--golden` option, steady random examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "steady", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--golden`."""
    parser.addoption("--golden", action="store_true", default=False, help="write the findings of specimens anew")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of research data: `DETENTE_DATA`, else `shared/data` beside the checkout. Skips where there is none."""
    folder = Path(os.environ.get("DETENTE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no research data: set DETENTE_DATA to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def settlements() -> Path:
    """The folder of shipped settlements."""
    return ROOT / "settlements"
