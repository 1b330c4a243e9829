"""Modules that can be called: `detente.load(PATH)` and `from detente.load import load` both work.

The parts of the package are named for what they do, and so are their main functions. A module of that name would hide the
function of that name; making the module itself callable keeps both.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def make_callable(name: str, function: Callable[..., Any]) -> None:
    """Let calling the module `name` call this function; its signature and docstring show on the module too."""

    class Callable_(ModuleType):  # noqa: N801 - never seen by users
        def __call__(self, *args: Any, **more: Any) -> Any:
            return function(*args, **more)

    Callable_.__call__.__doc__ = function.__doc__
    sys.modules[name].__class__ = Callable_
