"""How well notes keep their place: seeded edits on generated texts, beside plain quote search in the same run.

    python -m tests.bench.anchor [--quick] [--size 1]

Texts are made here: ordinary prose (Zipfian words, sentences of 8–30 words) and formulaic declaration prose (few
openings, repeated clauses). Every edit keeps, for each character of the old text, where it went, so the truth is known
without any aligner. "Right" is an overlap (intersection over union) of at least 0.8 with the truth; "wrong" is any
other place; "missed" is an orphan that was alive. A passage is deleted when no word of it is left, alive when at
least half of its words are; what lies between is not judged.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from typing import NamedTuple

from reader.anchor import Orphan, Placed, carry, describe, resolve

SYLLABLES = [*"ba co di fe gu ha ko li mo nu pa re si to va we xi yo za pre con tra ment tion al er ist".split(" ")]  # noqa: SIM905
OPENINGS = ["The member states", "The parties", "The heads of state", "They", "The council", "The presidents"]
FORMULAE = [
    "reaffirm their commitment to", "express concern about", "attach special importance to", "will work together on",
    "strongly support", "note with satisfaction", "on the basis of mutual respect", "in accordance with the charter",
    "for the peace and stability of the region", "the statement said", "within the framework of the organisation",
]  # fmt: skip


class Piece(NamedTuple):
    """A run of characters of the new text; `origin` is the offset in the old text of its first one, or None."""

    text: str
    origin: int | None


def words_of(rng: random.Random, n: int) -> list[str]:
    out: set[str] = set()
    while len(out) < n:
        out.add("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4))))
    return sorted(out)


def zipf(rng: random.Random, words: list[str]) -> str:
    return words[min(len(words) - 1, int(len(words) ** rng.random()) - 1)]


def prose(rng: random.Random, size: int) -> str:
    words = words_of(rng, 4000)
    rng.shuffle(words)
    paragraphs, total = [], 0
    while total < size:
        sentences = []
        for _ in range(rng.randint(1, 6)):
            body = " ".join(zipf(rng, words) for _ in range(rng.randint(8, 30)))
            sentences.append(body.capitalize() + ".")
        paragraphs.append(" ".join(sentences))
        total += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)


def formulaic(rng: random.Random, size: int) -> str:
    words = words_of(rng, 700)
    rng.shuffle(words)
    paragraphs, total = [], 0
    while total < size:
        sentences = []
        for _ in range(rng.randint(1, 4)):
            body = " ".join(zipf(rng, words) for _ in range(rng.randint(3, 9)))
            parts = [rng.choice(OPENINGS), rng.choice(FORMULAE), body]
            if rng.random() < 0.6:
                parts += [rng.choice(FORMULAE), " ".join(zipf(rng, words) for _ in range(rng.randint(1, 5)))]
            if rng.random() < 0.5:
                parts[-1] += ", " + rng.choice(FORMULAE)
            sentences.append(" ".join(parts) + ".")
        paragraphs.append(" ".join(sentences))
        total += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)


def cut(text: str) -> list[list[Piece]]:
    """The text as paragraphs of sentences; separators belong to what precedes them."""
    out, at = [], 0
    for paragraph in text.split("\n\n"):
        row, start = [], at
        while start < at + len(paragraph):
            stop = text.find(". ", start, at + len(paragraph))
            stop = at + len(paragraph) if stop < 0 else stop + 2
            row.append(Piece(text[start:stop], start))
            start = stop
        out.append(row)
        at += len(paragraph) + 2
    return out


def split_words(piece: Piece) -> list[Piece]:
    out, at = [], 0
    for word in piece.text.split(" "):
        out.append(Piece(word, None if piece.origin is None else piece.origin + at))
        at += len(word) + 1
    return out


def change_words(rng: random.Random, piece: Piece, share: float, pool: list[str]) -> list[Piece]:
    out: list[Piece] = []
    for word in split_words(piece):
        roll = rng.random()
        if roll < share * 0.6 and word.text:
            out.append(Piece(rng.choice(pool), None))
        elif roll < share * 0.8 and word.text:
            continue
        else:
            out.append(word)
            if roll > 1 - share * 0.2:
                out.append(Piece(rng.choice(pool), None))
    spaced: list[Piece] = []
    for word in out:
        spaced += [word, Piece(" ", None)]
    return spaced


Edit = Callable[[random.Random, list[list[Piece]], float, list[str]], list[list[list[Piece]]]]


def edit(profile: str, rng: random.Random, text: str, share: float) -> tuple[str, list[int]]:
    """The new text, and for each code point of the old one its place in the new one, or -1."""
    pool = words_of(random.Random(99), 900)
    rows = cut(text)
    flat = [s for row in rows for s in row]
    hits = {s.origin: rng.random() < share for s in flat}
    living = [s for s in flat if not hits[s.origin]]
    new: list[list[list[Piece]]] = []
    for row in rows:
        out: list[list[Piece]] = []
        for sentence in row:
            hit = hits[sentence.origin]
            if profile == "delete" and hit:
                continue
            if profile == "words" and hit:
                out.append(change_words(rng, sentence, 0.25, pool))
            elif profile == "rewrite" and hit:
                out.append(change_words(rng, sentence, 0.55, pool))
            else:
                out.append([sentence])
            if profile in {"insert", "mixed"} and hit:
                out.append([Piece(" ".join(rng.choice(pool) for _ in range(12)).capitalize() + ". ", None)])
            if profile == "decoy" and hit:  # the passage goes, a lookalike of another sentence comes beside it
                out.pop()
                out.append([Piece(p.text, None) for p in change_words(rng, rng.choice(living), 0.15, pool)])
            if profile == "mixed" and rng.random() < share * 0.5 and out:
                out.pop(0)
        if out:
            new.append(out)
    if profile in {"reorder", "mixed"}:
        for _ in range(max(1, int(len(new) * share))):
            new.insert(rng.randrange(len(new)), new.pop(rng.randrange(len(new))))
    if profile == "torn":
        sentences = [s for row in new for s in row]
        for _ in range(max(1, int(len(sentences) * share))):
            sentences.insert(rng.randrange(len(sentences)), sentences.pop(rng.randrange(len(sentences))))
        new = [sentences[i : i + 3] for i in range(0, len(sentences), 3)]
    return assemble(profile, rng, new, len(text))


def assemble(profile: str, rng: random.Random, rows: list[list[list[Piece]]], size: int) -> tuple[str, list[int]]:
    where, parts, at = [-1] * size, [], 0
    column = 0
    for row in rows:
        for sentence in row:
            for piece in sentence:
                for k, c in enumerate(piece.text):
                    if profile == "wrap":
                        column += 1
                        if c == " " and column > 66:
                            c, column = "\n", 0
                    elif profile == "typography" and c in ".'-" and rng.random() < 0.3:
                        c = {".": "。", "'": "’", "-": "–"}[c]
                    if piece.origin is not None:
                        where[piece.origin + k] = at
                    parts.append(c)
                    at += 1
        parts.append("\n\n")
        at += 2
        column = 0
    return "".join(parts), where


def annotations(rng: random.Random, text: str, n: int) -> list[tuple[int, int]]:
    """Spans as people make them: sentences, clauses, a few words, runs over two sentences."""
    rows = [s for row in cut(text) for s in row]
    out = []
    for _ in range(n):
        i = rng.randrange(len(rows))
        s = rows[i]
        assert s.origin is not None
        kind = rng.random()
        if kind < 0.35:
            out.append((s.origin, s.origin + len(s.text.rstrip())))
            continue
        words = split_words(s)
        first = rng.randrange(len(words))
        last = min(len(words) - 1, first + (rng.randint(0, 2) if kind < 0.55 else rng.randint(3, 12)))
        a, b = words[first].origin, words[last].origin
        assert a is not None and b is not None
        if kind > 0.9 and i + 1 < len(rows):
            nxt = rows[i + 1]
            assert nxt.origin is not None
            b, last_len = nxt.origin, len(nxt.text.split(" ")[0])
        else:
            last_len = len(words[last].text)
        if b + last_len > a:
            out.append((a, b + last_len))
    return out


class Score(NamedTuple):
    right: float
    wrong: float
    missed: float
    orphaned: float
    alive: int
    dead: int
    seconds: float


def judge(text: str, new: str, where: list[int], spans: list[tuple[int, int]], method: str) -> Score:
    started = time.process_time()
    if method == "carry":
        results = carry(text, new, spans)
    else:
        results = [resolve(new, describe(text, a, b)) for a, b in spans]
    seconds = time.process_time() - started
    right = wrong = missed = orphaned = alive = dead = 0
    for (a, b), result in zip(spans, results, strict=True):
        kept = [where[i] for i in range(a, b) if where[i] >= 0 and not text[i].isspace()]
        total = sum(not text[i].isspace() for i in range(a, b))
        if not total:
            continue
        if not any(new[j].isalnum() for j in kept):
            dead += 1
            orphaned += not isinstance(result, Placed)
            continue
        kept.sort()
        clusters, start = [], 0
        for i in range(1, len(kept) + 1):
            if i == len(kept) or kept[i] - kept[i - 1] > 200:
                clusters.append(kept[start:i])
                start = i
        main = max(clusters, key=len)
        if len(main) * 2 < total:
            continue
        alive += 1
        if isinstance(result, Orphan) or not isinstance(result, Placed):
            missed += 1
            continue
        x, y = main[0], main[-1] + 1
        inter = max(0, min(y, result.end) - max(x, result.start))
        union = max(y, result.end) - min(x, result.start)
        if inter / union >= 0.8:
            right += 1
        else:
            wrong += 1
    n, d = max(1, alive), max(1, dead)
    return Score(right / n, wrong / n, missed / n, orphaned / d, alive, dead, seconds)


def show_wrong(text: str, new: str, where: list[int], spans: list[tuple[int, int]]) -> None:
    for span in spans:
        s = judge(text, new, where, [span], "carry")
        if s.wrong or (s.dead and not s.orphaned):
            result = carry(text, new, [span])[0]
            kept = [where[i] for i in range(*span) if where[i] >= 0]
            assert isinstance(result, Placed)
            print(f"  OLD {text[span[0] : span[1]]!r}")
            print(f"  IS  {new[kept[0] : kept[-1] + 1][:200]!r}" if kept else "  IS  deleted")
            print(f"  GOT {new[result.start : result.end]!r} {result.score}")


PROFILES = ("insert", "delete", "words", "rewrite", "reorder", "torn", "wrap", "typography", "decoy", "mixed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--size", type=float, default=0.12, help="megabytes of text")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true", help="print what carry placed wrongly")
    options = parser.parse_args()
    sums: dict[str, list[float]] = {}
    print("text       edit       share  method    right   wrong  missed  orphaned  s")
    for kind, make in (("prose", prose), ("formulaic", formulaic)):
        text = make(random.Random(7), int(options.size * 1_000_000))
        spans = annotations(random.Random(11), text, 300 if options.quick else 1000)
        for profile in PROFILES:
            if options.only and profile not in options.only.split(","):
                continue
            for share in (0.2,) if options.quick else (0.05, 0.2, 0.4):
                new, where = edit(profile, random.Random(5), text, share)
                for method in ("carry", "resolve"):
                    if options.show and method == "carry":
                        show_wrong(text, new, where, spans)
                    s = judge(text, new, where, spans, method)
                    print(
                        f"{kind:10} {profile:10} {share:5.2f}  {method:7} "
                        f"{s.right:7.2%} {s.wrong:7.2%} {s.missed:7.2%} {s.orphaned:7.1%}/{s.dead:<4} {s.seconds:.2f}"
                    )
                    total = sums.setdefault(method, [0.0] * 6)
                    for i, v in enumerate((s.right * s.alive, s.wrong * s.alive, s.missed * s.alive, s.alive)):
                        total[i] += v
                    total[4] += s.orphaned * s.dead
                    total[5] += s.dead
    for method, (right, wrong, missed, alive, orphaned, dead) in sums.items():
        print(
            f"{method}: right {right / alive:.2%}, wrong {wrong / alive:.2%}, missed {missed / alive:.2%} "
            f"of {alive:.0f}; rightly orphaned {orphaned / max(1, dead):.1%} of {dead:.0f}"
        )


if __name__ == "__main__":
    main()
