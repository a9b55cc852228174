"""Overlay: signs over a picture (arrows, rings, breath, footprints), as signed distance fields in pixels.

A field (h, w) has the distance from the sign's outline, negative inside. The inside is inked; an edge of another colour
sets it off from any background. Compiled loops.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from content.figures.raster import jit

Field = npt.NDArray[np.float32]
Coverage = npt.NDArray[np.float16]
Picture = npt.NDArray[np.uint8]  # (h, w, 3), sRGB
Colour = tuple[int, int, int]

FAR = 1e6
# Half the width of an arrow's head, as a share of its length.
HEAD_SLOPE = 0.46


def empty(height: int, width: int) -> Field:
    """A field without any sign."""
    return np.full((height, width), FAR, np.float32)


@jit
def stroke(field: Any, path: Any, width: float, reach: float) -> None:
    """Add a line along a path of pixels (n, 2: x, y), with round ends. Distances are exact up to `reach`."""
    h, w = field.shape
    for i in range(len(path) - 1):
        ax, ay, bx, by = path[i, 0], path[i, 1], path[i + 1, 0], path[i + 1, 1]
        dx, dy = bx - ax, by - ay
        far = width / 2 + reach
        for y in range(max(int(min(ay, by) - far), 0), min(int(max(ay, by) + far) + 2, h)):
            for x in range(max(int(min(ax, bx) - far), 0), min(int(max(ax, bx) + far) + 2, w)):
                px, py = x + 0.5 - ax, y + 0.5 - ay
                along = min(max((px * dx + py * dy) / (dx * dx + dy * dy + 1e-9), 0.0), 1.0)
                near = math.hypot(px - along * dx, py - along * dy) - width / 2
                field[y, x] = min(field[y, x], near)


@jit
def spike(field: Any, base: Any, tip: Any, slope: float, reach: float) -> None:
    """Add a triangle from the middle of its base to its tip; half its base is `slope` times its length."""
    h, w = field.shape
    tx, ty = tip[0] - base[0], tip[1] - base[1]
    length = math.hypot(tx, ty) + 1e-9
    tx, ty = tx / length, ty / length
    far = length * max(1.0, slope) + reach
    for y in range(max(int(base[1] - far), 0), min(int(base[1] + far) + 2, h)):
        for x in range(max(int(base[0] - far), 0), min(int(base[0] + far) + 2, w)):
            along = (x + 0.5 - base[0]) * tx + (y + 0.5 - base[1]) * ty
            aside = abs(-(x + 0.5 - base[0]) * ty + (y + 0.5 - base[1]) * tx)
            out = max(-along, (aside - (length - along) * slope) / math.sqrt(1 + slope * slope))
            field[y, x] = min(field[y, x], out)


@jit
def oval(field: Any, x: float, y: float, half_width: float, half_height: float, lean: float, reach: float) -> None:
    """Add an oval, leaning `lean` radians to the right. Distances are scaled as for a circle of its mean radius."""
    h, w = field.shape
    c, s = math.cos(lean), math.sin(lean)
    mean = math.sqrt(half_width * half_height)
    far = max(half_width, half_height) + reach * max(half_width, half_height) / mean
    for j in range(max(int(y - far), 0), min(int(y + far) + 2, h)):
        for i in range(max(int(x - far), 0), min(int(x + far) + 2, w)):
            px, py = i + 0.5 - x, j + 0.5 - y
            u, v = (px * c + py * s) / half_width, (-px * s + py * c) / half_height
            field[j, i] = min(field[j, i], (math.hypot(u, v) - 1) * mean)


def ring(field: Field, x: float, y: float, radius: float, width: float, reach: float) -> None:
    """Add a ring around a pixel."""
    disc = empty(*field.shape)
    oval(disc, x, y, radius, radius, 0.0, width + reach)
    np.minimum(field, np.abs(disc) - width / 2, out=field)


def arrow(field: Field, path: npt.NDArray[np.float64], width: float, head: float, reach: float) -> None:
    """Add an arrow along a path of pixels (n, 2: x, y), with a head of `head` pixels."""
    shaft, base = split(path, head)
    # The head has the direction of the path over the head's length.
    stroke(field, np.concatenate([shaft, [base + 0.25 * (path[-1] - base)]]), width, reach)
    spike(field, base, path[-1], HEAD_SLOPE, reach)


def footprint(field: Field, x: float, y: float, height: float, out: float) -> None:
    """Add a footprint around a pixel, seen from above with its toes up. `out` is the side of the little toe: 1 right,
    -1 left."""
    h, reach = height, 4.0
    oval(field, x + out * 0.02 * h, y - 0.12 * h, 0.185 * h, 0.20 * h, out * 0.25, reach)
    oval(field, x - out * 0.01 * h, y + 0.33 * h, 0.135 * h, 0.17 * h, 0.0, reach)
    stroke(field, np.array([[x + out * 0.06 * h, y - 0.05 * h], [x + out * 0.02 * h, y + 0.30 * h]]), 0.17 * h, reach)
    for along, up, radius in (
        (-0.14, 0.40, 0.085), (-0.01, 0.425, 0.06), (0.09, 0.395, 0.052), (0.17, 0.34, 0.047), (0.23, 0.26, 0.042),
    ):  # fmt: skip
        oval(field, x + out * along * h, y - up * h, radius * h, radius * h, 0.0, reach)


def split(path: npt.NDArray[np.float64], head: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(The path up to the point that is `head` away from its end, that point)."""
    away = np.hypot(*(path - path[-1]).T)
    if not (away >= head).any():
        return path[:1], path[0]
    k = int(np.flatnonzero(away >= head)[-1])
    share = (away[k] - head) / (away[k] - away[k + 1])
    base = path[k] + share * (path[k + 1] - path[k])
    return np.concatenate([path[: k + 1], [base]]), base


