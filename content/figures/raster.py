"""Ray casting: primitives to pixels. Each pixel's ray is intersected with each primitive, and the nearest hit counts.

The picture is orthographic: the ray of pixel (u, v) runs from u * right + v * up along -back. Depth increases towards
the eye. Round cones after Inigo Quilez, "rounded cone - intersection" (2018). Within a limb, depths blend by a smooth
maximum. All loops are compiled; arrays are indexed [row, column].
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from content.figures.primitives import Primitive

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int8]
NOTHING = -1e9

jit = numba.njit(cache=True, nogil=True, error_model="numpy")

PRIMITIVE = np.dtype(
    [
        ("box", np.bool_),
        ("axes", np.float64, (3, 3)),
        ("inverse", np.float64, (3, 3)),
        ("origin", np.float64, 3),
        ("a", np.float64, 3),
        ("b", np.float64, 3),
        ("radius_a", np.float64),
        ("radius_b", np.float64),
        ("material", np.int8),
        ("group", np.int8),
        ("blend", np.float64),
    ]
)


def packed(primitives: list[Primitive], materials: dict[str, int]) -> npt.NDArray[Any]:
    """Primitives as a structured array for the compiled loops."""
    found = np.zeros(len(primitives), PRIMITIVE)
    for row, primitive in zip(found, primitives, strict=True):
        row["box"], row["axes"], row["inverse"] = primitive.box, primitive.axes, np.linalg.inv(primitive.axes)
        row["origin"], row["a"], row["b"] = primitive.origin, primitive.a, primitive.b
        row["radius_a"], row["radius_b"] = primitive.radius_a, primitive.radius_b
        row["material"], row["group"], row["blend"] = materials[primitive.material], primitive.group, primitive.blend
    return found


@jit
def _dot(a: Any, b: Any) -> float:
    return float(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


@jit
def draw(
    depth: Any,
    normal: Any,
    material: Any,
    group: Any,
    primitives: Any,
    cloth: Any,
    right: Any,
    up: Any,
    back: Any,
    centre_u: float,
    centre_v: float,
    scale: float,
) -> None:
    """Draw primitives into depth (h, w), normal (h, w, 3), material and group (h, w). `scale` is in pixels a metre.

    Primitives of one limb, or of one `cloth` (by material), blend.
    """
    h, w = depth.shape
    for primitive in primitives:
        axes, inverse, origin, a, b = primitive.axes, primitive.inverse, primitive.origin, primitive.a, primitive.b
        ra, rb = primitive.radius_a, primitive.radius_b
        # Bounds on the screen.
        ou, ov = _dot(origin, right), _dot(origin, up)
        du = np.array([_dot(inverse[0], right), _dot(inverse[1], right), _dot(inverse[2], right)])
        dv = np.array([_dot(inverse[0], up), _dot(inverse[1], up), _dot(inverse[2], up)])
        ru = np.array([_dot(axes[:, 0], right), _dot(axes[:, 1], right), _dot(axes[:, 2], right)])
        rv = np.array([_dot(axes[:, 0], up), _dot(axes[:, 1], up), _dot(axes[:, 2], up)])
        if primitive.box:
            eu = abs(ru[0]) * a[0] + abs(ru[1]) * a[1] + abs(ru[2]) * a[2]
            ev = abs(rv[0]) * a[0] + abs(rv[1]) * a[1] + abs(rv[2]) * a[2]
            u0, u1, v0, v1 = ou - eu, ou + eu, ov - ev, ov + ev
        else:
            eu, ev = math.sqrt(_dot(ru, ru)), math.sqrt(_dot(rv, rv))
            au, bu, av, bv = ou + _dot(ru, a), ou + _dot(ru, b), ov + _dot(rv, a), ov + _dot(rv, b)
            u0, u1 = min(au - ra * eu, bu - rb * eu), max(au + ra * eu, bu + rb * eu)
            v0, v1 = min(av - ra * ev, bv - rb * ev), max(av + ra * ev, bv + rb * ev)
        x0 = max(int((u0 - centre_u) * scale + w / 2) - 1, 0)
        x1 = min(int((u1 - centre_u) * scale + w / 2) + 2, w)
        y0 = max(int(h / 2 - (v1 - centre_v) * scale) - 1, 0)
        y1 = min(int(h / 2 - (v0 - centre_v) * scale) + 2, h)
        if x1 <= x0 or y1 <= y0:
            continue
        middle = _dot(origin, back)
        if not primitive.box:
            mid = (a + b) / 2
            middle += (
                _dot(axes[:, 0], back) * mid[0] + _dot(axes[:, 1], back) * mid[1] + _dot(axes[:, 2], back) * mid[2]
            )
        eye = middle + 3.0
        start = np.array(
            [
                _dot(inverse[0], back) * eye - _dot(inverse[0], origin),
                _dot(inverse[1], back) * eye - _dot(inverse[1], origin),
                _dot(inverse[2], back) * eye - _dot(inverse[2], origin),
            ]
        )
        ray = np.array([-_dot(inverse[0], back), -_dot(inverse[1], back), -_dot(inverse[2], back)])
        stretch = math.sqrt(_dot(ray, ray))
        rx, ry, rz = ray[0] / stretch, ray[1] / stretch, ray[2] / stretch
        bax, bay, baz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        rr = ra - rb
        m0 = bax * bax + bay * bay + baz * baz
        m2 = bax * rx + bay * ry + baz * rz
        d2 = m0 - rr * rr
        k2 = d2 - m2 * m2
        has_side = m0 > 1e-9 and d2 > 0
        for y in range(y0, y1):
            v = (h / 2 - y - 0.5) / scale + centre_v
            for x in range(x0, x1):
                u = (x + 0.5 - w / 2) / scale + centre_u
                px = start[0] + u * du[0] + v * dv[0]
                py = start[1] + u * du[1] + v * dv[1]
                pz = start[2] + u * du[2] + v * dv[2]
                if primitive.box:
                    t, nx, ny, nz = _meet_box(px, py, pz, rx, ry, rz, a[0], a[1], a[2], ra)
                    if t > 1e8:
                        continue
                else:
                    oax, oay, oaz = px - a[0], py - a[1], pz - a[2]
                    m3 = oax * rx + oay * ry + oaz * rz
                    m5 = oax * oax + oay * oay + oaz * oaz
                    t = 1e9
                    nx = ny = nz = 0.0
                    h1 = m3 * m3 - m5 + ra * ra
                    if h1 > 0:
                        t = -m3 - math.sqrt(h1)
                        nx, ny, nz = oax + t * rx, oay + t * ry, oaz + t * rz
                    if has_side:
                        obx, oby, obz = px - b[0], py - b[1], pz - b[2]
                        m6 = obx * rx + oby * ry + obz * rz
                        h2 = m6 * m6 - (obx * obx + oby * oby + obz * obz) + rb * rb
                        if h2 > 0:
                            t2 = -m6 - math.sqrt(h2)
                            if t2 < t:
                                t = t2
                                nx, ny, nz = obx + t * rx, oby + t * ry, obz + t * rz
                        if k2 > 1e-7:
                            m1 = oax * bax + oay * bay + oaz * baz
                            k1 = d2 * m3 - m1 * m2 + m2 * rr * ra
                            k0 = d2 * m5 - m1 * m1 + m1 * rr * ra * 2 - m0 * ra * ra
                            hh = k1 * k1 - k0 * k2
                            if hh > 0:
                                t3 = (-math.sqrt(hh) - k1) / k2
                                s = m1 - ra * rr + t3 * m2
                                if s > 0 and s < d2:
                                    t = t3
                                    nx = d2 * (oax + t * rx) - s * bax
                                    ny = d2 * (oay + t * ry) - s * bay
                                    nz = d2 * (oaz + t * rz) - s * baz
                    if t > 1e8:
                        continue
                z = eye - t / stretch
                old = depth[y, x]
                same = primitive.group <= 6 and (
                    primitive.group == group[y, x]
                    or (group[y, x] > 0 and cloth[primitive.material] == cloth[material[y, x]])
                )
                blend = primitive.blend
                if not (z > old or (same and z > old - blend)):
                    continue
                wx = inverse[0, 0] * nx + inverse[1, 0] * ny + inverse[2, 0] * nz
                wy = inverse[0, 1] * nx + inverse[1, 1] * ny + inverse[2, 1] * nz
                wz = inverse[0, 2] * nx + inverse[1, 2] * ny + inverse[2, 2] * nz
                length = math.sqrt(wx * wx + wy * wy + wz * wz) + 1e-12
                wx, wy, wz = wx / length, wy / length, wz / length
                share = 1.0
                if same:
                    share = min(max(0.5 + (z - old) * 0.5 / blend, 0.0), 1.0)
                if share < 1:
                    wx = normal[y, x, 0] * (1 - share) + wx * share
                    wy = normal[y, x, 1] * (1 - share) + wy * share
                    wz = normal[y, x, 2] * (1 - share) + wz * share
                    length = math.sqrt(wx * wx + wy * wy + wz * wz) + 1e-9
                    wx, wy, wz = wx / length, wy / length, wz / length
                    depth[y, x] = max(old, z) + 0.25 * blend * share * (1 - share)
                else:
                    depth[y, x] = z
                normal[y, x, 0], normal[y, x, 1], normal[y, x, 2] = wx, wy, wz
                if z > old:
                    material[y, x] = primitive.material
                    group[y, x] = primitive.group


@jit
def _meet_box(
    px: float, py: float, pz: float, rx: float, ry: float, rz: float, hx: float, hy: float, hz: float, rounded: float
) -> tuple[float, float, float, float]:
    """Intersect a ray with a rounded box: (distance, normal x, y, z); distance 1e9 for a miss."""
    near, far = -1e9, 1e9
    nx = ny = nz = 0.0
    for axis in range(3):
        p = px if axis == 0 else (py if axis == 1 else pz)
        r = rx if axis == 0 else (ry if axis == 1 else rz)
        half = hx if axis == 0 else (hy if axis == 1 else hz)
        if abs(r) < 1e-9:
            r = 1e-9
        t0, t1 = (-half - p) / r, (half - p) / r
        if t0 > t1:
            t0, t1 = t1, t0
        if t0 > near:
            near = t0
            sign = -1.0 if r > 0 else 1.0
            nx, ny, nz = (sign if axis == 0 else 0.0), (sign if axis == 1 else 0.0), (sign if axis == 2 else 0.0)
        far = min(far, t1)
    if near >= far:
        return 1e9, 0.0, 0.0, 0.0
    if rounded <= 0:
        return near, nx, ny, nz
    # March along the ray by the distance to the rounded box.
    t, gap = near, 1.0
    qx = qy = qz = 0.0
    for _ in range(20):
        x, y, z = px + t * rx, py + t * ry, pz + t * rz
        qx, qy, qz = abs(x) - hx + rounded, abs(y) - hy + rounded, abs(z) - hz + rounded
        ox, oy, oz = max(qx, 0.0), max(qy, 0.0), max(qz, 0.0)
        gap = math.sqrt(ox * ox + oy * oy + oz * oz) + min(max(qx, max(qy, qz)), 0.0) - rounded
        if gap < 0.0005:
            break
        t += gap
    if gap > 0.002:
        return 1e9, 0.0, 0.0, 0.0
    x, y, z = px + t * rx, py + t * ry, pz + t * rz
    sx = max(qx, 0.0) * (1.0 if x > 0 else -1.0)
    sy = max(qy, 0.0) * (1.0 if y > 0 else -1.0)
    sz = max(qz, 0.0) * (1.0 if z > 0 else -1.0)
    if sx * sx + sy * sy + sz * sz > 1e-12:
        nx, ny, nz = sx, sy, sz
    return t, nx, ny, nz
