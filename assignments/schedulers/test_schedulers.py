"""The visible checks of schedulers.

They know no right answers beyond a few small examples, worked out by hand.  Besides those they test
what each rule promises: what happens to the changes when the gradient is the same at every step,
what a reset forgets, and that two objects know nothing of each other.  Run them with

    pytest test_schedulers.py
"""

import numpy as np
import pytest
import schedulers
from hypothesis import given, settings

from autograder.testing import arrays, assert_close

quick = settings(max_examples=20, deadline=None, derandomize=True, database=None)

GRADIENTS = [np.array([2.0, -1.0]), np.array([0.5, 4.0]), np.array([-3.0, 1.0])]


def run(scheduler, gradients):
    """The changes for one gradient after the other."""
    return [scheduler.update_change(gradient) for gradient in gradients]


def check_reset(scheduler):
    """After a reset, a scheduler makes the same changes as when it was new."""
    first = run(scheduler, GRADIENTS)
    scheduler.reset()
    for step, (fresh, again) in enumerate(zip(first, run(scheduler, GRADIENTS), strict=True)):
        assert_close(again, fresh, what=f"The change of step {step} after the reset")


def check_independence(first, second):
    """A scheduler makes the same changes whether or not another one makes steps in between.  Both
    must be new and have the same settings.
    """
    alone = run(first, GRADIENTS)
    first.reset()
    for gradient, expected in zip(GRADIENTS, alone, strict=True):
        found = first.update_change(gradient)
        second.update_change(np.array([10.0, 20.0]))
        assert_close(found, expected, what="The change, while another object makes steps as well,")


def check_copies(scheduler):
    """Changing what was returned, or the gradient after the step, changes nothing that the
    scheduler remembers.
    """
    expected = [change.copy() for change in run(scheduler, GRADIENTS)]
    scheduler.reset()
    for gradient, right in zip(GRADIENTS, expected, strict=True):
        given_gradient = gradient.copy()
        change = scheduler.update_change(given_gradient)
        assert_close(change, right, what="The change, after earlier results and gradients were overwritten,")
        assert_close(given_gradient, gradient, what="The gradient after the step")
        change += 100.0
        given_gradient += 100.0


# Constant


@pytest.mark.exercise("Constant")
def test_constant_example():
    """With eta = 0.5 the change is half of the gradient, at every step."""
    scheduler = schedulers.Constant(0.5)
    for change, gradient in zip(run(scheduler, GRADIENTS), GRADIENTS, strict=True):
        assert_close(change, gradient / 2)


@pytest.mark.exercise("Constant")
@quick
@given(arrays((2, 3, 2)))
def test_constant_takes_any_shape(gradient):
    """A gradient of three dimensions is multiplied as a whole."""
    assert_close(schedulers.Constant(0.25).update_change(gradient), gradient / 4)


@pytest.mark.exercise("Constant")
def test_constant_can_be_reset():
    """A reset has nothing to forget; eta is a setting and stays."""
    check_reset(schedulers.Constant(0.5))


@pytest.mark.exercise("Constant")
def test_constant_objects_are_independent():
    """Two objects have learning rates of their own, and none of them changes its gradient."""
    half, quarter = schedulers.Constant(0.5), schedulers.Constant(0.25)
    assert_close(half.update_change(np.array([4.0])), [2.0])
    assert_close(quarter.update_change(np.array([4.0])), [1.0])
    check_copies(half)


# Momentum


@pytest.mark.exercise("Momentum")
def test_momentum_example():
    """eta = 0.5, momentum = 0.5: the first change is 1; the second keeps half of it and adds 1; the
    third keeps half of that.

    If all three are 1: the previous change must be kept in an attribute of self.
    """
    scheduler = schedulers.Momentum(0.5, 0.5)
    changes = run(scheduler, [np.array([2.0, -2.0])] * 3)
    assert_close(np.array(changes), [[1.0, -1.0], [1.5, -1.5], [1.75, -1.75]])


@pytest.mark.exercise("Momentum")
@quick
@given(arrays((2, 3)))
def test_momentum_keeps_going_without_a_gradient(gradient):
    """After one step, gradients of zero let the change fade by the factor momentum at each step."""
    scheduler = schedulers.Momentum(0.5, 0.25)
    first = scheduler.update_change(gradient).copy()
    for step in (1, 2, 3):
        assert_close(scheduler.update_change(np.zeros((2, 3))), first * 0.25**step)


