"""What should be left out for whom? From what somebody has to take care of, to flags of movements. Pure.

Twists and rolls are left out for everybody who wants it gentle; these come on top. What is named here is never stored:
the flags are, and several concerns share some of them. This is caution, not treatment: it stands in for nobody's
doctor.
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
# For somebody who would rather not say.
ALL_FLAGS: frozenset[Flag] = frozenset(AVOIDED_ON_WISH)


def in_order(flags: Iterable[str]) -> tuple[Flag, ...]:
    """Those flags that somebody may wish to avoid, each once, in the order in which they are told and stored."""
    wanted = frozenset(flags)
    return tuple(flag for flag in AVOIDED_ON_WISH if flag in wanted)


def covered(flags: Collection[str]) -> tuple[Concern, ...]:
    """The concerns for which all is left out."""
    return tuple(concern for concern in CONCERNS if FLAGS_OF[concern].issubset(flags))


def wider(concern: Concern, flags: Collection[str]) -> Concern | None:
    """A covered concern that leaves out all that this one does, and more; None when there is none."""
    return next((other for other in covered(flags) if FLAGS_OF[concern] < FLAGS_OF[other]), None)


def with_concern(concern: Concern, flags: Iterable[str]) -> tuple[Flag, ...]:
    """The flags with those of a concern."""
    return in_order((*flags, *FLAGS_OF[concern]))


def without_concern(concern: Concern, flags: Collection[str]) -> tuple[Flag, ...]:
    """The flags without those of a concern, but for what another covered concern leaves out for reasons of its own.

    A concern that a wider one takes in (`wider`) stays as long as that one does.
    """
    others = [other for other in covered(flags) if not FLAGS_OF[other] <= FLAGS_OF[concern]]
    needed = frozenset[str]().union(*(FLAGS_OF[other] for other in others))
    return in_order(flag for flag in flags if flag in needed or flag not in FLAGS_OF[concern])
