"""Learn the matters: `resources/matters/*.npz` from the bank of sentences in `tests/bench/data/matters`.

    python -m tests.bench.train_matters CORPUS [--only en|ru|zh] [--seeds 5]

CORPUS is a folder of English text files of the field, from which it is learnt how words keep company before the bank
says which sentences make one point. Ours was the United Nations General Debate Corpus (Baturo, Dasandi and Mikhaylov
2017, 11,000 speeches, public domain). Needs `torch` and `gensim`, which nothing else here does; 15 minutes.

The bank, a file for each part of the field: `# theme`, `## matter`, a sentence a line, all of them written for it.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from gensim.models import Word2Vec
from torch.nn import functional

from reader.crossref.words import FIRST_DENSE, stems_for, tokens
from reader.paths import resources

BANK = Path(__file__).parent / "data" / "matters"
OTHER = "7-other-fields"  # matters that declarations do not speak of
SIZE = 128  # dimensions
USUAL = {"en": ((-0.034, 0.164), (-8.282, 2.468)), "ru": ((-0.056, 0.132), (-8.727, 1.825)),
         "zh": ((-0.091, 0.134), (-8.962, 1.273))}  # fmt: skip
# Measured on the labelled pairs of texts of each language: mean and deviation, over all pairs of their sentences,
# of `Meaning`'s cosine and of the logarithm of what their matters have in common.


class Matter(NamedTuple):
    """A matter: the file and the theme that it stands in, its name, its sentences as stems."""

    part: str
    theme: str
    name: str
    sentences: list[list[str]]


def bank(lang: str, latin: str) -> list[Matter]:
    """The matters of one language in the order of the files."""
    stem = stems_for(latin)
    found: list[Matter] = []
    for path in sorted((BANK / lang).glob("*.txt")):
        theme = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                found.append(Matter(path.stem, theme, line[3:], []))
            elif line.startswith("# "):
                theme = line[2:]
            elif line:
                found[-1].sentences.append([stem(word) for word in tokens(line)])
    return found


def stems_of(corpus: Path) -> Iterator[list[str]]:
    """The sentences of the files of a folder, as stems."""
    stem = stems_for("english")
    for path in sorted(corpus.rglob("*.txt")):
        words = re.sub(r"\s+", " ", path.read_text(encoding="utf-8", errors="ignore"))
        for sentence in re.split(r"(?<=[.;!?])\s+(?=[A-Z0-9])", words):
            found = [stem(word) for word in tokens(sentence) if not word.isdigit()]
            if len(found) >= 5:
                yield found


class Encoder(torch.nn.Module):
    """A sentence is the sum of its stems' vectors, each by its weight, brought to length 1."""

    def __init__(self, vectors: torch.Tensor, weights: torch.Tensor) -> None:
        super().__init__()
        self.vectors = torch.nn.Parameter(vectors.clone())
        self.raw = torch.nn.Parameter(torch.log(torch.expm1(weights)))

    def table(self) -> torch.Tensor:
        """The vectors of the stems, as long as they weigh."""
        return self.vectors * functional.softplus(self.raw)[:, None]

    def forward(self, rows: Sequence[Sequence[int]]) -> torch.Tensor:
        flat = torch.tensor([n for row in rows for n in row])
        owner = torch.repeat_interleave(torch.arange(len(rows)), torch.tensor([len(row) for row in rows]))
        words = self.vectors[flat] * functional.softplus(self.raw)[flat][:, None]
        return functional.normalize(torch.zeros(len(rows), words.shape[1]).index_add(0, owner, words), dim=1)


def start(matters: Sequence[Matter], corpus: Path) -> tuple[list[str], torch.Tensor, torch.Tensor]:
    """The vocabulary, with the vectors and weights that the corpus gives its stems."""
    model = Word2Vec(
        list(stems_of(corpus)), vector_size=SIZE, window=6, min_count=8, sg=1, negative=8, sample=1e-4, epochs=4, seed=1
    )
    known = model.wv
    counts = Counter(word for m in matters for s in m.sentences for word in set(s))
    words = [w for w, n in counts.items() if n >= 2 or w in known]
    words += [w for w in known.index_to_key[:12_000] if w not in counts]
    total = sum(known.get_vecattr(w, "count") for w in known.index_to_key)
    middle = known.vectors.mean(0)
    rng = np.random.default_rng(0)
    vectors, weights = np.zeros((len(words), SIZE), np.float32), np.zeros(len(words), np.float32)
    for n, word in enumerate(words):
        share = 1e-6
        if word in known:
            vectors[n] = (known[word] - middle) / np.linalg.norm(known[word] - middle)
            share = known.get_vecattr(word, "count") / total
        else:
            vectors[n] = rng.normal(size=SIZE) * 0.05
        weights[n] = max(0.02, 1e-3 / (1e-3 + share))
    return words, torch.tensor(vectors), torch.tensor(weights)


def learnt(rows: dict[str, list[list[list[int]]]], encoder: Encoder, seed: int, epochs: int = 30) -> Encoder:
    """Draw sentences of one matter together and those of others apart, matters of one theme side by side."""
    random.seed(seed)
    torch.manual_seed(seed)
    best = torch.optim.Adam(
        [{"params": [encoder.vectors], "lr": 1e-3}, {"params": [encoder.raw], "lr": 3e-3}]
    )
    themes = list(rows)
    mixed = 0.2 * (seed % 2)  # how many sentences make a second point
    for _ in range(3 * epochs):
        random.shuffle(themes)
        for first in range(0, len(themes) - 23, 24):
            pairs = [
                random.sample(sentences, 2)
                for theme in themes[first : first + 24]
                for sentences in random.sample(rows[theme], min(8, len(rows[theme])))
            ]
            a, b = ([[n for n in p[k] if random.random() > 0.3] or p[k] for p in pairs] for k in (0, 1))
            right = torch.eye(len(a))
            for i in range(len(a)):
                j = random.randrange(len(a))
                if j != i and random.random() < mixed:
                    a[i] = a[i] + a[j]
                    right[i, j] = 1.0
            near = encoder(a) @ encoder(b).T / 0.06
            loss = -(functional.log_softmax(near, 1) * right / right.sum(1, keepdim=True)).sum(1).mean()
            loss = loss - (functional.log_softmax(near, 0) * right / right.sum(0, keepdim=True)).sum(0).mean()
            best.zero_grad()
            loss.backward()
            best.step()
    return encoder


