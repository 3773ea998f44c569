"""How well `rank` retrieves, beside plain tf-idf, BM25 and character n-grams in the same run; run by hand.

    python -m tests.bench.retrieval [FOLDER] [--size N] [--embedding FOLDER] [part…]

Parts: `own` (labelled pairs of this project), `versions` (the same verse in another version, same language),
`references` (cross-references of the Treasury of Scripture Knowledge), `gospels` (two gospels side by side),
`similarity` (STS 2012 to 2016), `reuse` (plagdet on texts made here), `speed`. All but the first and the last two
need data that can be had openly, laid out in FOLDER: `verses/LANG_NAME.tsv` ("GEN 1 1", a tab, the words),
`tsk.tsv` ("GEN 1 1", a tab, "EXO 20 11|…"), `gospels.tsv` (a verse, a tab, a parallel verse), `sts/*.tsv`
(score, sentence, sentence).
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from reader.crossref.parallels import rank
from reader.crossref.sparse import Rows, proposals, transposed
from reader.crossref.words import language, stems_for, tokens
from tests.bench import plagiarism
from tests.bench.crossref import cases, sentences

Answer = list[list[tuple[int, float]]]
Ranker = Callable[[Sequence[str], Sequence[str], int], Answer]


def bags_of(passages: Sequence[str], how: str, latin: str) -> Iterator[Counter[str]]:
    """The features of passages: stems, or character 3- to 5-grams within and across words."""
    stem = stems_for(latin)
    for passage in passages:
        words = tokens(passage)
        if how == "char n-grams":
            line = f" {' '.join(words)} "
            yield Counter(line[i : i + n] for n in (3, 4, 5) for i in range(len(line) - n + 1))
        else:
            yield Counter(map(stem, words))


def vectors(queries: Sequence[str], candidates: Sequence[str], how: str) -> tuple[Rows, Rows, int]:
    """Sparse rows of both lists whose products are the scores of the method; every feature counts."""
    latin = language([*queries[:400], *candidates[:400]])
    both = [list(bags_of(some, how, latin)) for some in (queries, candidates)]
    df = Counter(key for bags in both for bag in bags for key in bag)
    ids = {key: n for n, key in enumerate(df)}
    total = len(queries) + len(candidates)
    idf = {key: math.log((total + 1) / n) for key, n in df.items()}
    average = sum(sum(bag.values()) for bags in both for bag in bags) / total
    made = []
    for side, bags in enumerate(both):
        rows = [weighed(bag, idf, ids, how, average, side) for bag in bags]
        ptr = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
        cells = [cell for row in rows for cell in row]
        cols = np.fromiter((c for c, _ in cells), np.int64, len(cells))
        made.append(Rows(ptr, cols, np.fromiter((v for _, v in cells), np.float64, len(cells))))
    return made[0], made[1], len(ids)


def weighed(
    bag: Counter[str], idf: Mapping[str, float], ids: Mapping[str, int], how: str, average: float, side: int
) -> list[tuple[int, float]]:
    """One passage's cells; BM25 counts a query's words once and dampens the candidate's, the others are cosines."""
    size = sum(bag.values())
    if how == "BM25" and side == 0:
        cells = [(ids[k], float(n)) for k, n in bag.items()]
    elif how == "BM25":
        cells = [(ids[k], idf[k] * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * size / average))) for k, n in bag.items()]
    else:
        cells = [(ids[k], (1 + math.log(n)) * idf[k]) for k, n in bag.items()]
        norm = math.sqrt(sum(v * v for _, v in cells)) or 1.0
        cells = [(k, v / norm) for k, v in cells]
    return sorted(cells)


def plain(how: str) -> Ranker:
    """A method that scores every pair which shares a feature."""

    def ranker(queries: Sequence[str], candidates: Sequence[str], top: int) -> Answer:
        a, b, width = vectors(queries, candidates, how)
        scale = 1.0 / max(1e-9, float(b.vals.max(initial=0)) * 4)  # products are summed in fixed point below 4
        found: Answer = [[] for _ in queries]
        postings = transposed(b.with_values(b.vals * scale) if how == "BM25" else b, width)
        for q, c, w, _ in proposals(a.with_values(a.vals / 64) if how == "BM25" else a, postings, top):
            for x, y, s in zip(q.tolist(), c.tolist(), w.tolist(), strict=True):
                found[x].append((y, s))
        return found

    return ranker


def ours(ordered: bool | None, embedding: Path | None = None) -> Ranker:
    """`rank` itself."""
    more = {"embedding": embedding} if embedding else {}
    return lambda queries, candidates, top: rank(queries, candidates, top=top, ordered=ordered, **more)  # type: ignore[arg-type]


def methods(ordered: bool = False, embedding: Path | None = None) -> dict[str, Ranker]:
    """The methods to be compared, ours last."""
    found = {how: plain(how) for how in ("tf-idf", "BM25", "char n-grams")}
    found["rank"] = ours(False)
    if ordered:
        found["rank, order"] = ours(None)
    if embedding:
        found["rank, vectors"] = ours(False, embedding)
    return found


