"""For all tests: the zone data of the lock file, as in the program itself, not whatever the machine has."""

from __future__ import annotations

import zoneinfo

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
