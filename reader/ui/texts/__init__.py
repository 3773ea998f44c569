"""Windows about texts: adding with a look first, details, a new wording, related texts, names, collections.

Each takes the session, shows itself with `show()` and never blocks; what takes long runs on the worker.
"""

from __future__ import annotations