@pytest.mark.exercise("Momentum")
def test_momentum_forgets_on_reset():
    """After a reset, the previous change is 0 again."""
    check_reset(schedulers.Momentum(0.5, 0.75))


@pytest.mark.exercise("Momentum")
def test_momentum_objects_are_independent():
    """What one object remembers, no other one sees: attributes of self, not of the class."""
    check_independence(schedulers.Momentum(0.5, 0.75), schedulers.Momentum(0.5, 0.75))


@pytest.mark.exercise("Momentum")
def test_momentum_returns_a_copy():
    """Whoever changes the returned array must not change the memory: return a copy of it."""
    check_copies(schedulers.Momentum(0.5, 0.75))


# Adagrad


@pytest.mark.exercise("Adagrad")
def test_adagrad_example():
    """eta = 1, gradients 3 and 4: first 3 / sqrt(9) = 1, then 4 / sqrt(9 + 16) = 0.8.

    If the second one is 1: add the new square to the sum of the earlier ones.
    """
    changes = run(schedulers.Adagrad(1.0), [np.array([3.0]), np.array([4.0])])
    assert_close(np.array(changes), [[1.0], [0.8]], tolerance=1e-6)


@pytest.mark.exercise("Adagrad")
@quick
@given(arrays((2, 3), low=1))
def test_adagrad_steps_get_shorter(gradient):
    """With the same gradient at every step, step number t has the length eta / sqrt(t), whatever
    the gradient's size.
    """
    scheduler = schedulers.Adagrad(0.5)
    for t in (1, 2, 3, 4):
        assert_close(scheduler.update_change(gradient), np.full((2, 3), 0.5 / np.sqrt(t)), tolerance=1e-6)


@pytest.mark.exercise("Adagrad")
def test_adagrad_guards_the_division():
    """A gradient of 0 changes nothing, and one of 1e-8 is divided by 2e-8: the 1e-8 is added to the
    root, not inside it.
    """
    assert_close(schedulers.Adagrad(1.0).update_change(np.array([0.0, 1e-8])), [0.0, 0.5])


@pytest.mark.exercise("Adagrad")
def test_adagrad_forgets_on_reset():
    """After a reset, the sum of squares is 0 again."""
    check_reset(schedulers.Adagrad(0.5))


@pytest.mark.exercise("Adagrad")
def test_adagrad_objects_are_independent():
    """Each object has a sum of its own, and nobody else can change it."""
    check_independence(schedulers.Adagrad(0.5), schedulers.Adagrad(0.5))
    check_copies(schedulers.Adagrad(0.5))


# AdagradMomentum


@pytest.mark.exercise("AdagradMomentum")
def test_adagrad_momentum_example():
    """eta = 1, momentum = 0.5, gradients 3 and 4: first 1, then half of that plus 4 / 5, which is
    1.3.
    """
    changes = run(schedulers.AdagradMomentum(1.0, 0.5), [np.array([3.0]), np.array([4.0])])
    assert_close(np.array(changes), [[1.0], [1.3]], tolerance=1e-6)


@pytest.mark.exercise("AdagradMomentum")
@quick
@given(arrays((2, 3)))
def test_adagrad_momentum_without_momentum_is_adagrad(gradient):
    """With momentum = 0 the two rules are the same."""
    with_momentum, without = schedulers.AdagradMomentum(0.5, 0.0), schedulers.Adagrad(0.5)
    for factor in (1.0, -2.0, 0.5):
        assert_close(with_momentum.update_change(factor * gradient), without.update_change(factor * gradient))


@pytest.mark.exercise("AdagradMomentum")
def test_adagrad_momentum_forgets_on_reset():
    """After a reset, both the sum of squares and the previous change are 0 again."""
    check_reset(schedulers.AdagradMomentum(0.5, 0.75))


@pytest.mark.exercise("AdagradMomentum")
def test_adagrad_momentum_objects_are_independent():
    """Each object has a memory of its own, and nobody else can change it."""
    check_independence(schedulers.AdagradMomentum(0.5, 0.75), schedulers.AdagradMomentum(0.5, 0.75))
    check_copies(schedulers.AdagradMomentum(0.5, 0.75))


# RMSProp


