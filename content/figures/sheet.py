"""Contact sheet: all clips of a library as one picture, and as a page on which they play."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFont

from content.figures.workshop import Source
from content.media.index import CLIPS, read_index

COLUMNS = 8
THUMBNAIL = (240, 180)
LABEL = 18
PAGE = "contact-sheet.html"
MOVING_WIDTH, MOVING_QUALITY = 480, 60

_HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Contact sheet</title>
<style>
 :root { color-scheme: light dark }
 body { font: 14px system-ui, sans-serif; margin: 1rem }
 section { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: .75rem }
 figure { margin: 0 } video { width: 100%; border-radius: .75rem; display: block }
</style>
"""


def picture(source: Source, path: Path) -> None:
    """Write the right-side posters of all clips as one PNG."""
    index = read_index(source.folder)
    drawn = [(job.plan, index.clips[job.plan.name]["right"]) for job in source.jobs if job.plan.name in index.clips]
    rows = -(-len(drawn) // COLUMNS)
    width, height = THUMBNAIL[0], THUMBNAIL[1] + LABEL
    sheet = Image.new("RGB", (COLUMNS * width, max(rows, 1) * height), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(11)
    for number, (plan, each) in enumerate(drawn):
        x, y = number % COLUMNS * width, number // COLUMNS * height
        if each.poster is not None:
            with Image.open(source.folder / CLIPS / each.poster) as poster:
                poster.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
                sheet.paste(poster, (x + (width - poster.width) // 2, y))
        label = plan.name
        while pen.textlength(label, font) > width - 8:
            label = f"{label.rstrip('…')[:-1]}…"
        pen.text((x + 4, y + THUMBNAIL[1] + 2), label, fill="#333", font=font)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(256).save(path, optimize=True)


def moving(source: Source, name: str, path: Path) -> None:
    """Write a clip's right side as a small animated WebP. Raises KeyError when there is no such clip."""
    clip = read_index(source.folder).clips[name]["right"]
    with av.open(str(source.folder / CLIPS / clip.file), "r") as file:
        rate = float(file.streams.video[0].average_rate or 1)
        pictures = [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)]
    write_moving(pictures, rate, path)


def write_moving(pictures: Sequence[Image.Image], rate: float, path: Path) -> None:
    """Write pictures, so many a second, as a small animated WebP. They are scaled down."""
    for each in pictures:
        each.thumbnail((MOVING_WIDTH, MOVING_WIDTH), Image.Resampling.LANCZOS)
    pictures[0].save(
        path, "WEBP", save_all=True, append_images=pictures[1:], duration=round(1000 / rate), loop=0,
        quality=MOVING_QUALITY, method=4,
    )  # fmt: skip


def page(source: Source) -> Path:
    """Write the page beside the clips; returns its path."""
    index = read_index(source.folder)
    parts = [_HEAD]
    section = None
    for job in source.jobs:
        if job.plan.name not in index.clips:
            continue
        if job.plan.variation != section:
            parts.append(("</section>" if section else "") + f"<h2>{html.escape(job.plan.variation)}</h2><section>")
            section = job.plan.variation
        for side, each in index.clips[job.plan.name].items():
            said = html.escape(f"{job.plan.name.partition('/')[2]}, {side}")
            parts.append(
                f'<figure><video src="{html.escape(each.file)}" poster="{html.escape(each.poster or "")}" '
                f"autoplay muted loop playsinline></video><figcaption>{said}</figcaption></figure>"
            )
    path = source.folder / CLIPS / PAGE
    path.write_text("\n".join([*parts, "</section></html>", ""]), "utf-8")
    return path
