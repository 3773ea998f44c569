"""Ids and moments: both come from functions that tests replace."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that is misread or spells a word
_TIME, _CHANCE = 10, 12


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """A moment as it is stored and exported: "2026-01-31T10:30:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _base32(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        digits.append(_LETTERS[value & 31])
        value >>= 5
    return "".join(reversed(digits))


def make_id(milliseconds: int, chance: int) -> str:
    """An id of 22 letters and digits: 50 bits of time, so that ids sort by age, then 60 bits of `chance`."""
    return _base32(milliseconds, _TIME) + _base32(chance, _CHANCE)


def new_id() -> str:
    """A fresh id by the system's clock and randomness; fit to be part of a block id or a file name."""
    return make_id(time.time_ns() // 1_000_000, secrets.randbits(5 * _CHANCE))


def id_maker(clock: Callable[[], datetime], chance: Callable[[int], int]) -> Callable[[], str]:
    """A maker of ids from a given clock and `chance` (number of bits → integer): what tests put in."""
    return lambda: make_id(int(clock().timestamp() * 1000), chance(5 * _CHANCE))