def english(corpus: Path, seeds: int) -> None:
    """Learn the English stems and the middles: the mean of runs that differ in their chances only."""
    matters = bank("en", "english")
    words, vectors, weights = start(matters, corpus)
    number = {word: n for n, word in enumerate(words)}
    rows: dict[str, list[list[list[int]]]] = defaultdict(list)
    for m in matters:
        known = [[number[w] for w in s if w in number] for s in m.sentences]
        rows[m.part + m.theme].append([row for row in known if len(row) >= 3])
    rows = {theme: [s for s in some if len(s) >= 3] for theme, some in rows.items()}
    runs = [learnt(rows, Encoder(vectors, weights), seed).state_dict() for seed in range(seeds)]
    encoder = Encoder(vectors, weights)
    encoder.load_state_dict({key: sum(run[key] for run in runs) / len(runs) for key in runs[0]})
    with torch.no_grad():
        table = encoder.table().numpy()
        found = [encoder([[number[w] for w in s if w in number] or [0] for s in m.sentences]) for m in matters]
    centre = torch.cat(found).mean(0)
    middles = functional.normalize(torch.stack([f.mean(0) for f in found]) - centre, dim=1).numpy()
    folder = resources() / "matters"
    np.savez(
        folder / "middles.npz",
        directions=np.round(middles / np.abs(middles).max(1, keepdims=True) * 127).astype(np.int8),
        names=np.frombuffer("\n".join(m.name for m in matters).encode(), np.uint8),
        ours=np.array([m.part != OTHER for m in matters], np.uint8),
    )
    write("en", words, table, centre.numpy())


def parts_of(stem: str) -> list[str]:
    """What stands for a stem that is not known itself; as `Matters.rows_of` has it."""
    if stem[:1] >= FIRST_DENSE:
        return list(stem)
    return [stem[:5] + "-"] if len(stem) > 5 else []


def other(lang: str, epochs: int, seeds: int) -> None:
    """Bring the stems of another language to the middles that the English sentences gave; the mean of some runs."""
    with np.load(resources() / "matters" / "middles.npz") as held:
        middles = functional.normalize(torch.tensor(held["directions"].astype(np.float32)), dim=1)
    at = {m[:3]: k for k, m in enumerate(bank("en", "english"))}
    said = [(at[m[:3]], s) for m in bank(lang, "") if m[:3] in at for s in m.sentences]
    counts = Counter(w for _, s in said for w in set(s))
    halves = Counter(p for w in counts for p in parts_of(w))
    words = [w for w, n in counts.items() if n >= 2]
    pieces = [p for p, n in halves.items() if n >= 2 and p not in counts]
    number = {w: n for n, w in enumerate((*words, *pieces))}
    rare = [max(0.05, float(np.log((len(said) + 1) / (counts[w] + 0.5)) / np.log(len(said) + 1))) for w in words]
    rows = [(k, [number[p] for w in s for p in (w, *parts_of(w)) if p in number]) for k, s in said]
    rows = [row for row in rows if row[1]]
    table = np.zeros((len(number), SIZE), np.float32)
    for seed in range(seeds):
        random.seed(seed)
        torch.manual_seed(seed)
        encoder = Encoder(torch.randn(len(number), SIZE) * 0.02, torch.tensor(rare + [0.4] * len(pieces)))
        best = torch.optim.Adam([{"params": [encoder.vectors], "lr": 3e-3}, {"params": [encoder.raw], "lr": 5e-3}])
        for _ in range(epochs):
            random.shuffle(rows)
            for first in range(0, len(rows), 256):
                some = rows[first : first + 256]
                heard = [[n for n in row if random.random() > 0.3] or row for _, row in some]
                loss = functional.cross_entropy(encoder(heard) @ middles.T / 0.06, torch.tensor([k for k, _ in some]))
                best.zero_grad()
                loss.backward()
                best.step()
        with torch.no_grad():
            table += encoder.table().numpy() / seeds
    whole = table.copy()
    for n, word in enumerate(words):
        for part in parts_of(word):
            if part in number:
                whole[n] += table[number[part]]
    write(lang, [*words, *pieces], whole, np.zeros(SIZE, np.float32))


def write(lang: str, words: Sequence[str], table: Any, centre: Any) -> None:
    """Keep the stems of a language: a byte a number, and a scale a stem."""
    scale = np.abs(table).max(1) / 127
    np.savez(
        resources() / "matters" / f"{lang}.npz",
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        vectors=np.round(table / np.maximum(scale, 1e-9)[:, None]).astype(np.int8),
        scale=scale.astype(np.float16),
        centre=centre.astype(np.float32),
        usual=np.array(USUAL[lang]),
    )


def main() -> None:
    """Learn what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", choices=("en", "ru", "zh"), action="append")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    for lang in options.only or ("en", "ru", "zh"):
        if lang == "en":
            english(options.corpus, options.seeds)
        else:
            other(lang, {"ru": 14, "zh": 10}[lang], options.seeds)


if __name__ == "__main__":
    main()
