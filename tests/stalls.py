"""Hostile input must not stall a process. How fast things are is measured in benchmarks/, on a quiet machine."""

from contextlib import contextmanager
from time import process_time

STALL = 20


@contextmanager
def no_stall():
    """Fails a block that takes STALL seconds of this process's own time; what else the machine does has no part in it.

    What grows without bounds takes minutes; what the tests do takes less than one second.
    """
    began = process_time()
    yield
    assert process_time() - began < STALL