@pytest.mark.exercise("RMSProp")
def test_rmsprop_example():
    """eta = 1, rho = 0.75, gradient 2: s is 1, so the change is 2; then s is 0.75 + 1 = 1.75, and
    the change 2 / sqrt(1.75).

    If the first change is 2 / sqrt(3): rho is the part of the OLD average.
    """
    changes = run(schedulers.RMSProp(1.0, 0.75), [np.array([2.0]), np.array([2.0])])
    assert_close(np.array(changes), [[2.0], [2.0 / np.sqrt(1.75)]], tolerance=1e-6)


@pytest.mark.exercise("RMSProp")
@quick
@given(arrays((2, 3), low=1))
def test_rmsprop_steps_do_not_fade_away(gradient):
    """With the same gradient at every step, the average comes close to its square, and the steps
    close to eta.
    """
    scheduler = schedulers.RMSProp(0.5, 0.5)
    changes = run(scheduler, [gradient] * 30)
    assert_close(changes[-1], np.full((2, 3), 0.5), tolerance=1e-6)


@pytest.mark.exercise("RMSProp")
def test_rmsprop_guards_the_division():
    """A gradient of 0 changes nothing; with rho = 0, one of 1e-8 is divided by 2e-8."""
    assert_close(schedulers.RMSProp(1.0, 0.0).update_change(np.array([0.0, 1e-8])), [0.0, 0.5])


@pytest.mark.exercise("RMSProp")
def test_rmsprop_forgets_on_reset():
    """After a reset, the average is 0 again."""
    check_reset(schedulers.RMSProp(0.5, 0.9))


@pytest.mark.exercise("RMSProp")
def test_rmsprop_objects_are_independent():
    """Each object has an average of its own, and nobody else can change it."""
    check_independence(schedulers.RMSProp(0.5, 0.9), schedulers.RMSProp(0.5, 0.9))
    check_copies(schedulers.RMSProp(0.5, 0.9))


# Adam


@pytest.mark.exercise("Adam")
def test_adam_first_step():
    """At the first step, both corrections undo the averages: the change is eta times the sign of
    the gradient.
    """
    assert_close(schedulers.Adam(0.5, 0.9, 0.99).update_change(np.array([3.0, -0.25])), [0.5, -0.5], tolerance=1e-6)


@pytest.mark.exercise("Adam")
def test_adam_example():
    """eta = 1, rho = 0.5, rho2 = 0.75, gradients 1 and 3, by hand.

    Step 2: m = 0.5 * 0.5 + 0.5 * 3 = 1.75, divided by 1 - 0.25; s = 0.75 * 0.25 + 0.25 * 9 =
    2.4375, divided by 1 - 0.5625. If it is off: t is 1 at the first step and 2 at the second, and
    what you remember is m and s, not the corrected ones.
    """
    changes = run(schedulers.Adam(1.0, 0.5, 0.75), [np.array([1.0]), np.array([3.0])])
    assert_close(np.array(changes), [[1.0], [(1.75 / 0.75) / np.sqrt(2.4375 / 0.4375)]], tolerance=1e-6)


@pytest.mark.exercise("Adam")
@quick
@given(arrays((2, 3), low=1))
def test_adam_steps_of_a_constant_gradient(gradient):
    """With the same gradient at every step, corrected averages are the gradient and its square at
    once: every step has the length eta.
    """
    scheduler = schedulers.Adam(0.25, 0.9, 0.999)
    for change in run(scheduler, [gradient] * 5):
        assert_close(change, np.full((2, 3), 0.25), tolerance=1e-6)


@pytest.mark.exercise("Adam")
def test_adam_guards_the_division():
    """A gradient of 0 changes nothing, and one of 1e-8 is divided by 2e-8: the 1e-8 is added to the
    root of the corrected average.
    """
    assert_close(schedulers.Adam(1.0, 0.5, 0.75).update_change(np.array([0.0, 1e-8])), [0.0, 0.5])


@pytest.mark.exercise("Adam")
def test_adam_forgets_on_reset():
    """After a reset, both averages are 0 again, and so is the number of steps."""
    check_reset(schedulers.Adam(0.5, 0.5, 0.75))


@pytest.mark.exercise("Adam")
def test_adam_objects_are_independent():
    """Each object counts its own steps and has averages of its own, and nobody else can change
    them.
    """
    check_independence(schedulers.Adam(0.5, 0.5, 0.75), schedulers.Adam(0.5, 0.5, 0.75))
    check_copies(schedulers.Adam(0.5, 0.5, 0.75))
