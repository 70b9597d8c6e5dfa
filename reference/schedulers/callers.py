"""Ways to call a scheduler that must make no difference; executed where the scheduler lives."""

import numpy as np


def plain(scheduler, gradients):
    return [np.array(scheduler.update_change(gradient.copy())) for gradient in gradients]


def keeping_results(scheduler, gradients):
    return [scheduler.update_change(gradient.copy()) for gradient in gradients]


def changing_results(scheduler, gradients):
    changes = []
    for gradient in gradients:
        change = scheduler.update_change(gradient.copy())
        changes.append(np.array(change))
        change += 1.0
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
