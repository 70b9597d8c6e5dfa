"""What a wrong shape has to do with the right one, in a sentence."""

from __future__ import annotations

import math

from autograder.languages import _

Shape = tuple[int, ...]


def in_shapes(returned: Shape, wanted: Shape) -> str:
    """How one shape differs from the other; empty where there is no simple way."""
    if 0 in returned:
        if 0 in wanted:
            return ""
        return _(
            "It is empty: look for a loop that never runs, for a size that comes to 0, and for `[p:-p]`, which is an "
            "empty slice where p is 0."
        )
    if _without_ones(returned) == _without_ones(wanted):
        return _of_ones(returned, wanted)
    if len(returned) == len(wanted):
        if sorted(returned) == sorted(wanted):
            return _("The sizes are right, and the axes stand in another order.")
        return _one_off(returned, wanted)
    if math.prod(returned) == math.prod(wanted):
        return _("It has as many numbers as it should, in another shape.")
    if len(returned) < len(wanted):
        return _(
            "There are too few axes: look for a sum, a mean or a maximum over too many of them, and for a loop that "
            "keeps its last result alone."
        )
    return _(
        "There are too many axes: look for a sum, a mean or a maximum that is missing, and for an axis that is added."
    )


def _without_ones(shape: Shape) -> list[int]:
    return [size for size in shape if size != 1]


def _of_ones(returned: Shape, wanted: Shape) -> str:
    if len(returned) > len(wanted):
        return _("An axis of size one is too many: look for `keepdims` and `np.newaxis`, or take it away by an index.")
    if len(returned) < len(wanted):
        return _(
            "An axis of size one is missing: look for `reshape`, `squeeze`, and an index in the place of a slice. "
            "`keepdims=True` and `np.newaxis` keep it."
        )
    return _("The sizes are right, and the axes stand in another order.")


def _one_off(returned: Shape, wanted: Shape) -> str:
    """That sizes are too large or too small by one, all by the same."""
    steps = {axis: one - other for axis, (one, other) in enumerate(zip(returned, wanted, strict=True)) if one != other}
    if {*steps.values()} not in ({1}, {-1}):
        return ""
    axes = [_("axis {axis}").format(axis=axis) for axis in steps] if len(returned) > 1 else []
    along = _(" along {axes}").format(axes=_(" and ").join(axes)) if axes else ""
    said = (
        _("There is one too many{along}: a loop or a range may end elsewhere, or the size is that of another axis.")
        if 1 in steps.values()
        else _("There is one too few{along}: a loop or a range may end elsewhere, or the size is that of another axis.")
    )
    return said.format(along=along)