def show(name: str, *cells: object) -> None:
    """One row of a table."""
    print(f"{name:<34}" + "".join(f"{c!s:<15}" for c in cells), flush=True)


def recall(answers: Answer, gold: Sequence[Iterable[int]], top: int) -> float:
    """The mean share of the right candidates among the first `top` (of a query with any)."""
    shares = []
    for answer, right in zip(answers, map(set, gold), strict=True):
        if right:
            shares.append(len(right & {c for c, _ in answer[:top]}) / min(len(right), top) if top == 1 else
                          len(right & {c for c, _ in answer[:top]}) / len(right))  # fmt: skip
    return sum(shares) / max(1, len(shares))


def precision(pairs: Sequence[tuple[float, int, int]], gold: set[tuple[int, int]]) -> float:
    """Average precision of pairs by falling score."""
    hits, total = 0, 0.0
    for n, (_, x, y) in enumerate(sorted(pairs, key=lambda p: (-p[0], p[1], p[2])), 1):
        if (x, y) in gold:
            hits += 1
            total += hits / n
    return total / max(1, len(gold))


# --- parts


def own(folder: Path | None, size: int, embedding: Path | None) -> None:
    """Labelled pairs of declarations: average precision of all pairs of sentences."""
    some = methods(True, embedding)
    show("average precision", *some)
    sums: Counter[str] = Counter()
    table = list(cases())
    for case in table:
        xs, ys = sentences(case.a), sentences(case.b)
        at = {place: n for n, (place, _) in enumerate(xs)}
        to = {place: n for n, (place, _) in enumerate(ys)}
        gold = {(at[x], to[y]) for (x, y), sure in case.gold.items() if sure >= 1 and x in at and y in to}
        cells = []
        for name, ranker in some.items():
            answers = ranker([s for _, s in xs], [s for _, s in ys], len(ys))
            found = precision([(s, x, y) for x, row in enumerate(answers) for y, s in row], gold)
            sums[name] += found
            cells.append(f"{found:.3f}")
        show(case.name, *cells)
    show("mean", *(f"{sums[name] / len(table):.3f}" for name in some))


def verses(path: Path) -> dict[str, str]:
    """A version of the Bible by verse."""
    rows = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    return {row[0]: row[1] for row in rows if len(row) == 2}


def versions(folder: Path | None, size: int, embedding: Path | None) -> None:
    """The same verse in another version of one language: recall@1."""
    assert folder
    some = methods(True, embedding)
    show("recall@1", "verses", *some)
    by_lang: dict[str, list[Path]] = {}
    for path in sorted((folder / "verses").glob("*.tsv")):
        by_lang.setdefault(path.name[:2], []).append(path)
    for paths in by_lang.values():
        for first, second in list(combinations(paths, 2))[:6]:
            a, b = verses(first), verses(second)
            shared = [key for key in a if key in b][:size]
            if len(shared) < 200:
                continue
            gold = [[n] for n in range(len(shared))]
            cells = [
                f"{recall(ranker([a[k] for k in shared], [b[k] for k in shared], 1), gold, 1):.3f}"
                for ranker in some.values()
            ]
            show(f"{first.stem} {second.stem[3:]}", len(shared), *cells)


