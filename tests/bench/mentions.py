"""How fast and how well names are found; run by hand: `python -m tests.bench.mentions [FILE…]`.

Prints figures only: megabytes of text a second, how time grows when the text doubles, recall and precision on the
labelled sentences. Without files it takes the bundled declarations, which are far denser in names than common prose.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from reader import paths
from reader.crossref.authority import load_authority
from reader.crossref.mentions import find_mentions, mention_links
from reader.text import load
from tests.crossref.labelled import FIRST, HOLDOUT, SECOND, TREATIES, read, score, text_of


def seconds(canonical: str) -> tuple[float, int]:
    text = text_of(canonical)
    begin = time.process_time()
    found = find_mentions(text)
    return time.process_time() - begin, len(found)


def main(files: list[str]) -> None:
    begin = time.process_time()
    authority = load_authority()
    read_in = time.process_time()
    _ = authority.lexicon
    print(f"authority {read_in - begin:.3f} s, compiled {time.process_time() - read_in:.3f} s")
    sources = [Path(f) for f in files] or paths.bundled_texts()
    words = "\n\n".join(load(path).canonical for path in sources)
    seconds(words)
    big = (words + "\n\n") * max(1, 2_000_000 // len(words))
    half, _ = seconds(big[: len(big) // 2])
    whole, count = seconds(big)
    size = len(big.encode()) / 1e6
    print(f"{size:.1f} MB in {whole:.2f} s: {size / whole:.1f} MB/s, {count / size:.0f} mentions a MB; "
          f"twice the text, {whole / half:.2f} times the time")  # fmt: skip
    text = text_of(big)
    found = find_mentions(text)
    begin = time.process_time()
    links = mention_links(text, text, found, found)
    print(f"links of that text with itself: {len(links)} in {time.process_time() - begin:.2f} s")
    for name, file in (("tuned on", FIRST), ("held out", HOLDOUT), ("second", SECOND), ("treaties", TREATIES)):
        for lang in (None, "en", "ru", "zh"):
            result = score(read(file), lang)
            print(f"{name:9} {lang or 'all':4} recall {result.recall:.3f} precision {result.precision:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
