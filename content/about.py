"""About a library: its texts around the movements, on safety, pain and credit. Frozen data, below the movements."""

from dataclasses import dataclass

from content.questions import Asked


@dataclass(frozen=True)
class Listing:
    """An introductory line and its items."""

    intro: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class BackTroubles:
    """Common reasons for a stiff lower back."""

    intro: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Care:
    """Who should take care with these movements."""

    intro: str
    conditions: tuple[str, ...]
    advice: str


@dataclass(frozen=True)
class Hurt:
    """Advice for pain: `stop`, `smaller` and `watch`, in this order; and two passages for dizziness."""

    stop: str
    smaller: str
    watch: str
    dizzy: str
    dizzy_watch: str


@dataclass(frozen=True)
class WarningSigns:
    """Warning signs: what the emergency number is for; signs to call for help, to stop, to see a doctor soon."""

    alarm: str
    now: Listing
    stop: Listing
    today: Listing
    soon: Listing


@dataclass(frozen=True)
class Credit:
    """Credits: the article's title, who showed the flow, who worked out the variations."""

    article: str
    flow: str
    variations: str


@dataclass(frozen=True)
class About:
    """The library's texts around the movements."""

    why: str
    normal: str  # what a stretch may feel like, and what it must not
    troubles: BackTroubles
    good_for: tuple[str, ...]
    care: Care
    hurt: Hurt
    signs: WarningSigns
    credit: Credit
    asked: tuple[Asked, ...] = ()  # answers that hold for every movement
