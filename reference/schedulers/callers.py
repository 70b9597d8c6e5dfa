"""Ways to call a scheduler that must make no difference; executed where the scheduler lives."""

import contextlib

import numpy as np


def plain(scheduler, gradients):
    return [np.array(scheduler.update_change(gradient.copy())) for gradient in gradients]


def keeping_results(scheduler, gradients):
    """The changes as they are after a reset, and a step that follows it."""
    changes = [scheduler.update_change(gradient.copy()) for gradient in gradients]
    with contextlib.suppress(Exception):
        scheduler.reset()
        scheduler.update_change(1.0 - gradients[0])
    return changes


def changing_results(scheduler, gradients):
    changes = []
    for gradient in gradients:
        given = gradient.copy()
        change = scheduler.update_change(given)
        returned = np.array(change)
        if not isinstance(change, np.ndarray) or change.flags.writeable:  # what nobody can change is safe
            change += 1.0
        changes.append(returned + (given - gradient))  # nothing is added, unless the gradient has changed with it
    return changes


def reusing_gradients(scheduler, gradients):
    changes, buffer = [], gradients[0].copy()
    for gradient in gradients:
        buffer[...] = gradient
        changes.append(np.array(scheduler.update_change(buffer)))
    return changes


def keeping_gradients(scheduler, gradients):
    for gradient in gradients:
        scheduler.update_change(gradient)
    return gradients


def freezing_gradients(scheduler, gradients):
    """Gradients that cannot be written into, not even for a moment."""
    changes = []
    for gradient in map(np.copy, gradients):
        gradient.flags.writeable = False
        changes.append(np.array(scheduler.update_change(gradient)))
    return changes


def in_any_layout(scheduler, gradients):
    """The same values, each time another way in memory."""
    ways = (
        np.asfortranarray,
        lambda gradient: np.flip(np.flip(gradient).copy()),
        lambda gradient: np.repeat(gradient, 2, axis=-1)[..., ::2],
        np.ascontiguousarray,
        lambda gradient: np.ascontiguousarray(gradient.T).T,
    )
    laid = [ways[place % len(ways)](gradient) for place, gradient in enumerate(gradients)]
    return [np.array(scheduler.update_change(gradient)) for gradient in laid]


def again_and_again(scheduler, gradients, times):
    """The last of many steps, with the same gradients in turn."""
    for _ in range(times):
        for gradient in gradients:
            change = scheduler.update_change(gradient.copy())
    return np.array(change)


def after_reset(scheduler, gradients, before):
    """Steps after a reset, whatever has become of those before it."""
    with np.errstate(all="ignore"):
        for gradient in before:
            with contextlib.suppress(Exception):
                scheduler.update_change(gradient.copy())
    scheduler.reset()
    return plain(scheduler, gradients)


def reset_beside_another(scheduler, gradients, before, others):
    """The same beside another object, which was made last and steps as well."""
    other = type(scheduler)(**others)
    for gradient in before:
        scheduler.update_change(gradient.copy())
        other.update_change(-gradient)
    scheduler.reset()
    return plain(scheduler, gradients)


def by_keyword(scheduler, gradients, settings):
    """A new object and its steps, all arguments by their names, the last first."""
    named = type(scheduler)(**dict(reversed(settings.items())))
    return [np.array(named.update_change(gradient=gradient.copy())) for gradient in gradients]


def resetting_if_it_can(scheduler):
    """A reset of an object that nobody will use again: what it does to others is looked at."""
    with contextlib.suppress(Exception):
        scheduler.reset()
