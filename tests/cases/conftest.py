"""The `--golden` option: write the findings of specimens anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--golden`."""
    parser.addoption("--golden", action="store_true", default=False, help="write the findings of specimens anew")
