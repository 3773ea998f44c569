"""Which language a text is in, from its script and its commonest words; good enough to choose rules by."""

from __future__ import annotations

import re

_SAMPLE = 20_000  # characters looked at: more never changed the answer, and it keeps a 5 MB text instant
_SCRIPTS = (
    ("kana", 0x3040, 0x30FF), ("han", 0x3400, 0x4DBF), ("han", 0x4E00, 0x9FFF), ("hangul", 0xAC00, 0xD7A3),
    ("cyrillic", 0x0400, 0x052F), ("greek", 0x0370, 0x03FF), ("hebrew", 0x0590, 0x05FF), ("arabic", 0x0600, 0x06FF),
    ("devanagari", 0x0900, 0x097F), ("thai", 0x0E00, 0x0E7F), ("georgian", 0x10A0, 0x10FF),
    ("armenian", 0x0530, 0x058F), ("latin", 0x0041, 0x024F),
    ("mongolian", 0x1800, 0x18AF), ("bengali", 0x0980, 0x09FF), ("tamil", 0x0B80, 0x0BFF),
)  # fmt: skip
_ONE = {"hangul": "ko", "greek": "el", "hebrew": "he", "devanagari": "hi", "thai": "th", "georgian": "ka",
        "armenian": "hy", "mongolian": "mn", "bengali": "bn", "tamil": "ta"}  # fmt: skip
# Function words: each list is what its language repeats and its neighbours lack.
_COMMON = {
    "en": "the of and to in that is for with as by on be are which this from its it not have has said shall will",
    "fr": "le la les des et du une dans qui que pour par sur est au aux avec sont leur ce cette ne pas ont",
    "de": "der die das und den von zu mit des im dem für nicht ist auf eine als auch sich werden durch einer ein",
    "es": "el la los las de y en que del una por con para se su es como más sus al entre ha lo",
    "it": "il di che la della e per del nel alla dei le con delle gli una sono dell degli non si è lo ha "
    "sulla sul dal dalla nella questo sono anche parti",
    "pt": "o a os as de e do da em que dos das para com uma no na por ao não se pelo mais são",
    "nl": "de het van een en in dat te op voor met zijn is niet aan door ook worden naar bij die",
    "pl": "i w na z do się nie że jest oraz o przez dla od po jak to które są ich",
    "tr": "ve bir bu ile için olarak da de olan çok gibi daha ne kadar her sonra üzere arasında",
    "sv": "och att det som en är av för på med till den inte om har de ett från vid",
    "ro": "și de la în cu pe din care pentru este a al ale că prin sau mai nu",
    "cs": "a se na v že je o s z do pro jako které nebo jsou podle být",
    "vi": "và của các là có cho trong được với những một không người này",
    "id": "dan yang di dengan untuk dari pada dalam ini itu tidak akan oleh",
    "uz": "va bilan uchun bu ham bo'yicha o'z hamda davlat bo'lgan",
}
_LATIN = {lang: frozenset(w.split()) for lang, w in _COMMON.items()}
# Letters that a language has and Russian lacks; the first that is met often enough decides.
_CYRILLIC = (
    ("tg", "ӣҷӯҳ"),
    ("kk", "әқұғһ"),
    ("ky", "өүң"),
    ("uk", "їєґ"),
    ("be", "ў"),
    ("mk", "ѓќѕ"),
    ("sr", "ђћџљњј"),
)
_CYRILLIC_WORDS = {
    "ru": "и в во не на что с со как это по но из за от для о об при или их быть является которые между также",
    "uk": "та що про або від до для не на як це які між сторони договір мир будуть погодилися "
    "та у зі щодо також держави",
    "be": "аб пра што гэта для не з да па як якія паміж дзяржавы бакі таксама або пагадненне",
    "bg": "се на за от и в че със са във или което между страните държавите договор беше също",
    "sr": "се су је на за и у да од са које између стране државе о или бити",
    "mk": "се на за и во од со да кои меѓу страните државите или исто",
    "kk": "мен және бен үшін туралы тараптар мемлекеттер осы бар",
    "ky": "жана менен үчүн тараптар мамлекеттер бул жөнүндө бар",
    "mn": "нь ба болон талууд энэ улс гэж",
}
_CYRILLIC_LISTS = {lang: frozenset(w.split()) for lang, w in _CYRILLIC_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def detect(s: str) -> str:
    """The BCP 47 tag of the language that `s` is mostly in; "en" when there is nothing to tell by."""
    if len(s) > _SAMPLE:
        third = _SAMPLE // 2
        middle = len(s) // 2
        s = s[:third] + " " + s[middle : middle + third]
    counts: dict[str, int] = {}
    for c in set(s):
        code = ord(c)
        for script, a, b in _SCRIPTS:
            if a <= code <= b:
                if c.isalpha():
                    counts[script] = counts.get(script, 0) + s.count(c)
                break
    if not counts:
        return "en"
    # A character of Chinese, Japanese or Korean says as much as two or three letters.
    weight = {"han": 3, "kana": 3, "hangul": 2}
    script = max(counts, key=lambda k: counts[k] * weight.get(k, 1))
    if script in ("han", "kana"):
        return "ja" if counts.get("kana", 0) * 10 > counts.get("han", 0) else "zh"
    if script == "cyrillic":
        return _cyrillic(s.lower(), counts[script])
    if script == "arabic":
        if sum(map(s.count, "ٹڈڑےںھ")) * 50 > counts[script]:
            return "ur"
        return "fa" if sum(map(s.count, "پچژگک")) * 50 > counts[script] else "ar"
    if script in _ONE:
        return _ONE[script]
    return _latin(s)


def _cyrillic(s: str, letters: int) -> str:
    if "і" in s and s.count("і") * 200 > letters:  # Ukrainian, Belarusian and Kazakh have it, Russian lost it in 1918
        kazakh = sum(map(s.count, "әқұғһөүң"))
        if kazakh:
            return "kk"
        if "и" not in s and ("ы" in s or "э" in s or "ў" in s):
            return "be"
    for lang, own in _CYRILLIC:
        if sum(map(s.count, own)) * 100 > letters:
            return "mn" if lang == "ky" and _scores(s)["mn"] else lang
    scores = _scores(s)
    if "ы" in s or "э" in s:
        scores.update(uk=0, bg=0, sr=0, mk=0)
    if "і" in s:
        scores["uk"] += 2
        scores["be"] += 1
        scores["kk"] += 2 * ("и" not in s)
        scores["ru"] = 0
    if "ъ" in s and sum(map(s.count, "ыэё")) == 0 and s.count("ъ") * 150 > letters:
        scores["bg"] += 2
    return max(scores, key=lambda k: (scores[k], k == "ru"))


def _scores(s: str) -> dict[str, int]:
    found = _WORD.findall(s)
    return {lang: sum(w in common for w in found) for lang, common in _CYRILLIC_LISTS.items()}


def _latin(s: str) -> str:
    found = _WORD.findall(s.lower())
    scores = dict.fromkeys(_LATIN, 0.0)
    for word in found:
        for lang, common in _LATIN.items():
            if word in common:
                scores[lang] += 1
    best = max(scores, key=lambda k: (scores[k], k == "en"))
    return best if scores[best] else "en"
