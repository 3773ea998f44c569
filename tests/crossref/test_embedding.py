"""Static word vectors from a local folder: off by default, two layouts, plain words for what is missing."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
import pytest

from reader.crossref.embedding import Embedding
from reader.crossref.parallels import rank
from reader.errors import Cancelled, Feedback, UserError

WORDS = ("doctor", "physician", "child", "boy", "grain", "price", "the")
TABLE = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0.1, 0.9, 0], [0, 0, 1], [0, 0.1, 0.9], [0.3, 0.3, 0.3]])
QUERY = ["The doctor saw a child."]
CANDIDATES = ["Grain had its price.", "Some physician helped that boy."]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "words.txt").write_text("\n".join(WORDS), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", TABLE.astype(np.float32))
    return tmp_path


def safetensors(path: Path, table: np.ndarray) -> None:  # type: ignore[type-arg]
    data = table.astype(np.float16).tobytes()
    header = {
        "__metadata__": {"made": "here"},
        "weights": {"dtype": "F32", "shape": [1], "data_offsets": [0, 0]},
        "embedding.weight": {"dtype": "F16", "shape": list(table.shape), "data_offsets": [0, len(data)]},
    }
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + data)


def test_passages_without_a_common_word_are_found(model: Path) -> None:
    plain = dict(rank(QUERY, CANDIDATES)[0])
    ((best, *_),) = rank(QUERY, CANDIDATES, embedding=model)
    assert best[0] == 1
    assert 0.0 < best[1] < 0.5
    assert best[1] > plain.get(1, 0.0)


def test_a_passage_is_like_itself_and_words_still_count(model: Path) -> None:
    found = rank([*QUERY, "Nothing known here."], [*CANDIDATES, *QUERY, "Nothing known here."], embedding=model)
    assert found[0][0] == (2, pytest.approx(1.0))
    assert found[1][0][0] == 3


def test_safetensors_and_numpy_give_the_same(model: Path) -> None:
    first = rank(QUERY, CANDIDATES, embedding=model)
    (model / "vectors.npy").unlink()
    safetensors(model / "model.safetensors", TABLE)
    ((index, score),) = rank(QUERY, CANDIDATES, embedding=model)[0][:1]
    assert (index, score) == (first[0][0][0], pytest.approx(first[0][0][1], abs=1e-3))


def test_a_tokenizer_file_is_read(tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel({w: n for n, w in enumerate(WORDS)}, unk_token="the"))
    made.normalizer = tokenizers.normalizers.Lowercase()
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    made.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "config.json").write_text('{"normalize": true}')
    safetensors(tmp_path / "model.safetensors", TABLE)
    ((best, *_),) = rank(QUERY, CANDIDATES, embedding=tmp_path)
    assert best[0] == 1


def test_nothing_is_asked_of_the_network(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert rank(QUERY, CANDIDATES, embedding=model)[0]


@pytest.mark.parametrize("broken", [b"", b"abc", b"\xff" * 40, (10).to_bytes(8, "little") + b'{"a": 1}  '])
def test_broken_vectors_are_told_in_words(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "words.txt").write_text("a\nb\n")
    (tmp_path / "model.safetensors").write_bytes(broken)
    with pytest.raises(UserError, match="cannot be read"):
        Embedding.read(tmp_path)


def test_what_is_missing_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no folder"):
        Embedding.read(tmp_path / "nowhere")
    with pytest.raises(UserError, match="No vectors"):
        Embedding.read(tmp_path)
    np.save(tmp_path / "v.npy", np.array([[1.0, np.nan]]))
    with pytest.raises(UserError, match="none"):
        Embedding.read(tmp_path)


def test_reading_can_be_cancelled(model: Path) -> None:
    class Stop(Feedback):
        def step(self, done: int, total: int) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        Embedding.read(model).passages(QUERY, Stop())
