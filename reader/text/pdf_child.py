"""The process that reads one PDF from standard input under a limit of memory, and answers in JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys


def main() -> None:
    """Read the PDF on standard input; `{"pages", "title"}` or `{"problem"}` goes to standard output."""
    limit = int(sys.argv[1])
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system has limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def answer(data: bytes) -> dict[str, object]:
    """What is in the PDF, or what is wrong with it."""
    try:
        import logging

        from pypdf import PdfReader
        from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
    except ImportError:
        return {"problem": "missing"}
    logging.disable(logging.CRITICAL)  # pypdf reports every oddity of a file
    try:
        pdf = PdfReader(io.BytesIO(data))
        if pdf.is_encrypted and not pdf.decrypt(""):
            return {"problem": "encrypted"}
        pages = [page.extract_text() for page in pdf.pages]
        title = pdf.metadata.title if pdf.metadata else ""
    except (FileNotDecryptedError, DependencyError):
        return {"problem": "encrypted"}
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        MemoryError,
        OSError,
    ):
        return {"problem": "damaged"}
    return {"pages": pages, "title": title or ""}


if __name__ == "__main__":
    main()
