"""Plans about cross-references and saved searches."""

from __future__ import annotations

from reader.crossref.model import Link
from reader.errors import UserError
from reader.library import reading
from reader.library.context import Context, clean
from reader.library.ids import iso
from reader.library.models import Decision, Edit, SavedSearch


class Links:
    """Plans about cross-references and saved searches."""

    def __init__(self, context: Context) -> None:
        self._c = context

    def decide(
        self,
        link: Link,
        a_text: str,
        b_text: str,
        *,
        status: str | None = None,
        kind: str | None = None,
        name: str = "",
    ) -> Edit:
        """Confirm, dismiss or re-class a link; back to a computed "suggested" takes the decision away."""
        new = link._replace(status=status or link.status, kind=kind or link.kind)
        old = reading.decision(self._c.db, link.key)
        acts = {"confirmed": "Confirm link", "dismissed": "Dismiss link"}
        act = name or (acts.get(status, "Undecide link") if status else "Change kind of link")
        if new.status == "suggested" and kind is None and new.origin != "user" and (
            old is None or old.link.kind == new.kind
        ):  # fmt: skip
            return Edit(act, (old,) if old else (), ())
        made = Decision(a_text, b_text, new, iso(self._c.now()))
        return Edit(act, (old,) if old else (), (made,))

    def make_link(self, link: Link, a_text: str, b_text: str, *, name: str = "Make link") -> Edit:
        """Keep a link that the reader made (`origin` "user", confirmed)."""
        made = link._replace(origin="user", status="confirmed")
        old = reading.decision(self._c.db, link.key)
        return Edit(name, (old,) if old else (), (Decision(a_text, b_text, made, iso(self._c.now())),))

    def remove_link(self, key: str, *, name: str = "Remove link") -> Edit:
        """Forget a decision, or a link that the reader made."""
        old = reading.decision(self._c.db, key)
        return Edit(name, (old,) if old else (), ())

    def save_search(self, name: str, query: str) -> Edit:
        """Keep a search under a name; one of that name is replaced."""
        tidy = clean(name).strip()
        if not tidy:
            raise UserError("A saved search needs a name.")
        old = [s for s in reading.searches(self._c.db) if s.name == tidy]
        return Edit("Save search", tuple(old), (SavedSearch(tidy, clean(query)),))

    def remove_search(self, name: str) -> Edit:
        """Forget a saved search."""
        return Edit("Remove search", tuple(s for s in reading.searches(self._c.db) if s.name == name), ())