def lay(
    picture: Picture,
    field: Field,
    ink: Colour,
    edge: Colour,
    edge_width: float,
    share: float = 1.0,
    hidden: Coverage | None = None,
) -> None:
    """Lay a sign over a picture (h, w, 3) with opacity `share`, and less where it is `hidden` (h, w, 0 to 1)."""
    seen = field < edge_width + 0.5
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    if not len(rows) or share <= 0:
        return
    window = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    near = field[window]
    covered = np.clip(edge_width + 0.5 - near, 0, 1) * share
    if hidden is not None:
        covered *= 1 - hidden[window]
    inked = np.clip(0.5 - near, 0, 1)[..., None]
    colour = np.array(ink, np.float32) * inked + np.array(edge, np.float32) * (1 - inked)
    picture[window] = mixed(picture[window], colour, covered[..., None])


def mixed(one: Picture, other: npt.ArrayLike, share: float | npt.NDArray[np.floating[Any]]) -> Picture:
    """Blend two pictures: `share` of the other one."""
    below = one.astype(np.float32)
    return np.asarray(below + (np.asarray(other, np.float32) - below) * share + 0.5).astype(np.uint8)


@jit
def outline(layer: Any, moving: Any, depth: Any, group: Any, arms: int, inner: int, outer: int, slack: float) -> None:
    """Mark in `layer` (h, w) the contour of what is moving (h, w): 1 up to `inner` pixels away, 2 up to `outer`.

    Where something hides it, nearer to the eye by more than `slack` metres, the line runs inside what moves. Arms and
    hands (groups `arms` and `arms` + 1) do not count as hiding, since they lie on it.
    """
    h, w = moving.shape
    for y in range(h):
        for x in range(w):
            if not moving[y, x]:
                continue
            edge = covered = False
            for j, i in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if 0 <= j < h and 0 <= i < w and not moving[j, i]:
                    edge = True
                    nearer = depth[j, i] > depth[y, x] + slack
                    covered = covered or (nearer and not arms <= group[j, i] <= arms + 1)
            if not edge:
                continue
            for j in range(max(y - outer, 0), min(y + outer + 1, h)):
                for i in range(max(x - outer, 0), min(x + outer + 1, w)):
                    away = (j - y) * (j - y) + (i - x) * (i - x)
                    if away > outer * outer or depth[j, i] > depth[y, x] + slack:
                        continue
                    if not moving[j, i]:
                        layer[j, i] = 1 if away <= inner * inner or layer[j, i] == 1 else 2
                    elif covered:
                        dark = away <= (outer - inner) * (outer - inner) or layer[j, i] == 2
                        layer[j, i] = 2 if dark else 1
