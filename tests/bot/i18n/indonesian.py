"""Indonesian, as far as a test needs a further language, and what the bot says and hears of it."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date, time
from pathlib import Path

from bot.i18n.catalogue import words_in, words_of
from bot.i18n.po_files import offered
from bot.understanding.answers.intents import recognize
from bot.understanding.examples import meanings
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where
from content.library import load_library
from content.translations import library_in
from tests.bot.conftest import eventually
from tests.harness.stage import Stage, opened

LANGUAGE = "id"
SAID = {
    "hello.what": 'Sekali sehari aku menemanimu bergerak beberapa menit. Ketik "lanjut", atau ketuk.',
    "setup.position": "Di mana kamu suka bergerak?",
    "language.ask": "Kamu mau bahasa apa?",
    "language.set": "Mulai sekarang aku menulis dalam bahasa Indonesia.",
    "settings.language": "Bahasa: {language}",
    "day.on.tomorrow": "besok",
    "span.days": "{count} hari",
    "button.not_today": "Jangan hari ini",
    "button.next": "Lanjut ▶",
    "description.short": "Gerakan pinggul beberapa menit sehari.",
    "command.language": "Bahasa yang aku pakai",
}
MOVED = {
    ("inner-thigh-stretch", "name"): "Peregangan paha dalam",
    ("inner-thigh-stretch", "aliases"): "paha dalam | selangkangan",
    ("inner-thigh-stretch", "summary"): "Satu lutut turun ke samping lalu kembali, agar paha dalam bisa rileks.",
    ("inner-thigh-stretch", "works.1"): "paha dalam",
    ("inner-thigh-stretch", "works.2"): "sendi pinggul",
    ("inner-thigh-stretch", "asked.where"): "Di sepanjang paha dalam, bukan di lutut atau punggung.",
    ("seated-inner-thigh", "setup.press.text"): "Tekan kedua kaki ke lantai dan duduk tegak.",
}
HEARD = {
    "hear.next": "lanjut | terus | berikutnya",
    "hear.back": "kembali | mundur",
    "hear.yes": "ya | iya | boleh",
    "hear.time.phrases": "pukul [hour], jam [hour] = at [hour] | setiap [weekday] = every [weekday]",
}
TYPED = """\
# What was done.
progress\tsudah sejauh mana kemajuan saya
progress\tbagaimana kemajuan saya selama ini
progress\ttunjukkan kemajuan latihan saya
progress\tkemajuan saya sampai sekarang
delete\ttolong hapus semua data saya
delete\thapus data saya dari bot ini
delete\tsaya mau semua data dihapus
delete\thapus akun dan data saya
none\thari ini hujan terus
none\tapa kabar tetangga sebelah
none\tsaya suka nasi goreng
none\tbola semalam seru sekali
"""


def words_told() -> dict[str, object]:
    """What the words of the language say and hear, and how they write times and dates."""
    words = words_of(LANGUAGE).in_place(LANGUAGE, "Asia/Jakarta")
    movements = library_in(load_library(), LANGUAGE)
    stretch = next(one for one in movements.movements if one.id == "inner-thigh-stretch")
    known = Known({}, lambda _: False, lambda _: False, date(2026, 11, 30))
    meant = [meanings.read(text, words, Where.OUT, known)[0].name for text in ("gimana kemajuan saya", "hapus data ya")]
    times = parse_reminders("setiap Senin pukul 7", words)
    return {
        **offer_told(),
        "said": {key: words.count(key, 3) if key == "span.days" else words.label(key, language="-") for key in SAID},
        "missing": words.label("settings.title"),
        "movement": [stretch.name, list(stretch.aliases), stretch.guidance.why],
        "heard": {text: str(recognize(text, words)) for text in ("Lanjut!", "next", "mundur", "back")},
        "meant": meant,
        "times": [[str(one.time), sorted(one.weekdays or ())] for one in times] if isinstance(times, tuple) else None,
        "written": [
            words.clock(time(19, 15)),
            words.whole_date(date(2026, 12, 4)),
            words.weekday_short(0),
            words.decimal(1234.5),
        ],
    }


def offer_told() -> dict[str, object]:
    """Which languages are offered, and what somebody with a Telegram in Indonesian is asked."""
    return {"offered": offered(), "for_people": words_in(LANGUAGE).label("language.ask")}


def chat_told() -> dict[str, object]:
    """A chat with somebody who has a Telegram in Indonesian, and the menu that it shows."""
    return asyncio.run(_chat())


async def _chat() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Stage(Path(folder), languages=offered())) as stage:
            budi = stage.player("Budi", LANGUAGE)
            menus = stage.telegram.state.commands
            await eventually(lambda: f"default/{LANGUAGE}" in menus, "the menu in Indonesian")
            [hello] = await budi.says("/start")
            await budi.says("/language")
            buttons = budi.buttons
            return {
                "hello": hello,
                "menu": {one["command"]: one["description"] for one in menus[f"default/{LANGUAGE}"]},
                "buttons": buttons,
            }
