"""Plans: what an act would change, as an `Edit`. They only read; nothing is written until `Library.apply`."""

from __future__ import annotations

from reader.library.plan_links import Links
from reader.library.plan_replace import Replacing
from reader.library.plan_tags import Tags
from reader.library.plan_texts import Texts
from reader.library.plan_threads import Threads


class Plan(Threads, Texts, Replacing, Links, Tags):
    """All plans; `Library.plan` is one."""
