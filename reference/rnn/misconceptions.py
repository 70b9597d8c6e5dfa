"""Wrong answers to the exercises of the unit rnn that people really give, each with the hint that
helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments
alone.
"""

import numpy as np

from autograder.course import edited, misconception

from .solution import rnn_step

# rnn_step

state_weights_untransposed = edited(
    "rnn_step",
    "The states seem to be multiplied by W from the wrong side: samples lie in rows, so W h becomes h_prev times "
    "the transpose of W. A symmetric W hides this.",
    ("h_prev @ W.T", "h_prev @ W"),
)

state_ignored = edited(
    "rnn_step",
    "The new state does not depend on h_prev: add W times the previous state inside tanh; it is all the memory "
    "that the network has.",
    (" + h_prev @ W.T", ""),
)

tanh_forgotten = edited(
    "rnn_step",
    "The result is the sum before tanh: apply tanh to all of it.",
    ("np.tanh(x_t @ U.T + h_prev @ W.T + b)", "x_t @ U.T + h_prev @ W.T + b"),
)

tanh_of_the_input_only = edited(
    "rnn_step",
    "Only the input's part seems to go through tanh: the sum of all three parts does.",
    ("np.tanh(x_t @ U.T + h_prev @ W.T + b)", "np.tanh(x_t @ U.T + b) + h_prev @ W.T"),
)

bias_outside_of_tanh = edited(
    "rnn_step",
    "The bias b seems to be added after tanh: it belongs to the sum, so add it inside.",
    ("W.T + b)", "W.T) + b"),
)

bias_forgotten = edited(
    "rnn_step",
    "The bias b seems to be missing inside tanh.",
    ("W.T + b", "W.T"),
)

logistic_function = edited(
    "rnn_step",
    "The states lie between 0 and 1: this network uses tanh, whose values lie between -1 and 1.",
    ("np.tanh(x_t @ U.T + h_prev @ W.T + b)", "1 / (1 + np.exp(-(x_t @ U.T + h_prev @ W.T + b)))"),
)

state_leaks_across_the_batch = edited(
    "rnn_step",
    "Every sequence gets the state of the first one: each row of the batch has a state of its own.",
    ("h_prev @ W.T", "h_prev[0] @ W.T"),
)

state_truncated = edited(
    "rnn_step",
    "The new states are whole numbers when h_prev holds whole numbers: np.zeros_like and np.empty_like copy the "
    "dtype too, so ask for floats.",
    (
        "return np.tanh(x_t @ U.T + h_prev @ W.T + b)",
        "h = np.zeros_like(h_prev)\n    h[:] = np.tanh(x_t @ U.T + h_prev @ W.T + b)\n    return h",
    ),
)

axes_squeezed = edited(
    "rnn_step",
    "Axes of size one are dropped: a batch of one is [1, H] and one hidden unit gives [N, 1], so do not squeeze.",
    ("np.tanh(x_t @ U.T + h_prev @ W.T + b)", "np.squeeze(np.tanh(x_t @ U.T + h_prev @ W.T + b))"),
)

# rnn_forward

initial_state_ignored = edited(
    "rnn_forward",
    "The result does not depend on h0: the first step starts from h0, not from zeros.",
    ("states = h0", "states = np.zeros(h0.shape)"),
)

output_from_the_previous_state = edited(
    "rnn_forward",
    "The outputs seem to be computed from h_{t-1}: y_t belongs to the new state h_t.",
    ("h @ V.T", "np.stack([h0, *states[:-1]], axis=1) @ V.T"),
)

states_begin_with_h0 = edited(
    "rnn_forward",
    "The states are shifted by one step: h holds h_1, ..., h_T, and h0 is not one of them.",
    ("return h,", "return np.stack([h0, *states[:-1]], axis=1),"),
)

state_not_carried = edited(
    "rnn_forward",
    "Every step seems to start from h0: each step starts from the state that the one before it left.",
    ("state, params)", "h0, params)"),
)


