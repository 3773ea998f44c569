"""Moments as they are read: the library keeps UTC, people live in their own time."""

from __future__ import annotations

from datetime import datetime, tzinfo


def moment(iso: str, zone: tzinfo | None = None) -> str:
    """ "2026-01-31T10:30:00Z" as "31 Jan 2026, 11:30" in `zone` (None: the one of this machine)."""
    try:
        then = datetime.fromisoformat(iso).astimezone(zone)
    except ValueError:
        return iso
    return f"{then.day} {then:%b %Y, %H:%M}"
