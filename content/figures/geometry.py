"""Geometry: rotations and directions. Degrees, column vectors, right-handed; x forward, y left, z up."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


def about_x(degrees: float) -> Matrix:
    """A rotation about x: y (left) turns to z (up)."""
    a = math.radians(degrees)
    c, s = math.cos(a), math.sin(a)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def about_y(degrees: float) -> Matrix:
    """A rotation about y: z (up) turns to x (forward)."""
    a = math.radians(degrees)
    c, s = math.cos(a), math.sin(a)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def about_z(degrees: float) -> Matrix:
    """A rotation about z: x (forward) turns to y (left)."""
    a = math.radians(degrees)
    c, s = math.cos(a), math.sin(a)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def about(axis: Vector, degrees: float) -> Matrix:
    """A rotation about any axis by the right-hand rule (Rodrigues' formula)."""
    x, y, z = unit(axis)
    a = math.radians(degrees)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + math.sin(a) * cross + (1 - math.cos(a)) * cross @ cross)


def cross(a: Vector, b: Vector) -> Vector:
    """The cross product of two vectors. numpy's takes ten times as long for a single pair."""
    ax, ay, az = a.tolist()
    bx, by, bz = b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def unit(vector: Vector) -> Vector:
    """The unit vector of a vector that is not zero."""
    return np.asarray(vector / math.sqrt(float(vector @ vector)))


def across(vector: Vector, axis: Vector) -> Vector:
    """The part of a vector that is perpendicular to a unit axis."""
    return np.asarray(vector - float(vector @ axis) * axis)


def frame(up: Vector, left: Vector) -> Matrix:
    """The axes of a segment: z along `up`, y as near to `left` as possible."""
    z = unit(up)
    y = unit(across(left, z))
    return np.stack([cross(y, z), y, z], 1)


def angle_between(a: Vector, b: Vector) -> float:
    """The angle between two vectors in degrees, 0 to 180."""
    return math.degrees(math.acos(max(-1.0, min(1.0, float(unit(a) @ unit(b))))))
