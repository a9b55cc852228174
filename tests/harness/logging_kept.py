"""Logging as the program sets it up, and afterwards as the tests had it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

# Loggers whose levels `bot.logs.set_up` changes.
NAMES = ("telegram", "httpx", "httpcore", "apscheduler", "aiohttp.access")


@contextlib.contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Put handlers, levels and what is looked up for each line back in the end."""
    root = logging.getLogger()
    looked_up = logging.logThreads, logging.logProcesses, logging.logMultiprocessing
    source = logging._srcfile
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in NAMES}
    try:
        yield
    finally:
        logging.logThreads, logging.logProcesses, logging.logMultiprocessing = looked_up
        logging._srcfile = source
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
