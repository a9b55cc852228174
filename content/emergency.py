"""Emergency numbers: the number that brings an ambulance, by country.

    emergency_numbers.yaml      territory (ISO 3166-1 alpha-2) -> number, with the sources

The numbers are from libphonenumber. Android, Wikipedia and the services themselves say which one is the ambulance.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from content.schema.faults import ContentError, ContentFault

TABLE = Path(__file__).parent / "emergency_numbers.yaml"

_COMMENT = re.compile(r"\s*(?:#.*)?")
_NUMBER = re.compile(r'([A-Z]{2}): "([0-9]+)"\s*(?:#.*)?')


def emergency_number(territory: str | None) -> str | None:
    """The ambulance's number, digits as dialled there: "GB" gives "999".

    None for None, and for territories whose number is not certain: then name 112, 911 and 999.
    Source: see emergency_numbers.yaml.
    """
    return None if territory is None else emergency_numbers().get(territory)


@cache
def emergency_numbers() -> Mapping[str, str]:
    """The whole table, read once. ContentError when a line is wrong.

    Read line by line, without a YAML parser, which stays out of the bot's memory.
    """
    numbers: dict[str, str] = {}
    faults = []
    for place, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        found = _NUMBER.fullmatch(line)
        if found is not None and found[1] not in numbers:
            numbers[found[1]] = found[2]
        elif found is not None:
            faults.append(
                ContentFault(TABLE.name, place, found[1], f"`{found[1]}` stands twice", "keep one of the two")
            )
        elif not _COMMENT.fullmatch(line):
            faults.append(
                ContentFault(TABLE.name, place, "", "this is no territory with its number", 'write AU: "000"')
            )
    if not numbers and not faults:
        faults.append(
            ContentFault(TABLE.name, 1, "", "the table is empty", 'write a line for each territory: AU: "000"')
        )
    if faults:
        raise ContentError(faults)
    return MappingProxyType(numbers)
