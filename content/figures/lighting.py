"""Lighting: the colour of each pixel, from its light, material and outline. Compiled loops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from content.figures.raster import jit


@jit
def occlusion(points: Any, normals: Any, centres: Any, radii: Any) -> Any:
    """Ambient light at each point (n, 3) among balls, 0 to 1: (n,).

    After Inigo Quilez, "sphere ambient occlusion" (2006), faded out at six radii.
    """
    found = np.empty(len(points), np.float32)
    for i in range(len(points)):
        occluded = 0.0
        for j in range(len(centres)):
            x = centres[j, 0] - points[i, 0]
            y = centres[j, 1] - points[i, 1]
            z = centres[j, 2] - points[i, 2]
            far = x * x + y * y + z * z
            reach = radii[j] * radii[j] * 36
            if far >= reach:
                continue
            facing = (normals[i, 0] * x + normals[i, 1] * y + normals[i, 2] * z) / math.sqrt(far + 1e-9)
            if facing > 0:
                occluded += facing * min(radii[j] * radii[j] / far, 1.0) * (1 - far / reach)
        found[i] = math.exp(-0.42 * occluded)
    return found


@jit
def paint(
    out: Any,
    window: tuple[int, int, int, int],
    fold: int,
    depth: Any,
    normal: Any,
    material: Any,
    group: Any,
    light_body: Any,
    light_behind: Any,
    body_cell: Any,
    cell: int,
    outline: Any,
    outline_colours: Any,
    cloth: Any,
    colours: Any,
    floor: Any,
    thing: int,
    right: Any,
    up: Any,
    back: Any,
    centre_u: float,
    centre_v: float,
    scale: float,
    middle: float,
) -> None:
    """Colour a window (x0, x1, y0, y1) of the buffers, averaged over `fold` pixels each way, into `out`.

    `light_...` is the light of cells of `cell` pixels, on the body and on what is behind it. `outline` (h, w) has row
    numbers of `outline_colours`, 0 for none. Limbs of one `cloth` (by material) have no line between them, unless one
    is well in front of the other. Colours are linear light, 0 to 1; `out` (rows, columns, 3) is sRGB.
    """
    h, w = depth.shape
    x0, x1, y0, y1 = window
    # The light comes from the upper left, in front.
    lx = right[0] * -0.45 + up[0] * 0.75 + back[0] * 0.75
    ly = right[1] * -0.45 + up[1] * 0.75 + back[1] * 0.75
    lz = right[2] * -0.45 + up[2] * 0.75 + back[2] * 0.75
    length = math.sqrt(lx * lx + ly * ly + lz * lz)
    lx, ly, lz = lx / length, ly / length, lz / length
    rows, columns = light_body.shape
    for oy in range(y0 // fold, y1 // fold):
        for ox in range(x0 // fold, x1 // fold):
            red = green = blue = 0.0
            for y in range(oy * fold, oy * fold + fold):
                v = (h / 2 - y - 0.5) / scale + centre_v
                ground = -(up[2] * v) / back[2]
                for x in range(ox * fold, ox * fold + fold):
                    g = group[y, x]
                    body = g > 0 and g < thing
                    # Light, interpolated between the four cells around.
                    fy = min(max((y - cell // 2) / cell, 0.0), rows - 1.001)
                    fx = min(max((x - cell // 2) / cell, 0.0), columns - 1.001)
                    iy, ix = int(fy), int(fx)
                    fy, fx = fy - iy, fx - ix
                    light = 0.0
                    weight = 0.0
                    for dy in range(2):
                        for dx in range(2):
                            cy, cx = min(iy + dy, rows - 1), min(ix + dx, columns - 1)
                            part = (fy if dy else 1 - fy) * (fx if dx else 1 - fx)
                            if body:
                                part = part * body_cell[cy, cx] + 1e-6
                                light += part * light_body[cy, cx]
                            else:
                                light += part * light_behind[cy, cx]
                            weight += part
                    light /= weight
                    if body or g == thing:
                        nx, ny, nz, m = normal[y, x, 0], normal[y, x, 1], normal[y, x, 2], material[y, x]
                        facing = (nx * lx + ny * ly + nz * lz) * 0.5 + 0.5
                        bright = 0.30 + 0.72 * facing * facing + 0.14 * (nz * 0.5 + 0.5)
                        rim = 1 - max(nx * back[0] + ny * back[1] + nz * back[2], 0.0)
                        rim = 0.05 * rim * rim * rim
                        if body:
                            far = min(max((middle - depth[y, x]) / 0.45, -1.0), 1.0)
                            bright *= 1 - 0.18 * max(far, 0.0) + 0.05 * max(-far, 0.0)
                        cr, cg, cb = colours[m, 0], colours[m, 1], colours[m, 2]
                        r, gr, b = cr * bright * light + rim, cg * bright * light + rim, cb * bright * light + rim
                    else:
                        r, gr, b = floor[0] * light, floor[1] * light, floor[2] * light
                    # A soft line where the body ends, or a limb passes in front of another.
                    here = depth[y, x] if g > 0 else ground
                    edge = 0.0
                    # A quick test first: most pixels lie within a surface and have no line.
                    if 1 < y < h - 2 and 1 < x < w - 2:
                        level = g == group[y - 2, x] == group[y + 2, x] == group[y, x - 2] == group[y, x + 2]
                        if level and body:
                            level = max(
                                abs(depth[y - 2, x] - here), abs(depth[y + 2, x] - here),
                                abs(depth[y, x - 2] - here), abs(depth[y, x + 2] - here),
                            ) < 0.03  # fmt: skip
                    else:
                        level = False
                    for side in range(0 if level else 4):
                        for step in range(1, 3):
                            ny2 = y + (step if side == 0 else (-step if side == 1 else 0))
                            nx2 = x + (step if side == 2 else (-step if side == 3 else 0))
                            if ny2 < 0 or ny2 >= h or nx2 < 0 or nx2 >= w:
                                continue
                            og = group[ny2, nx2]
                            other_body = og > 0 and og < thing
                            if not (body or other_body):
                                continue
                            other = depth[ny2, nx2] if og > 0 else ground
                            gap = abs(other - here)
                            sewn = body and other_body and cloth[material[y, x]] == cloth[material[ny2, nx2]]
                            if body != other_body or gap > 0.035 or (og != g and not sewn and gap > 0.012):
                                edge = max(edge, 1.0 if step == 1 else 0.5)
                    shade = 1 - 0.42 * edge
                    r, gr, b = r * shade, gr * shade, b * shade
                    o = outline[y, x]
                    if o > 0:
                        r, gr, b = outline_colours[o, 0], outline_colours[o, 1], outline_colours[o, 2]
                    red += r
                    green += gr
                    blue += b
            n = fold * fold
            out[oy, ox, 0] = _srgb(red / n)
            out[oy, ox, 1] = _srgb(green / n)
            out[oy, ox, 2] = _srgb(blue / n)


# sRGB bytes (gamma 2.2) by the square root of linear light. A table, since powers took a third of the time.
_BYTES = ((np.arange(4096) / 4095) ** (2 / 2.2) * 255 + 0.5).astype(np.uint8)


@jit
def _srgb(value: float) -> int:
    """Linear light as an sRGB byte."""
    return int(_BYTES[int(math.sqrt(min(max(value, 0.0), 1.0)) * 4095 + 0.5)])
