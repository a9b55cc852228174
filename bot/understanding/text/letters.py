"""Letters: what somebody typed, as words of any script that can be compared. Pure.

Case, accents, vowel marks and forms of a letter make no difference: "ВСЁ" is "все", "أ" is "ا". Scripts that leave no
blanks (Chinese, Japanese, and Korean, whose endings are glued to the word) give one token a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from bot.understanding.text.written_forms import ARABIC_LETTERS

# A full stop stands where a clause may end.
STOP = "."
# The longest word whose forms are kept for the next time: nothing that somebody wrote, but words.
LONGEST_KEPT = 16
# What is left of an Arabic word without its particles has at least so many letters.
SHORTEST_ARABIC = 3
# Words that deny are shorter, and stand behind "and" as one word with it: "and (I) cannot".
ARABIC_DENIALS = frozenset({"ما", "لا", "لم", "مش", "مو", "مب"})
# Before a word of a language with tones that was typed without any mark.
BARE = "~"

# Letters that are the same for comparison: those that no accent makes, the forms of Arabic and Persian, and the
# traditional Chinese characters of the words that are listened for.
_SAME = str.maketrans(
    {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ђ": "д"}
    | {letter: same for letter, same in ARABIC_LETTERS.items() if same}
    | {"ँ": "ं"}
    | dict(
        zip(
            "並亂併來係俬個們側傷內兩別剋剛劃劇勁動區卻卽厠厲員問喚喪喲嗎嘔噁嚮嚴圖墊壓壞夠婦宮將對導師幫廁張強彆"
            "彈彎後從復徵悶惡愛慾應懷戰換摺撐撥擴攣斷時暈暢曏會朮東條機氣沒況減溝溼滿濕瀦為無煩熱燒爲牀狀狹現產産"
            "痙痠瘓療癇癒癢癥癱癲發盤睏礙禍穩箇節籲紮絆結絞經綫網綳緊線緩緻繃繫纍纔聲聽脣腦腫腳臉臟興舉莖萬葯蓋藥"
            "處虛螞蟻術衕裏裡製複褲襠見視覺計診話該語說説請講識護變貼質趕車軟載輕轉辦這連進過適還邊醫針鈕錢鍼鏇鏡"
            "門閃開間閤關陰險隱隻雙難電響順預頭頸頻題風餓餬馬驚驟髒體髖髮鬆麪麫麵麼麽點齒齣",
            "并乱并来系私个们侧伤内两别克刚划剧劲动区却即厕厉员问唤丧哟吗呕恶向严图垫压坏够妇宫将对导师帮厕张强别"
            "弹弯后从复征闷恶爱欲应怀战换折撑拨扩挛断时晕畅向会术东条机气没况减沟湿满湿潴为无烦热烧为床状狭现产产"
            "痉酸痪疗痫愈痒症瘫癫发盘困碍祸稳个节吁扎绊结绞经线网绷紧线缓致绷系累才声听唇脑肿脚脸脏兴举茎万药盖药"
            "处虚蚂蚁术同里里制复裤裆见视觉计诊话该语说说请讲识护变贴质赶车软载轻转办这连进过适还边医针钮钱针旋镜"
            "门闪开间合关阴险隐只双难电响顺预头颈频题风饿糊马惊骤脏体髋发松面面面么么点齿出",
            strict=True,
        )
    )
)

_UNSPACED = "\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3"
_FIRST_UNSPACED = "\u3041"
_UMLAUTS = frozenset("äöü")
_INDIC = "\u0900-\u0963\u0966-\u0dff"
_ACCENTS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
_JOINERS = "\u200b-\u200f\u2060\ufeff\u00ad\u0640\u093c"
_TOKEN = re.compile(
    rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_]|[{_INDIC}{_ACCENTS}{_JOINERS}])+|[.,;:!?\n()\u2026\u060c\u061b\u061f\u0964\u3001\u3002]+"
)
_IS_WORD = re.compile(r"[^\W_]")
_DROPPED = re.compile(f"[{_ACCENTS}{_JOINERS}]")
_MARKS = re.compile("[\u0300-\u036f]")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")  # "doloooor"
_JOINING_APOSTROPHE = re.compile("(?<=[\u0400-\u04ff])['’ʼ`´](?=[\u0400-\u04ff])")  # of Ukrainian words
_APOSTROPHE = re.compile("['’ʼ`´]")
_PARTICLES = re.compile("([وف]?)((?:لل|[بلك]?ال|[بلك])?)(.+)")


def tokens(text: str) -> list[tuple[str, ...]]:
    """The words of a text, each with all forms in which it may stand in a list: (STOP,) where a clause may end."""
    return [_forms(token) if len(token) <= LONGEST_KEPT else _forms_of(token) for token in _split(text)]


def bare_words(text: str) -> set[str]:
    """The words of a text, each without case, accents and marks."""
    return {bare(token) for token in set(_split(text)) if token != STOP}


def listed(word: str, *, has_tones: bool) -> list[frozenset[str]]:
    """What a word of a list is compared by: for each of its tokens all forms that count as that word.

    In a language with tones a word that is typed with marks has those of the list; one that is typed without any may
    be it.
    """
    return [_listed_forms(token, has_tones=has_tones) for token in _split(word)]


def all_listed(words: Collection[str], *, has_tones: bool) -> dict[str, list[frozenset[str]]]:
    """The same of many words, in much less time."""
    whole = _shown("\n".join(words))
    found = {}
    for word, shown, plain in zip(words, whole.split("\n"), bare(whole).split("\n"), strict=True):
        is_usual = shown.isalnum() and max(shown) < _FIRST_UNSPACED and _UMLAUTS.isdisjoint(shown)
        found[word] = [frozenset((plain,))] if is_usual and not has_tones else listed(word, has_tones=has_tones)
    return found


def is_unspaced(token: str) -> bool:
    """Whether a token is a character of a script without blanks."""
    return len(token) == 1 and ord(token) >= 0x3041 and _TOKEN.match(token) is not None


def bare(token: str) -> str:
    """A word without case, accents and marks."""
    if token.isascii():
        return token
    shown = _DROPPED.sub("", unicodedata.normalize("NFKD", token))
    return unicodedata.normalize("NFC", shown).translate(_SAME).replace("đ", "d")


def _split(text: str) -> list[str]:
    if text.isascii() and text.isalpha():
        return [_REPEATED.sub(r"\1", text.casefold())]
    return [token if _IS_WORD.search(token) else STOP for token in _TOKEN.findall(_shown(text))]


def _shown(text: str) -> str:
    shown = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text.casefold())
    shown = _APOSTROPHE.sub(" ", _JOINING_APOSTROPHE.sub("", shown))
    return _REPEATED.sub(r"\1", shown)


@lru_cache(maxsize=8192)
def _forms(token: str) -> tuple[str, ...]:
    return _forms_of(token)


def _forms_of(token: str) -> tuple[str, ...]:
    if token == STOP:
        return (STOP,)
    plain = bare(token)
    if token.isascii():
        return (token, BARE + token)
    if is_unspaced(token):
        return (plain,)
    if "\u0600" <= plain[:1] <= "\u06ff":
        return tuple(dict.fromkeys((plain, *_without_particles(plain))))
    marked = _marked(token)
    return (plain, marked if marked != plain else BARE + plain)


def _without_particles(word: str) -> list[str]:
    """An Arabic word without "and", "in", "to" and the article before it."""
    found = _PARTICLES.fullmatch(word)
    if found is None:
        return []
    shorter = [word[len(found[1]) :], found[3]]
    denial = [shorter[0]] if found[1] and shorter[0] in ARABIC_DENIALS else []
    return [*denial, *(one for one in shorter if len(one) >= SHORTEST_ARABIC)]


def _marked(token: str) -> str:
    """A word with its marks behind it, wherever in the word they were typed: "hòa" and "hoà" are one."""
    if token.isascii():
        return token
    shown = unicodedata.normalize("NFD", token.replace("đ", "d\u0335"))
    marks = sorted(_MARKS.findall(shown))
    return bare(token) + "".join(marks)


def _listed_forms(token: str, *, has_tones: bool) -> frozenset[str]:
    plain = bare(token)
    if has_tones and not is_unspaced(token):
        marked = _marked(token)
        return frozenset((marked, BARE + plain)) if marked != plain else frozenset((BARE + plain,))
    if not token.isascii() and not _UMLAUTS.isdisjoint(token):
        # As they are typed without the key: "ae".
        return frozenset((plain, bare(token.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))))
    return frozenset((plain,))
