"""Static word vectors from a folder of the reader's own: an optional further signal of `rank`, off by default.

Two layouts are read, never anything from the network: `*.safetensors` or `*.npy` beside a `tokenizer.json` of the
`tokenizers` library (as model2vec and wordllama ship their models; needs the extra `embed`), or a `*.npy` beside a
`words.txt` with a word a line (needs nothing).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.crossref.sparse import Floats, Ints
from reader.crossref.words import tokens
from reader.errors import Feedback, UserError

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], list[list[int]]]

SHARE = 0.3  # what the vectors count against the words: the one hybrid that never fell behind its better part
RARE = 1e-3  # a token of this frequency counts half (Arora, Liang and Ma 2017)
_AT_ONCE = 256
_KINDS = {"F64": np.float64, "F32": np.float32, "F16": np.float16}
_LARGEST = 2 << 30


class Embedding:
    """A table of vectors, and what cuts a passage into its rows."""

    def __init__(self, table: Vectors, encode: Encode) -> None:
        self._table, self._encode = table, encode

    @classmethod
    def read(cls, folder: Path) -> Embedding:
        """The model in a folder; `UserError` says what is missing or broken."""
        if not folder.is_dir():
            raise UserError(f"There is no folder {folder}.", "Give the folder that holds the vectors.")
        files = sorted(p for p in folder.rglob("*") if p.suffix in (".safetensors", ".npy"))
        if not files:
            raise UserError(f"No vectors in {folder}.", "It should hold a .safetensors or .npy file.")
        try:
            table = _safetensors(files[0]) if files[0].suffix == ".safetensors" else _numpy(files[0])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(f"The vectors in {files[0]} cannot be read: {error}.", "Copy the file anew.") from error
        return cls(table, _encoder(folder, len(table)))

    def passages(self, some: Sequence[str], feedback: Feedback) -> Vectors:
        """A vector of length 1 for each passage (0 where it holds no known word); frequent tokens count little."""
        coded: list[list[int]] = []
        for first in range(0, len(some), _AT_ONCE):
            feedback.step(0, 1)
            coded += self._encode(some[first : first + _AT_ONCE])
        flat = np.fromiter((t for row in coded for t in row), np.int64)
        counts = np.bincount(flat, minlength=len(self._table)) if len(flat) else np.zeros(len(self._table), np.int64)
        weight = (RARE / (RARE + counts / max(1_000, len(flat)))).astype(np.float32)
        found = np.zeros((len(some), self._table.shape[1]), np.float32)
        for n, row in enumerate(coded):
            if n % _AT_ONCE == 0:
                feedback.step(0, 1)
            if row:
                found[n] = weight[row] @ self._table[row]
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(norms, 1e-9), np.float32)


class Sense:
    """Two lists of passages by their vectors, which count `share` against their words."""

    def __init__(self, a: Vectors, b: Vectors, share: float = SHARE, *, search: bool = True) -> None:
        """With `search` passages are found by their vectors too, else only weighed."""
        self._a, self._b, self._share, self.search = a, b, share, search

    @classmethod
    def of(
        cls, queries: Sequence[str], candidates: Sequence[str], model: Embedding | Path, feedback: Feedback
    ) -> Sense:
        """Read both lists with one model."""
        if isinstance(model, Path):
            model = Embedding.read(model)
        both = model.passages([*queries, *candidates], feedback)
        return cls(both[: len(queries)], both[len(queries) :])

    def nearest(self, pool: int, feedback: Feedback) -> Ints:
        """The `pool` candidates nearest to each query, as ascending `query * candidates + candidate`."""
        found = [np.zeros(0, np.int64)]
        pool = min(pool, len(self._b))
        for first in range(0, len(self._a), _AT_ONCE):
            feedback.step(0, 1)
            near = self._a[first : first + _AT_ONCE] @ self._b.T
            best = np.argpartition(-near, pool - 1, axis=1)[:, :pool]
            rows = np.arange(first, first + len(near))[:, None]
            kept = np.take_along_axis(near, best, 1) > 0
            pairs = (rows * len(self._b) + best)[kept]
            pairs.sort()
            found.append(pairs)
        return np.concatenate(found)

    def blended(self, q: Ints, c: Ints, words: Floats) -> Floats:
        """The similarity of pairs from that of their words and of their vectors; 1 for equal passages."""
        near = np.empty(len(q))
        for first in range(0, len(q), 50_000):
            part = slice(first, first + 50_000)
            near[part] = np.einsum("ij,ij->i", self._a[q[part]], self._b[c[part]])
        return np.asarray((words + self._share * np.maximum(near, 0.0)) / (1.0 + self._share))


def _safetensors(path: Path) -> Vectors:
    """The largest table of a file: a length, a header of JSON, then the numbers as they lie in memory."""
    with path.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        if not 2 <= size <= 100_000_000 or path.stat().st_size > _LARGEST:
            raise ValueError("it is no safetensors file")
        header: dict[str, Any] = json.loads(stream.read(size))
        header.pop("__metadata__", None)
        tables = [t for t in header.values() if len(t["shape"]) == 2 and t["dtype"] in _KINDS]
        if not tables:
            raise ValueError("it holds no table of vectors")
        best = max(tables, key=lambda t: t["shape"][0] * t["shape"][1])
        first, last = best["data_offsets"]
        stream.seek(8 + size + first)
        found = np.frombuffer(stream.read(last - first), _KINDS[best["dtype"]])
    return _sound(found.reshape(best["shape"]))


def _numpy(path: Path) -> Vectors:
    return _sound(np.load(path, allow_pickle=False))


def _sound(table: NDArray[Any]) -> Vectors:
    if table.ndim != 2 or table.dtype.kind != "f" or not table.size:
        raise ValueError("it holds no table of vectors")
    found = table.astype(np.float32)
    if not np.isfinite(found).all():
        raise ValueError("some of its numbers are none")
    return found


def _encoder(folder: Path, size: int) -> Encode:
    """What cuts passages into rows of the table."""
    plain = folder / "words.txt"
    if plain.is_file():
        known: dict[str, int] = {}
        for n, word in enumerate(plain.read_text(encoding="utf-8").splitlines()):
            known.setdefault(" ".join(tokens(word)), n)
        return lambda some: [[known[w] for w in tokens(p) if known.get(w, size) < size] for p in some]
    try:
        from tokenizers import Tokenizer  # late: an optional extra
    except ImportError as error:
        raise UserError("To read this model the library “tokenizers” is needed.",
                        "Install it with: pip install “declaration-reader[embed]”.") from error  # fmt: skip
    for path in sorted(folder.rglob("*.json"), key=lambda p: (p.name != "tokenizer.json", p.name)):
        try:
            words = path.read_text(encoding="utf-8")
            model = json.loads(words)["model"]["vocab"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # another file beside the tokenizer
        if not model:
            continue
        cutter = Tokenizer.from_str(words)
        cutter.no_padding()
        cutter.no_truncation()
        return lambda some: [
            [t for t in coded.ids if t < size] for coded in cutter.encode_batch(list(some), add_special_tokens=False)
        ]
    raise UserError(f"No tokenizer in {folder}.", "It should hold a tokenizer.json, or a words.txt with a word a line.")
