"""Chat templates come with a base, from anywhere: one may have no end, or make endless texts."""

import ctypes
import operator
import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

SECONDS = 10
LONGEST = 1_000_000
LARGEST_EXPONENT = 100
LARGEST_FACTOR = 10**30

Result = TypeVar("Result")


class EndlessTemplate(BaseException):
    """Raised within the template; no `except Exception` on the way holds it up."""


class Watch:
    """Interrupts what one thread computes once it is due.

    A thread of its own looks at the clock, since a timer for each of thousands of prompts would
    take longer than they do. Python acts upon it at the next turn of a loop or call of a function,
    on any system; `bound_operators` sees to it that nothing between two of them takes long.
    """

    def __init__(self, seconds: float) -> None:
        self.thread = threading.get_ident()
        self.due = monotonic() + seconds
        self.has_interrupted = False

    def interrupt(self, error: type[BaseException] | None) -> None:
        exception = None if error is None else ctypes.py_object(error)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), exception)


_watches: set[Watch] = set()
_wanted = threading.Event()
_watcher: threading.Thread | None = None


def _look() -> None:
    while True:
        _wanted.wait()
        sleep(0.1)
        for watch in list(_watches):
            # Again and again: a destructor that it strikes swallows it.
            if monotonic() > watch.due and watch in _watches:
                watch.has_interrupted = True
                watch.interrupt(EndlessTemplate)
        if not _watches:
            _wanted.clear()


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What `work` returns. Raises TimeoutError once that takes longer."""
    global _watcher
    if _watcher is None:
        _watcher = threading.Thread(target=_look, name="templates", daemon=True)
        _watcher.start()
    watch = Watch(seconds)
    _watches.add(watch)
    _wanted.set()
    try:
        try:
            return work()
        finally:
            _watches.discard(watch)
            if watch.has_interrupted:
                watch.interrupt(None)  # what has not struck yet
    except EndlessTemplate:
        _watches.discard(watch)
        raise TimeoutError from None


def _product(left: object, right: object) -> object:
    for one, times in ((left, right), (right, left)):
        is_repeated = isinstance(one, (str, bytes, list, tuple)) and isinstance(times, int)
        if is_repeated and len(one) * times > LONGEST:
            raise SecurityError(f"it makes a text of more than {LONGEST} characters")
    _refuse_large(left, right)
    return operator.mul(left, right)


def _power(base: object, exponent: object) -> object:
    _refuse_large(base)
    if isinstance(exponent, int) and abs(exponent) > LARGEST_EXPONENT:
        raise SecurityError(f"it computes a power above {LARGEST_EXPONENT}")
    return operator.pow(base, exponent)


def _refuse_large(*numbers: object) -> None:
    """Whole numbers have any number of digits in Python; floats overflow by themselves."""
    if any(isinstance(one, int) and abs(one) > LARGEST_FACTOR for one in numbers):
        raise SecurityError(f"it computes with numbers above {LARGEST_FACTOR:.0e}")


def bound_operators(environment: type[ImmutableSandboxedEnvironment]) -> None:
    """Before transformers makes one of its own: a single operation of C cannot be interrupted."""
    environment.intercepted_binops = frozenset({"*", "**"})
    operators = environment.default_binop_table
    environment.default_binop_table = {**operators, "*": _product, "**": _power}


bound_operators(ImmutableSandboxedEnvironment)
