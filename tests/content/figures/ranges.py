"""The range of the thigh in what a step shows, measured on the poses, for tests that compare steps."""

from __future__ import annotations

from functools import cache
from itertools import combinations

from content.figures.body import LOOKS, parts_of
from content.figures.clip import clip_of
from content.figures.geometry import angle_between
from content.figures.kinematics import solve
from content.library import SHIPPED
from content.media.index import clip_name
from content.media.plan import plans
from content.movement import Flag, Step
from content.parsing import parse_documents
from content.schema.rules import SUFFIX

_SHAPES = parse_documents({path.name: path.read_text("utf-8") for path in SHIPPED.glob(f"*{SUFFIX}")})[1]
PLANS = {plan.name: plan for plan in plans(_SHAPES)}


def thigh_goes(variation: str, step: Step, avoid: frozenset[Flag]) -> float:
    """Degrees between the working thigh's farthest directions in the room, in what a step of the library shows to
    somebody who avoids these flags."""
    met = step.flags & avoid
    without = next((each.avoids for each in step.without if met and met <= each.avoids), frozenset[Flag]())
    return _thigh_goes(clip_name(variation, step.id, without))


@cache
def _thigh_goes(name: str) -> float:
    clip = clip_of(PLANS[name])
    body = parts_of(LOOKS[clip.look])
    thighs = [solve(key.pose, body)["side_thigh"][0][:, 2] for key in clip.keys]
    return max((angle_between(one, other) for one, other in combinations(thighs, 2)), default=0.0)
