"""Large files of formats whose parsers can fill memory are read in a process of their own, with limits."""

from __future__ import annotations

import contextlib
import json
import sys

from reader.errors import UserError
from reader.text.child import ask
from reader.text.document import Block, Document

SECONDS = 60
MEMORY = 3 * 2**30  # bytes: python-docx takes some 12 times the size of the XML


def read(data: bytes, name: str) -> Document | None:
    """The document of a file, read apart; None for formats that need no parser. UserError as its reader raises it."""
    answer = ask("reader.text.apart", data, name, memory=MEMORY, seconds=SECONDS, arguments=(name,))
    if answer is None:
        return None
    if "problem" in answer:
        raise UserError(answer["problem"], answer["hint"])
    return Document(
        [Block(*b) for b in answer["blocks"]], title=answer["title"], date=answer["date"], lang=answer["lang"],
        furniture=answer["furniture"], meta=answer["meta"],
    )  # fmt: skip


def main() -> None:
    """Read the file on standard input, named by the last argument; its document goes to standard output as JSON."""
    from reader.text.loading import read_here

    memory, seconds, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system has limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        doc = read_here(sys.stdin.buffer.read(), name)
    except UserError as error:
        answer: object = {"problem": error.message, "hint": error.hint}
    except MemoryError:
        answer = {"problem": f"{name} needs more memory than is allowed.", "hint": "Divide it into parts; add those."}
    else:
        answer = doc and {
            "blocks": doc.blocks, "title": doc.title, "date": doc.date, "lang": doc.lang, "furniture": doc.furniture,
            "meta": doc.meta,
        }  # fmt: skip
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
