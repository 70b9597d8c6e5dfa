"""chainrule-kit: convolutional and recurrent networks from scratch, judged by properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.visible.notebook import ShownRun
    from autograder.visible.seen_through import SeenThrough

__version__ = "0.2.0"


def check(exercise: object = None, *, seconds: float = 5) -> ShownRun:
    """Runs the visible checks of the unit in the current folder; in a notebook the result shows
    itself.

    Args:
        exercise: the exercise to check, for example ``"conv_1d"`` or ``conv1d.conv_1d``; all of the unit if
            left out.
        seconds: how long one check may take.
    """
    # only now: the grader imports this package too, and needs none of it
    from autograder.visible import notebook

    return notebook.check(exercise, seconds=seconds)


def xray(function: Callable[..., Any] | str, *arguments: Any, **named: Any) -> SeenThrough:
    """What a function of your own computes: the formula of each number of its answer, and which value meets
    which; nobody else's code is needed for that.

    Args:
        function: the function, or the name of one in the module of the current folder.
        arguments: small arguments of your choice; lists become arrays.
        named: those that come by name.
    """
    from autograder.visible import xray as seeing

    return seeing.xray(function, *arguments, **named)


__all__ = ["check", "xray"]
