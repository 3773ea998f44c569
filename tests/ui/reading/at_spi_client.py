"""What an assistive program sees of `at_spi_window`, as JSON; run by a Python that has pyatspi."""

from __future__ import annotations

import json
import time

import pyatspi


def find(thing, role):
    """Everything of a role at or below a thing."""
    if thing is None:
        return []
    found = [thing] if thing.getRoleName() == role else []
    for i in range(thing.childCount):
        found += find(thing.getChildAtIndex(i), role)
    return found


def document():
    """The document, once the program has told the bus of itself."""
    for _ in range(100):
        for program in pyatspi.Registry.getDesktop(0):
            found = find(program, "document frame")
            if found:
                return found[0]
        time.sleep(0.1)
    raise SystemExit("no document on the bus")


def main():
    """Read, move the caret, press a link."""
    seen = document()
    text = seen.queryText()
    out = {
        "name": seen.name,
        "text": text.getText(0, -1),
        "provisions": [child.name for child in seen],
        "roles": [child.getRoleName() for child in seen],
        "marks": [[part.getRoleName(), part.name] for child in seen for part in child],
        "word": text.getTextAtOffset(6, pyatspi.TEXT_BOUNDARY_WORD_START)[0],
    }
    text.setCaretOffset(out["text"].index("Harbour Charter") + 2)
    time.sleep(0.3)
    out["caret"] = text.caretOffset
    out["description"] = seen.description
    box = text.getCharacterExtents(0, 0)
    out["first letter"] = [box[2], box[3]]
    link = next(part for part in find(seen, "link") if part.name.startswith("instrument"))
    out["done"] = bool(link.queryAction().doAction(0))
    time.sleep(0.3)
    print(json.dumps(out))


main()
