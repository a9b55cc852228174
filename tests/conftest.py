"""For all tests: the zone data of the lock file, as in the program itself, and the same examples in every CI run."""

from __future__ import annotations

import os
import zoneinfo

from hypothesis import settings

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# On a developer's machine every run looks in new places; in CI a run that fails can be repeated.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
