"""Concerns: what a person has to take care with, and the movement flags to avoid for it. Pure.

The gentle setting avoids twists and rolls; these flags come on top. Only flags are stored, never the concern, and
several concerns share some flags. This is caution, not treatment: it replaces no doctor.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from content.movement import AVOIDED_ON_WISH, Flag

Concern = Literal["hip", "bones", "sciatica", "pregnant"]
CONCERNS: tuple[Concern, ...] = get_args(Concern)  # in the order in which they are offered

FLAGS_OF: Mapping[Concern, frozenset[Flag]] = MappingProxyType(
    {
        # A new or operated hip. Hip precautions in hospital leaflets (NHS trusts, LHSC, HSS): no bending past a right
        # angle, no crossing of the legs, no turning in, usually for 6 to 12 weeks.
        "hip": frozenset({"deep-flexion", "turning-in"}),
        # Weak bones, or falls. Royal Osteoporosis Society; "Strong, Steady and Straight" (Brooke-Wavell et al., British
        # Journal of Sports Medicine 2022): keep moving, steady first; forward bends with a twist go with gentle anyway.
        "bones": frozenset({"one-leg"}),
        # Sciatica. A straight leg that is raised or stretched forwards pulls on the nerve: that is how the
        # straight-leg raise test (Lasegue) provokes it.
        "sciatica": frozenset({"nerve-pull"}),
        # Pregnancy. NHS, exercise in pregnancy: not flat on the back for long, above all after 16 weeks. Leaflets on
        # pelvic girdle pain (POGP, NHS trusts): legs not wide apart, no standing on one leg.
        "pregnant": frozenset({"on-back", "wide", "one-leg"}),
    }
)
# For people who would rather not say.
ALL_FLAGS: frozenset[Flag] = frozenset(AVOIDED_ON_WISH)


def in_order(flags: Iterable[str]) -> tuple[Flag, ...]:
    """The avoidable flags among these, without duplicates, in the order in which they are shown and stored."""
    wanted = frozenset(flags)
    return tuple(flag for flag in AVOIDED_ON_WISH if flag in wanted)


def covered(flags: Collection[str]) -> tuple[Concern, ...]:
    """The concerns whose flags are all avoided."""
    return tuple(concern for concern in CONCERNS if FLAGS_OF[concern].issubset(flags))


def wider(concern: Concern, flags: Collection[str]) -> Concern | None:
    """A covered concern that avoids all flags of this one and more; None when there is none."""
    return next((other for other in covered(flags) if FLAGS_OF[concern] < FLAGS_OF[other]), None)


def with_concern(concern: Concern, flags: Iterable[str]) -> tuple[Flag, ...]:
    """The flags plus those of a concern."""
    return in_order((*flags, *FLAGS_OF[concern]))


def without_concern(concern: Concern, flags: Collection[str]) -> tuple[Flag, ...]:
    """The flags minus those of a concern, except flags that another covered concern needs.

    A concern inside a wider one (`wider`) stays covered as long as the wider one does.
    """
    others = [other for other in covered(flags) if not FLAGS_OF[other] <= FLAGS_OF[concern]]
    needed = frozenset[str]().union(*(FLAGS_OF[other] for other in others))
    return in_order(flag for flag in flags if flag in needed or flag not in FLAGS_OF[concern])
