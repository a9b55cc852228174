"""Arrows and rings that lie over a picture, drawn into a map of small numbers. Compiled loops."""

from __future__ import annotations

import math
from typing import Any

from content.figures.light import ON_TOP
from content.figures.raster import jit


@jit
def ribbon(overlay: Any, path: Any, width: float, edge: float, head: float) -> None:
    """Draw an arrow along a path of pixels (n, 2: x, y): 1 its inside, 2 its edge. Lengths in pixels."""
    h, w = overlay.shape
    n = len(path)
    tip = path[n - 1]
    # Its head points as the path goes over the head's own length.
    k = n - 1
    while k > 0 and math.hypot(path[k, 0] - tip[0], path[k, 1] - tip[1]) < head:
        k -= 1
    tx, ty = tip[0] - path[k, 0], tip[1] - path[k, 1]
    length = math.hypot(tx, ty) + 1e-9
    tx, ty = tx / length, ty / length
    low_x = min(path[:, 0].min(), tip[0] - head) - head
    high_x = max(path[:, 0].max(), tip[0] + head) + head
    low_y = min(path[:, 1].min(), tip[1] - head) - head
    high_y = max(path[:, 1].max(), tip[1] + head) + head
    for y in range(max(int(low_y), 0), min(int(high_y) + 1, h)):
        for x in range(max(int(low_x), 0), min(int(high_x) + 1, w)):
            near = 1e9
            for i in range(n - 1):
                ax, ay, bx, by = path[i, 0], path[i, 1], path[i + 1, 0], path[i + 1, 1]
                if i >= k:
                    continue
                dx, dy = bx - ax, by - ay
                along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-9)
                along = min(max(along, 0.0), 1.0)
                near = min(near, math.hypot(x - ax - along * dx, y - ay - along * dy))
            near -= width / 2
            # The head: a triangle from its base to its tip.
            along = (x - tip[0]) * tx + (y - tip[1]) * ty + head
            aside = abs(-(x - tip[0]) * ty + (y - tip[1]) * tx)
            slope = 0.58
            out_of_head = max(-along, (aside - (head - along) * slope) / math.sqrt(1 + slope * slope))
            near = min(near, out_of_head)
            if near <= 0:
                overlay[y, x] = 1
            elif near <= edge and overlay[y, x] == 0:
                overlay[y, x] = 2


@jit
def ring(overlay: Any, x: float, y: float, radius: float, width: float, edge: float) -> None:
    """Draw a ring around a pixel, over the body: ON_TOP its inside, and one more its edge."""
    h, w = overlay.shape
    far = radius + width + edge
    for j in range(max(int(y - far), 0), min(int(y + far) + 2, h)):
        for i in range(max(int(x - far), 0), min(int(x + far) + 2, w)):
            near = abs(math.hypot(i - x, j - y) - radius) - width / 2
            if near <= 0:
                overlay[j, i] = ON_TOP
            elif near <= edge:
                overlay[j, i] = ON_TOP + 1
