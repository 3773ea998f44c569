"""Overlapping spans to flat runs: what a layout can draw."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

Id = TypeVar("Id", bound=Hashable)


class Run(NamedTuple, Generic[Id]):
    """A stretch `[start, end)` over which the same spans lie; `ids` in the order in which the spans were given."""

    start: int
    end: int
    ids: tuple[Id, ...]


def flatten(spans: Iterable[tuple[int, int, Id]]) -> list[Run[Id]]:
    """Cut `(start, end, id)` spans into disjoint runs in order; empty spans vanish, gaps give no run.

    Neighbouring runs differ in their ids. O(n log n) plus the size of the answer.
    """
    order: dict[Id, int] = {}
    edges: list[tuple[int, int, Id]] = []
    for start, end, name in spans:
        if start < end:
            order.setdefault(name, len(order))
            edges += [(start, 1, name), (end, -1, name)]
    edges.sort(key=lambda edge: (edge[0], edge[1]))
    runs: list[Run[Id]] = []
    depth: dict[Id, int] = {}  # the same id may come with several spans that overlap
    ids: tuple[Id, ...] | None = ()
    at = 0
    for position, step, name in edges:
        if position > at:
            if ids is None:
                ids = tuple(sorted(depth, key=order.__getitem__))
            if ids:
                if runs and runs[-1].end == at and runs[-1].ids == ids:
                    runs[-1] = Run(runs[-1].start, position, ids)
                else:
                    runs.append(Run(at, position, ids))
            at = position
        depth[name] = depth.get(name, 0) + step
        if depth[name] == 0:
            del depth[name]
        ids = None
    return runs