@misconception(
    "rnn_forward",
    "A sequence seems to start from the last state of the sequence before it: each starts from its own row of h0.",
)
def state_carried_to_the_next_sequence(
    x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    if h0.ndim != 2 or len(h0) != len(x):
        raise ValueError(f"h0 must be [N, H], but its shape is {h0.shape}")
    state = h0[:1]
    h = np.zeros((len(x), x.shape[1], h0.shape[1]))
    for n in range(len(x)):
        for t in range(x.shape[1]):
            state = rnn_step(x[n : n + 1, t], state, params)
            h[n, t] = state[0]
    return h, h @ params["V"].T + params["c"]


states_truncated = edited(
    "rnn_forward",
    "The states are whole numbers when h0 holds whole numbers: make room for floats, since zeros_like and "
    "dtype=h0.dtype copy the type.",
    ("np.stack(states, axis=1)", "np.array(states, dtype=h0.dtype).swapaxes(0, 1)"),
)

output_bias_forgotten = edited(
    "rnn_forward",
    "The bias c seems to be missing in the outputs.",
    ("V.T + c", "V.T"),
)

tanh_of_the_output = edited(
    "rnn_forward",
    "The outputs have gone through tanh: only the states do, y_t = V h_t + c is linear.",
    ("h @ V.T + c", "np.tanh(h @ V.T + c)"),
)

steps_and_sequences_swapped = edited(
    "rnn_forward",
    "The result is ordered [T, N, ...]: the batch comes first, [N, T, ...], so stack the steps along axis 1.",
    ("axis=1", "axis=0"),
)

initial_state_repeated_for_all_sequences = edited(
    "rnn_forward",
    "One row in h0 seems to serve all sequences: NumPy repeats a single row without a word, so compare len(h0) "
    "with len(x) and raise a ValueError.",
    ("(x.ndim, h0.shape) != (3, (*x.shape[:1], V.shape[1]))", "(x.ndim, h0.ndim) != (3, 2)"),
    ("rnn_step(x[:, t], state, params)", 'np.tanh(x[:, t] @ params["U"].T + state @ params["W"].T + params["b"])'),
)

# sequence_loss

half_forgotten = edited(
    "sequence_loss",
    "The loss is twice as large as it should be: each squared error counts half.",
    ("(2 * len(y))", "len(y)"),
)

mean_over_everything = edited(
    "sequence_loss",
    "The loss seems to be averaged over steps or outputs too: sum over them and divide by the number of sequences "
    "N only.",
    ("np.sum", "np.mean"),
    ("(2 * len(y))", "2"),
)

divided_by_steps_too = edited(
    "sequence_loss",
    "The loss seems to be divided by the number of steps as well: divide by the number of sequences N only.",
    ("2 * len(y)", "2 * len(y) * y.shape[1]"),
)

summed_over_the_batch = edited(
    "sequence_loss",
    "The loss seems to be a sum over the sequences: divide by their number N.",
    ("(2 * len(y))", "2"),
)

last_step_only = edited(
    "sequence_loss",
    "Only the last step's error is counted: the loss sums over all steps.",
    ("y - targets", "y[:, -1] - targets[:, -1]"),
)

root_taken = edited(
    "sequence_loss",
    "The loss seems to be a root of a sum of squares: it is the sum itself, halved and divided by N.",
    ("float(", "np.sqrt("),
)

halves_cut_off = edited(
    "sequence_loss",
    "Halves are cut off when y holds whole numbers: np.zeros_like copies the type of y too, so ask for floats.",
    (
        "return float(np.sum((y - targets) ** 2) / (2 * len(y)))",
        """squares = np.zeros_like(y)
    squares[:] = (y - targets) ** 2 / 2
    return float(np.sum(squares) / len(y))""",
    ),
)

errors_left_in_the_outputs = edited(
    "sequence_loss",
    "The call leaves the errors in y: -= changes the caller's array, so write y - targets.",
    ("return float(np.sum((y - targets) ** 2)", "y -= targets\n    return float(np.sum(y**2)"),
)

# bptt

recurrent_weights_transposed = edited(
    "bptt",
    "The gradient seems to be carried back with the wrong side of W: the transpose of what the forward pass "
    "multiplies by. A symmetric W hides this.",
    ('params["W"]', 'params["W"].T'),
)

truncated_to_one_step = edited(
    "bptt",
    "Nothing is carried from a step to the one before it: h_t acts on the loss through h_{t+1} too.",
    (" + carried", ""),
)

last_output_only = edited(
    "bptt",
    "Only the last step's error is sent back: the output of every step adds its own part to the gradient of that "
    "step's state.",
    ("carried = np.zeros(h0.shape)", 'carried = y_grad[:, -1] @ params["V"]'),
    ('h_grad = y_grad[:, t] @ params["V"] + carried', "h_grad = carried"),
)

gradients_overwritten = edited(
    "bptt",
    "Each step seems to replace what the steps before it left in the gradients: the weights are used at every "
    "step, so add up.",
    ('grads["U"] +=', 'grads["U"] ='),
    ('grads["W"] +=', 'grads["W"] ='),
    ('grads["b"] +=', 'grads["b"] ='),
    ('grads["V"] +=', 'grads["V"] ='),
    ('grads["c"] +=', 'grads["c"] ='),
)

no_tanh_derivative_on_the_carried_term = edited(
    "bptt",
    "What comes from the next step seems to bypass the derivative of tanh: it reaches h_t, so it too is multiplied "
    "by 1 - h_t^2.",
    (" + carried", ""),
    ("** 2) * h_grad", "** 2) * h_grad + carried"),
)

state_gradient_carried_before_tanh = edited(
    "bptt",
    "What is carried back seems to lack the derivative of tanh: W multiplies the gradient before tanh, not that of "
    "the state.",
    ("carried = z_grad", "carried = h_grad"),
)

no_tanh_derivative = edited(
    "bptt",
    "The derivative of tanh is missing: multiply the gradient of h_t by 1 - h_t^2.",
    ("(1 - h[:, t] ** 2) * h_grad", "h_grad"),
)

tanh_derivative_at_the_previous_state = edited(
    "bptt",
    "The derivative of tanh seems to be taken at h_{t-1}: at step t it is 1 - h_t^2.",
    ("1 - h[:, t] ** 2", "1 - before[:, t] ** 2"),
)

tanh_taken_twice = edited(
    "bptt",
    "The derivative of tanh seems to be computed from tanh(h_t): h_t is a value of tanh already, so it is 1 - h_t^2.",
    ("1 - h[:, t] ** 2", "1 - np.tanh(h[:, t]) ** 2"),
)

new_state_in_the_gradient_of_w = edited(
    "bptt",
    "The gradient of W pairs each step with its own new state: W multiplies h_{t-1}, so that is the state to use.",
    ("z_grad.T @ before[:, t]", "z_grad.T @ h[:, t]"),
)

tanh_derivative_on_the_carried_part_only = edited(
    "bptt",
    "Only what comes from the next state seems to be multiplied by 1 - h_t^2: it passes through tanh together with "
    "what comes from the output.",
    ("(1 - h[:, t] ** 2) * h_grad", 'y_grad[:, t] @ params["V"] + (1 - h[:, t] ** 2) * carried'),
)

initial_state_left_out_of_w = edited(
    "bptt",
    "The first step adds nothing to the gradient of W: before it comes h0, which need not be zero.",
    ("h0[:, np.newaxis]", "np.zeros_like(h0)[:, np.newaxis]"),
)

mean_over_time = edited(
    "bptt",
    "The gradients are too small by the number of steps: the loss sums over time and averages over the sequences only.",
    ("/ len(x)", "/ (len(x) * x.shape[1])"),
)

not_divided_by_batch_size = edited(
    "bptt",
    "The gradients are too large by the number of sequences: the loss has a factor 1/N.",
    ("(y - targets) / len(x)", "y - targets"),
)

factor_two = edited(
    "bptt",
    "The gradients are twice as large as they should be: the loss has a factor 1/2, which the derivative of the "
    "square cancels.",
    ("(y - targets) / len(x)", "2 * (y - targets) / len(x)"),
)

prediction_minus_target_reversed = edited(
    "bptt",
    "All signs are reversed: the derivative of (y - target)^2 / 2 is y - target.",
    ("(y - targets)", "(targets - y)"),
)

state_bias_of_the_last_step = edited(
    "bptt",
    "The gradient of b holds one step only: b is used at every step, so add up over time.",
    ('grads["b"] +=', 'if t == x.shape[1] - 1:\n            grads["b"] ='),
)

output_bias_of_the_last_step = edited(
    "bptt",
    "The gradient of c holds one step only: c is used at every step, so add up over time.",
    ('grads["c"] += y_grad[:, t]', 'grads["c"] = y_grad[:, -1]'),
)

output_weights_of_the_last_step = edited(
    "bptt",
    "The gradient of V holds one step only: V is used at every step, so add up over time.",
    ('grads["V"] += y_grad[:, t].T @ h[:, t]', 'grads["V"] = y_grad[:, -1].T @ h[:, -1]'),
)

first_state_in_place_of_h0 = edited(
    "bptt",
    "The gradient of h0 seems to be that of h_1: go one step further back, through tanh and W.",
    ('grads["h0"] = carried', 'grads["h0"] = h_grad'),
)

initial_state_summed_over_the_batch = edited(
    "bptt",
    "The gradient of h0 is summed over the sequences: each has a row of its own in h0, so in its gradient too.",
    ('grads["h0"] = carried', 'grads["h0"] = np.zeros(h0.shape) + carried.sum(axis=0)'),
)

carried_terms_pile_up = edited(
    "bptt",
    "What is carried back seems to pile up over the steps: replace it at every step, the rest is in it already.",
    ("carried = z_grad", "carried += z_grad"),
)

steps_taken_forwards = edited(
    "bptt",
    "The steps seem to be taken from the first to the last: the gradient of h_t needs that of h_{t+1}, so go "
    "backwards.",
    ("reversed(range(x.shape[1]))", "range(x.shape[1])"),
)

first_and_last_step_apart = edited(
    "bptt",
    "Sequences of one step seem to be counted twice: there the first step is the last one too, so treat all steps "
    "in one loop.",
    ("reversed(range(x.shape[1]))", "[x.shape[1] - 1, *range(x.shape[1] - 2, 0, -1), 0]"),
)

initial_state_squeezed = edited(
    "bptt",
    "The gradient of h0 has lost an axis: it has the shape of h0, also for one sequence or one hidden unit, so do "
    "not squeeze.",
    ('grads["h0"] = carried', 'grads["h0"] = np.squeeze(carried)'),
)

initial_state_truncated = edited(
    "bptt",
    "The gradient of h0 is cut to whole numbers when h0 holds whole numbers: np.zeros_like copies the type too, so "
    "ask for floats.",
    ('grads["h0"] = carried', 'grads["h0"] = np.zeros_like(h0)\n    grads["h0"][:] = carried'),
)

initial_state_summed_over_steps = edited(
    "bptt",
    "The gradient of h0 seems to be a sum over the steps, as for the weights: h0 is used at the first step only, "
    "so only what leaves that step counts.",
    ('    grads["h0"] = carried', '        grads["h0"] += carried'),
    ("carried = np.zeros(h0.shape)", 'carried = np.zeros(h0.shape)\n    grads["h0"] = np.zeros(h0.shape)'),
)

# clip_by_norm

clipped_elementwise = edited(
    "clip_by_norm",
    "Single numbers seem to be cut off at max_norm: scale all of them by one factor instead, which keeps the "
    "direction.",
    ("grad * factor", "np.clip(grad, -max_norm, max_norm).astype(float)"),
)

a_norm_for_each_array = edited(
    "clip_by_norm",
    "Each array seems to be clipped by its own norm: take one norm over all arrays, and one factor.",
    (
        "norm = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))",
        "norms = {name: np.sqrt(np.sum(grad**2)) for name, grad in grads.items()}",
    ),
    (
        "factor = max_norm / norm if norm > max_norm else 1.0",
        "factors = {name: max_norm / norm if norm > max_norm else 1.0 for name, norm in norms.items()}",
    ),
    ("grad * factor", "grad * factors[name]"),
)

always_scaled = edited(
    "clip_by_norm",
    "Short gradients are made longer: scale only when the norm exceeds max_norm.",
    ("norm > max_norm", "norm > 0"),
)

root_forgotten = edited(
    "clip_by_norm",
    "The norm seems to be taken without the root: it is the root of the sum of all squares.",
    ("np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))", "sum(np.sum(grad**2) for grad in grads.values())"),
)

norms_added = edited(
    "clip_by_norm",
    "The norms of the arrays seem to be added: add the squares of all numbers and take the root once.",
    (
        "np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))",
        "sum(np.sqrt(np.sum(grad**2)) for grad in grads.values())",
    ),
)

divided_by_the_norm = edited(
    "clip_by_norm",
    "Gradients that are too long come back with norm 1: multiply by max_norm / norm, not by 1 / norm.",
    ("factor = max_norm / norm", "factor = 1 / norm"),
)

# state_jacobian_norms

frobenius_norm = edited(
    "state_jacobian_norms",
    "The norm seems to be the Frobenius norm, numpy.linalg.norm's default for matrices: the spectral norm is the "
    "largest singular value.",
    ("[1.0]", "[np.linalg.norm(jacobian)]"),
    ("norm(jacobian, 2)", "norm(jacobian)"),
)

earliest_state_first = edited(
    "state_jacobian_norms",
    "The norms are in the order of time: start with dh_T/dh_T and go back to dh_T/dh_1.",
    ("np.array(norms)", "np.array(norms[::-1])"),
)

product_of_the_norms = edited(
    "state_jacobian_norms",
    "The norms of the single steps seem to be multiplied: multiply the matrices first and take the norm of the "
    "product.",
    ("jacobian = jacobian @ ", "jacobian = "),
    ("norms.append(", "norms.append(norms[-1] * "),
)

factors_in_reverse_order = edited(
    "state_jacobian_norms",
    "The matrices seem to be multiplied in the wrong order: the factor of the last step stands on the left.",
    ("jacobian @ ((1 - h[t] ** 2)[:, np.newaxis] * W)", "((1 - h[t] ** 2)[:, np.newaxis] * W) @ jacobian"),
)

powers_of_w = edited(
    "state_jacobian_norms",
    "The derivative of tanh is missing: each step contributes diag(1 - h_t^2) W, not W alone.",
    ("((1 - h[t] ** 2)[:, np.newaxis] * W)", "W"),
)

tanh_derivative_one_step_early = edited(
    "state_jacobian_norms",
    "The derivative of tanh seems to be taken one step too early: the step from h_{t-1} to h_t has 1 - h_t^2.",
    ("1 - h[t] ** 2", "1 - h[t - 1] ** 2"),
)

columns_scaled = edited(
    "state_jacobian_norms",
    "1 - h_t^2 seems to scale the columns of W: diag(1 - h_t^2) W scales its rows.",
    ("[:, np.newaxis]", ""),
)

spectral_radius = edited(
    "state_jacobian_norms",
    "The largest eigenvalue seems to be taken: the spectral norm is the largest singular value, which is larger "
    "unless the matrix is normal.",
    ("np.linalg.norm(jacobian, 2)", "np.abs(np.linalg.eigvals(jacobian)).max()"),
)

at_least_two_states = edited(
    "state_jacobian_norms",
    "One state alone seems to be too few: for T = 1 there is no step to go back, and the result is dh_T/dh_T's "
    "norm alone, [1.0].",
    ("norms = [1.0]", "jacobians = []"),
    ("norms.append(np.linalg.norm(jacobian, 2))", "jacobians.append(jacobian)"),
    ("np.array(norms)", "np.append(1.0, np.linalg.norm(jacobians, 2, axis=(1, 2)))"),
)

# windows

target_is_the_last_input = edited(
    "windows",
    "next_values seems to repeat the last value of each window: it is the value after it.",
    ("= series[m + length]", "= series[m + length - 1]"),
)

last_window_missing = edited(
    "windows",
    "There is one window too few: the last one ends at the last value but one, so there are T - length.",
    ("count = len(series) - length", "count = len(series) - length - 1"),
)

one_window_too_many = edited(
    "windows",
    "There is one window too many: the last one has no value after it, so there are T - length, not T - length + 1.",
    ("count = len(series) - length", "count = len(series) - length + 1"),
    ("    next_values[m] = series[m + length]", "next_values[:-1] = series[length:]"),
)

windows_do_not_overlap = edited(
    "windows",
    "The windows seem to begin `length` values apart: each begins one value after the one before it.",
    ("return x, next_values", "return x[::length], next_values[::length]"),
)

inputs_without_last_axis = edited(
    "windows",
    "x is [M, length]: the network takes [M, length, D], with D = 1, so add an axis of size one at the end.",
    ("(count, length, 1)", "(count, length)"),
    (", np.newaxis]", "]"),
)

next_values_in_a_column = edited(
    "windows",
    "next_values is [M, 1]: it is a plain vector [M].",
    ("np.zeros(count)", "np.zeros((count, 1))"),
)

# forecast

prediction_not_fed_back = edited(
    "forecast",
    "The network seems to be fed the last known value again and again: the next input is the prediction just made.",
    ("state = y[:, -1:]", "state = inputs[:, -1:]"),
    ("inputs.item()", "y[0, -1, 0]"),
)

state_forgotten = edited(
    "forecast",
    "The state seems to start again from zero at every prediction: it carries on from the step before.",
    ("inputs, state = y[:, -1:], h[:, -1]", "inputs = y[:, -1:]"),
)

same_prediction_every_step = edited(
    "forecast",
    "All predictions are equal: after each one, run the network one step further with it as input.",
    (
        "inputs, state = y[:, -1:], h[:, -1]\n        predictions.append(inputs.item())",
        "predictions.append(y[0, -1, 0])",
    ),
)

first_prediction_left_out = edited(
    "forecast",
    "The predictions begin one step late: the last output after the history is the first of them.",
    ("range(steps)", "range(steps + 1)"),
    ("np.array(predictions)", "np.array(predictions[1:])"),
)

last_value_fed_twice = edited(
    "forecast",
    "The last value of the history seems to be fed in twice: the output after the history is already the first "
    "prediction.",
    (
        "predictions = []",
        "h, _ = rnn_forward(inputs, state, params)\n    inputs, state = inputs[:, -1:], h[:, -1]\n    predictions = []",
    ),
)

window_run_again_from_zero = edited(
    "forecast",
    "Each prediction seems to run a moved window from a state of zero: keep the state and feed in the last "
    "prediction alone.",
    ("inputs, state = y[:, -1:], h[:, -1]", "inputs = np.concatenate([inputs[:, 1:], y[:, -1:]], axis=1)"),
    ("inputs.item()", "y[0, -1, 0]"),
)

nothing_before_the_last_value = edited(
    "forecast",
    "A history of one value fails: there is nothing to read before its last value, so that one starts from the "
    "state zero.",
    (
        "predictions = []",
        "h, _ = rnn_forward(inputs[:, :-1], state, params)\n    inputs, state = inputs[:, -1:], h[:, -1]\n    "
        "predictions = []",
    ),
)

predictions_truncated = edited(
    "forecast",
    "Predictions are cut to whole numbers when the history holds whole numbers: dtype=history.dtype copies the "
    "type, so ask for floats.",
    ("state = y[:, -1:]", "state = np.array(y[:, -1:], dtype=history.dtype)"),
)

# damped_oscillator

updated_velocity_moves_the_position = edited(
    "damped_oscillator",
    "The position seems to move with the new velocity: Euler's forward method uses the old one, v_i.",
    ("        x[i + 1] = x[i] + dt * v[i]\n", ""),
    ("- x[i])", "- x[i])\n        x[i + 1] = x[i] + dt * v[i + 1]"),
)

updated_position_pulls_back = edited(
    "damped_oscillator",
    "The velocity seems to change with the new position: Euler's forward method uses the old one, x_i.",
    ("- x[i])", "- x[i + 1])"),
)

damping_with_the_wrong_sign = edited(
    "damped_oscillator",
    "The friction drives the motion: it works against the velocity, -damping v.",
    ("- damping *", "+ damping *"),
)

spring_forgotten = edited(
    "damped_oscillator",
    "Nothing pulls the position back to zero: the acceleration has the term -x.",
    (" - x[i])", ")"),
)

force_forgotten = edited(
    "damped_oscillator",
    "The force seems to have no effect: add F_i to the acceleration.",
    ("force[i] - damping", "-damping"),
)

force_of_the_next_step = edited(
    "damped_oscillator",
    "Step i seems to use the force of step i + 1: it uses F_i.",
    ("force[i]", "force[min(i + 1, len(force) - 1)]"),
)

last_value_missing = edited(
    "damped_oscillator",
    "One value is missing at the end: T forces make T steps, which give T + 1 values with the start.",
    ("return x, v", "return x[:-1], v[:-1]"),
)

start_left_out = edited(
    "damped_oscillator",
    "The start is missing: the results begin with x0 and v0.",
    ("return x, v", "return x[1:], v[1:]"),
)

motion_truncated = edited(
    "damped_oscillator",
    "Positions and velocities are cut to whole numbers: np.full and np.zeros_like take the type of x0 or force, so "
    "ask for floats.",
    ("np.zeros((2, len(force) + 1))", "np.full(len(force) + 1, x0), np.full(len(force) + 1, v0)"),
)

# train

gradient_ascent = edited(
    "train",
    "The error grows: step against the gradient, so subtract it. Where that is done, the steps are too large: clip "
    "the gradients.",
    ("- learning_rate *", "+ learning_rate *"),
)

learns_to_repeat_its_input = edited(
    "train",
    "The network seems to learn to repeat its input: the target at each step is the NEXT value.",
    ("np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)", "x"),
)

starts_from_zeros = edited(
    "train",
    "All params start at zero, where the gradients of U, W and V are zero too: begin with small random numbers.",
    ("rng.normal(size=shape) / np.sqrt(hidden)", "np.zeros(shape)"),
)

memory_never_trained = edited(
    "train",
    "W stays at zero, so the network cannot see beyond the last value: start W at random numbers and train it like "
    "the others.",
    (
        "h0 = np.zeros((len(x), hidden))",
        'params["W"] = np.zeros((hidden, hidden))\n    h0 = np.zeros((len(x), hidden))',
    ),
    ("targets), 1.0)", 'targets), 1.0)\n        grads["W"] = 0.0'),
)

returns_the_first_params = edited(
    "train",
    "The params come back as they started: keep what each step computes.",
    ("params = {name: params[name]", "trained = {name: params[name]"),
)

seed_ignored = edited(
    "train",
    "Every seed gives the same params: draw from np.random.default_rng(seed), not from a seed of your own.",
    ("rng = np.random.default_rng(seed)", "rng = np.random.default_rng(0)"),
)

first_window_only = edited(
    "train",
    "Only the first window seems to be learned: the gradients come from all windows.",
    ("bptt(x, h0, params, targets)", "bptt(x[:1], h0[:1], params, targets[:1])"),
)
