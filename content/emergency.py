"""Which number brings an ambulance in a country?

    emergency_numbers.yaml      territory (ISO 3166-1 alpha-2) -> number, with the sources

The numbers are those of libphonenumber; Android, Wikipedia and the services themselves say which is for the ambulance.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from content.faults import ContentError, read_document

TABLE = Path(__file__).parent / "emergency_numbers.yaml"


def emergency_number(territory: str | None) -> str | None:
    """The number that brings an ambulance, digits as they are dialled there: "GB" is "999".

    None for None and for territories of which no number is known for certain: then name 112, 911 and 999.
    Source: see emergency_numbers.yaml.
    """
    return None if territory is None else emergency_numbers().get(territory)


@cache
def emergency_numbers() -> Mapping[str, str]:
    """The whole table, read once. ContentError when it is not sound."""
    document = read_document(TABLE.name, TABLE.read_text(encoding="utf-8"))
    numbers = document.data or {}
    for territory, number in numbers.items():
        if not isinstance(number, str):
            document.fault((territory,), "the number is not a text", 'put it in quotes, for example "000"')
    if document.faults:
        raise ContentError(document.faults)
    return MappingProxyType(numbers)
