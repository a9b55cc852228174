"""Live a year and print what was said: `python -m tests.system.simulation [PERSONA ...] [--language de] [--days N]`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.i18n.po_files import FALLBACK
from tests.system.simulation.personas import PERSONAS
from tests.system.simulation.promises import wrong
from tests.system.simulation.run import simulated
from tests.system.simulation.simulated_year import picture_of, side_by_side, transcript
from tests.system.simulation.speaking import CODES


def main() -> int:
    """Live, print, and say what was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.simulation", description=__doc__)
    parser.add_argument("persona", nargs="*", help=", ".join(persona.title for persona in PERSONAS))
    parser.add_argument("--steps", action="store_true", help="with every step of every walk")
    parser.add_argument("--language", default=FALLBACK, choices=(FALLBACK, *CODES), help="English unless given")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--picture", type=Path, help="a PNG with each persona's /progress side by side")
    parser.add_argument("--to", type=Path, help="a folder for one file a persona, instead of printing")
    wanted = parser.parse_args()
    if wanted.to:
        wanted.to.mkdir(parents=True, exist_ok=True)
    bad, pictures, language = 0, [], wanted.language
    for persona in PERSONAS:
        if wanted.persona and persona.title not in wanted.persona:
            continue
        with TemporaryDirectory() as folder:
            began = time.perf_counter()
            with simulated(persona, Path(folder), days=wanted.days, language=language) as year:
                pictures.append(picture_of(year))
                text = transcript(year, steps=wanted.steps)
                if wanted.to:
                    (wanted.to / f"{persona.title}.txt").write_text(text)
                else:
                    print(text)
                found = wrong(year, persona)
                print(f"{persona.title}: {time.perf_counter() - began:.1f} s, {len(year.lines)} lines", file=sys.stderr)
                print("\n".join(found), file=sys.stderr)
                bad += len(found)
    if wanted.picture:
        wanted.picture.write_bytes(side_by_side(pictures))
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