def references(folder: Path | None, size: int, embedding: Path | None) -> None:
    """Cross-references of the Treasury of Scripture Knowledge within the New Testament (KJV): recall@10."""
    assert folder
    whole = verses(folder / "verses" / "en_kjv.tsv")
    text = dict(list(whole.items())[list(whole).index("MAT 1 1") :])
    at = {key: n for n, key in enumerate(text)}
    gold: list[set[int]] = [set() for _ in at]
    for line in (folder / "tsk.tsv").open(encoding="utf-8"):
        key, _, others = line.rstrip("\n").partition("\t")
        if key in at:
            gold[at[key]] = {at[other] for other in others.split("|") if other in at and other != key}
    words = list(text.values())
    asked = list(range(0, len(words), max(1, len(words) // size)))
    some = methods(False, embedding)
    show("recall@10", "verses", *some)
    cells = []
    for name, ranker in some.items():
        if name.startswith("rank"):
            everything = ranker(words, words, 11)
            answers = [everything[n] for n in asked]
        else:
            answers = ranker([words[n] for n in asked], words, 11)
        answers = [[(c, s) for c, s in row if c != n][:10] for n, row in zip(asked, answers, strict=True)]
        cells.append(f"{recall(answers, [gold[n] for n in asked], 10):.4f}")
    show("KJV", len(asked), *cells)


def gospels(folder: Path | None, size: int, embedding: Path | None) -> None:
    """Parallels of two gospels side by side: average precision of all pairs of verses."""
    assert folder
    links: dict[str, set[str]] = {}
    for line in (folder / "gospels.tsv").open(encoding="utf-8"):
        x, _, y = line.rstrip("\n").partition("\t")
        links.setdefault(x, set()).add(y)
    some = methods(True, embedding)
    show("average precision", *some)
    for version in ("en_kjv", "en_web"):
        text = verses(folder / "verses" / f"{version}.tsv")
        for first, second in combinations(("MAT", "MRK", "LUK"), 2):
            xs = [k for k in text if k.startswith(first)]
            ys = [k for k in text if k.startswith(second)]
            to = {k: n for n, k in enumerate(ys)}
            gold = {(n, to[y]) for n, k in enumerate(xs) for y in links.get(k, ()) if y in to}
            cells = []
            for ranker in some.values():
                answers = ranker([text[k] for k in xs], [text[k] for k in ys], 20)
                cells.append(f"{precision([(s, x, y) for x, row in enumerate(answers) for y, s in row], gold):.3f}")
            show(f"{version} {first}-{second}, {len(gold)}", *cells)


def similarity_of(folder: Path | None, size: int, embedding: Path | None) -> None:
    """STS 2012 to 2016: Pearson's r with the judges, mean of the sets: `rank` of one sentence by one, and cosine."""
    assert folder
    ours_, plain_ = [], []
    more = {"embedding": embedding} if embedding else {}
    show("Pearson", "cosine", "rank")
    for path in sorted((folder / "sts").glob("*.tsv")):
        rows = [line.rstrip("\n").split("\t")[:3] for line in path.open(encoding="utf-8")]
        rows = [row for row in rows if len(row) == 3 and row[0]]
        judged = [float(row[0]) for row in rows]
        pairs = [(row[1], row[2]) for row in rows]
        a, b, _ = vectors([x for x, _ in pairs], [y for _, y in pairs], "tf-idf")
        answers = [rank([x], [y], top=1, **more)[0] for x, y in pairs]
        ours_.append(float(np.corrcoef(judged, [a[0][1] if a else 0.0 for a in answers])[0, 1]))
        plain_.append(float(np.corrcoef(judged, [cosine(a, b, n) for n in range(a.size)])[0, 1]))
        show(path.stem, f"{plain_[-1]:.3f}", f"{ours_[-1]:.3f}")
    show("mean", f"{np.mean(plain_):.3f}", f"{np.mean(ours_):.3f}")


def cosine(a: Rows, b: Rows, n: int) -> float:
    """The product of two rows."""
    x, y = (
        dict(zip(r.cols[r.ptr[n] : r.ptr[n + 1]].tolist(), r.vals[r.ptr[n] : r.ptr[n + 1]].tolist(), strict=True))
        for r in (a, b)
    )
    return sum(v * y.get(k, 0.0) for k, v in x.items())


def reuse(folder: Path | None, size: int, embedding: Path | None) -> None:
    """Near-verbatim passages planted in unlike texts: plagdet as in the PAN competitions."""
    plagiarism.report()


def speed(folder: Path | None, size: int, embedding: Path | None) -> None:
    """Seconds of `rank`, 31,000 by 31,000, top 10, beside one sparse tf-idf product (scipy, where it is installed)."""
    if folder:
        one, two = (list(verses(folder / "verses" / f"{name}.tsv").values()) for name in ("en_kjv", "en_web"))
    else:
        from tests.bench.crossref import passages

        one, two = passages(31_000, 1), passages(31_000, 2)
    began = time.process_time()
    rank(one, two, top=10, ordered=False)
    show("rank", f"{time.process_time() - began:.2f} s")
    try:
        from scipy.sparse import csr_matrix
    except ImportError:
        return
    began = time.process_time()
    a, b, width = vectors(one, two, "tf-idf")
    read = time.process_time() - began
    x, y = (csr_matrix((r.vals, r.cols, r.ptr), shape=(r.size, width)) for r in (a, b))
    began = time.process_time()
    for first in range(0, a.size, 1000):
        block = (x[first : first + 1000] @ y.T).toarray()
        np.argpartition(-block, 10, axis=1)[:, :10]
    show("scipy product", f"{time.process_time() - began:.2f} s", f"reading {read:.2f} s")


def main() -> None:
    """Run the parts named, or all that the data allow."""
    parts = {"own": own, "versions": versions, "references": references, "gospels": gospels,
             "similarity": similarity_of, "reuse": reuse, "speed": speed}  # fmt: skip
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--size", type=int, default=4000)
    parser.add_argument("--embedding", type=Path)
    given = parser.parse_args()
    folder = given.folder if given.folder and given.folder.is_dir() else None
    named = [*given.parts, *([str(given.folder)] if given.folder and not folder else [])]
    for name in named or parts:
        if folder is None and name in ("versions", "references", "gospels", "similarity"):
            continue
        print(f"\n{name}: {parts[name].__doc__}")
        parts[name](folder, given.size, given.embedding)


if __name__ == "__main__":
    main()
