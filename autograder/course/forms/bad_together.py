"""Calls in which several arrays are wrong in the same way, so that they still fit each other.

Code that compares arrays with one another alone takes a batch from which all of them have lost an axis,
and code that compares some of them lets NumPy repeat the one row of the others.  An author lists arrays
that are wrong one by one; here two and more of them are, in a way in which the list has one of them.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from autograder.course.forms.axes import Group, axes_together, dimensions
from autograder.course.forms.faults import Fault, faults_of, first_alone, with_more
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, Path, changed

_MOST_SUBSETS = 4
"""Of so many arrays all subsets are tried; of more the pairs, and all of them but one."""

_AXES: dict[Fault, Sequence[Change]] = {
    Fault.FEWER_AXES: (lambda array: array[0, ...], lambda array: array[..., 0]),
    Fault.MORE_AXES: (lambda array: array[np.newaxis], lambda array: array[..., np.newaxis]),
}


def spoilt_together(
    listed: Sequence[Arguments], good: Sequence[Arguments], call: Arguments, whole: Collection[str]
) -> list[Arguments]:
    """The call, spoilt in several of its arrays at once, but for the arguments that stay ``whole``."""
    axes = {path: count for path, count in dimensions(call).items() if len(path) == 1 and path[0] not in whole}
    known = {path: faults_of(listed, path, count) for path, count in axes.items()}
    alike = [each for each in good if dimensions(each) == dimensions(call)]
    sizes = [frozenset(place for place in group if place[0] in axes) for group in axes_together(alike)]
    return [
        *_of_other_axes(call, known),
        *(each for group in sizes for each in _of_other_sizes(call, group, known)),
    ]


def _of_other_axes(call: Arguments, known: dict[Path, list[Fault]]) -> Iterator[Arguments]:
    """Several arrays that have lost the same axis, or have the same one too many."""
    for paths in _several([*known]):
        for fault, changes in _AXES.items():
            if any(fault in known[path] for path in paths):
                yield from (changed(call, paths, change) for change in changes)


def _of_other_sizes(call: Arguments, group: Group, known: dict[Path, list[Fault]]) -> Iterator[Arguments]:
    """Some of the arrays that have an axis in common with only one value along it, or one more, and the others
    as they are.
    """
    paths = sorted({path for path, _ in group})
    if not any(Fault.SIZE in known[path] for path in paths):
        return
    for count in range(1, len(paths)):
        for some in itertools.combinations(paths, count):
            if count > 1 or Fault.SIZE not in known[some[0]]:  # else it is among those that are wrong one by one
                for change in (first_alone, with_more):
                    yield _along(call, {place for place in group if place[0] in some}, change)


def _along(
    call: Arguments, places: Collection[tuple[Path, int]], change: Callable[[int, np.ndarray], np.ndarray]
) -> Arguments:
    """The call with its arrays changed along these axes."""
    for path, axis in sorted(places):
        call = changed(call, [path], functools.partial(change, axis))
    return call


def _several(paths: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    counts = range(2, len(paths) + 1)
    for count in counts if len(paths) <= _MOST_SUBSETS else (2, *counts[-2:]):
        yield from itertools.combinations(paths, count)
