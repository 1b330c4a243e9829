"""A budget of time that many steps share, and that Ctrl-C ends at once.

Steps ask `spent()` between pieces of work and stop with what they have proven. A result cut off by time depends on the
machine, so it says that it was cut off.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Budget:
    """seconds: None for no limit. progress: called with a stage and the share done (0..1)."""

    seconds: float | None = None
    progress: Callable[[str, float], None] | None = None
    interrupted: bool = False
    cut: bool = False
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float | None:
        """Seconds left; None without a limit; 0.0 once interrupted."""
        if self.interrupted:
            return 0.0
        return None if self.seconds is None else max(0.0, self.seconds - (time.monotonic() - self.started))

    def spent(self) -> bool:
        """Whether to stop now; `cut` remembers that something was left undone."""
        left = self.left()
        over = left is not None and left <= 0
        self.cut = self.cut or over
        return over

    def report(self, stage: str, share: float) -> None:
        """Tell whoever watches how far a stage is."""
        if self.progress:
            self.progress(stage, share)


@contextlib.contextmanager
def stoppable(budget: Budget) -> Iterator[None]:
    """Within this, the first Ctrl-C ends the budget instead of the program; a second one is an ordinary interrupt.

    Signals can be handled in the main thread only; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: object) -> None:
        budget.interrupted = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
