"""The command line: draw stale clips, make the film's pieces, preview and check poses, write the contact sheet."""

from __future__ import annotations

import argparse
import fnmatch
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw
from tqdm import tqdm

from content.figures import film, sheet
from content.figures.captions import Unreadable
from content.figures.clip import SIZES, clip_of
from content.figures.inspection import flag_faults, pose_faults
from content.figures.scene import Scene
from content.figures.workshop import Job, Source, read_source, render, stale, tidy
from content.library import SHIPPED
from content.media.motion import FPS, frames
from content.schema.faults import ContentError

GOOD, WRONG = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives back the exit status."""
    options = _parser().parse_args(arguments)
    try:
        source = read_source(options.folder)
    except ContentError as error:
        print(error, file=sys.stderr)
        return WRONG
    wanted = [job for job in source.jobs if fnmatch.fnmatch(job.plan.name, options.only)]
    if options.check:
        found = [*pose_faults(options.folder, options.only), *flag_faults(options.folder, options.only)]
        for fault in found:
            print(fault, file=sys.stderr)
        return WRONG if found else GOOD
    if options.preview is not None:
        preview(wanted, options.preview, options.columns)
        return GOOD
    if options.film:
        try:
            _make_film(options.folder, options.languages, options.jobs)
        except Unreadable as error:
            print(error, file=sys.stderr)
            return WRONG
    else:
        todo = wanted if options.all else [job for job in stale(source) if job in wanted]
        _render(source, todo, options.jobs)
    if options.sheet is not None:
        sheet.picture(source, options.sheet)
    if options.moving is not None:
        name, path = options.moving
        if name not in {job.plan.name for job in source.jobs}:
            print(f"there is no clip {name}; write variation/step", file=sys.stderr)
            return WRONG
        if options.film:
            film.moving(options.folder, name, Path(path))
        else:
            sheet.moving(source, name, Path(path))
    return GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m content.figures", description="Draw the clips of a library.")
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED, help="the library; default: the one shipped")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="such as seated-hip-flexion/*")
    parser.add_argument("--all", action="store_true", help="also clips that are up to date")
    parser.add_argument("--jobs", type=int, help="number of processes; default: one per core")
    parser.add_argument("--film", action="store_true", help="only make the pieces that films are joined from")
    parser.add_argument(
        "--languages", nargs="+", default=(), metavar="CODE", help="with --film: also with captions in these languages"
    )
    parser.add_argument("--sheet", type=Path, metavar="PNG", help="write the contact sheet's picture there")
    parser.add_argument(
        "--moving",
        nargs=2,
        metavar=("CLIP", "WEBP"),
        help="write a clip as an animated picture; with --film, with its caption",
    )
    parser.add_argument(
        "--check", action="store_true", help="only check that a body can take the poses, and that flags match them"
    )
    parser.add_argument("--preview", type=Path, metavar="PNG", help="only draw a few frames of each clip, on one sheet")
    parser.add_argument("--columns", type=int, default=6, help="frames of each clip on that sheet")
    return parser


def _render(source: Source, todo: list[Job], processes: int | None) -> None:
    began = time.monotonic()
    for _ in tqdm(render(source, todo, processes), total=len(todo), unit="clip", disable=not todo):
        pass
    gone = tidy(source)
    where = sheet.page(source)
    print(
        f"{len(todo)} of {len(source.jobs)} clips drawn in {time.monotonic() - began:.0f} s, {len(gone)} files deleted"
    )
    print(f"contact sheet: {where}")


def _make_film(folder: Path, languages: Sequence[str], processes: int | None) -> None:
    began = time.monotonic()
    todo = film.stale_pieces(folder, languages)
    with tqdm(total=todo.total, unit="piece", disable=not todo.total) as bar:
        for count in film.make_pieces(folder, todo, processes):
            bar.update(count)
    gone = film.tidy_film(folder)
    print(f"{todo.total} pieces made in {time.monotonic() - began:.0f} s, {len(gone)} files deleted")


def preview(wanted: list[Job], path: Path, columns: int) -> None:
    """Write a PNG with a row for each clip: `columns` of its frames, then its poster."""
    width, height = max(SIZES.values())[0] // 2, SIZES["wide"][1] // 2
    picture = Image.new("RGB", ((columns + 1) * width, len(wanted) * height), "white")
    for row, job in enumerate(wanted):
        clip = clip_of(job.plan)
        scene = Scene(clip)
        every = list(frames(clip.keys))
        chosen = [scene.picture(every[number]) for number in spread(len(every), columns)]
        for column, drawn in enumerate([*chosen, scene.poster()]):
            small = Image.fromarray(drawn).resize((scene.width // 2, scene.height // 2), Image.Resampling.LANCZOS)
            if column == 0:
                ImageDraw.Draw(small).text((6, 4), f"{job.plan.name} ({len(every) / FPS:.1f} s)", fill="black")
            picture.paste(small, (column * width, row * height))
    picture.save(path)


def spread(total: int, wanted: int) -> list[int]:
    """Indices of `wanted` frames out of `total`, evenly spaced."""
    return [(2 * number + 1) * total // (2 * wanted) for number in range(wanted)]


if __name__ == "__main__":
    sys.exit(main())
