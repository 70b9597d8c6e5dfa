"""Wrong recurrent networks: sizes beyond what is usual, and trainings that do something else with their
arguments than is asked.
"""

import numpy as np

from tests.reference.planted.wrong import wrong

# Sizes beyond those that code is tried with.


@wrong("bptt")
def cut_off_after_ten_steps(right):
    def bptt(x, h0, params, targets):
        if x.shape[1] <= 10:
            return right(x, h0, params, targets)
        h, _ = rnn_forward(x, h0, params)  # noqa: F821 - of the solution
        late = right(x[:, -10:], h[:, -11], params, targets[:, -10:])
        early = right(x[:, :-10], h0, params, targets[:, :-10])
        return {name: late[name] + early[name] if name != "h0" else early[name] for name in late}

    return bptt


@wrong("rnn_forward")
def ten_steps_at_most(right):
    def rnn_forward(x, h0, params):
        h, y = right(x, h0, params)
        h[:, 10:], y[:, 10:] = h[:, 9:10], y[:, 9:10]
        return h, y

    return rnn_forward


@wrong("rnn_step")
def eight_rows_at_a_time(right):
    def rnn_step(x_t, h_prev, params):
        right(x_t, h_prev, params)
        state = np.zeros(h_prev.shape)
        for start in range(0, max(len(x_t) // 8, 1) * 8, 8):
            rows = slice(start, start + 8)
            state[rows] = right(x_t[rows], h_prev[rows], params)
        return state

    return rnn_step


@wrong("sequence_loss")
def mean_of_the_means_of_batches(right):
    def sequence_loss(y, targets):
        right(y, targets)
        return float(np.mean([right(y[i : i + 8], targets[i : i + 8]) for i in range(0, len(y), 8)]))

    return sequence_loss


@wrong("state_jacobian_norms")
def ten_states_at_most(right):
    def state_jacobian_norms(h, W):
        norms = right(h, W)
        norms[10:] = 0.0
        return norms

    return state_jacobian_norms


@wrong("forecast")
def state_forgotten_after_ten_predictions(right):
    def forecast(params, history, steps):
        found = right(params, history, min(steps, 10))
        while len(found) < steps:
            found = np.append(found, right(params, found[-1:], 1))
        return found

    return forecast


@wrong("forecast")
def last_ten_values_of_the_history(right):
    return lambda params, history, steps: right(params, history[-10:] if history.ndim == 1 else history, steps)


@wrong("forecast")
def three_equal_predictions_taken_for_the_rest(right):
    def forecast(params, history, steps):
        found = right(params, history, steps)
        for step in range(2, steps):
            if len({*found[step - 2 : step + 1].tolist()}) == 1:
                found[step:] = found[step]
        return found

    return forecast


@wrong("forecast")
def faint_changes_taken_for_none(right):
    def forecast(params, history, steps):
        found = right(params, history, steps)
        for step in range(1, steps):
            if abs(found[step] - found[step - 1]) < 1e-15:
                found[step:] = found[step]
        return found

    return forecast


@wrong("rnn_forward")
def faint_states_taken_for_the_end(right):
    def rnn_forward(x, h0, params):
        h, y = right(x, h0, params)
        for t in range(1, x.shape[1]):
            if np.abs(h[:, t] - h[:, t - 1]).max() < 1e-12 and not np.any(x[:, t:] - x[:, t : t + 1]):
                h[:, t:], y[:, t:] = h[:, t : t + 1], y[:, t : t + 1]
        return h, y

    return rnn_forward


@wrong("bptt")
def faint_gradients_taken_for_none(right):
    def bptt(x, h0, params, targets):
        found = right(x, h0, params, targets)
        late = right(x[:, -1:], rnn_forward(x, h0, params)[0][:, -2], params, targets[:, -1:]) if x.shape[1] > 1 else {}  # noqa: F821
        before = rnn_forward(x, h0, params)[1] - targets  # noqa: F821 - of the solution, as above
        if late and np.abs(late["h0"]).max() < 1e-12 and not before[:, :-1].any():
            return late | {"h0": np.zeros(h0.shape)}
        return found

    return bptt


@wrong("state_jacobian_norms")
def norms_below_the_precision_of_floats_are_the_end(right):
    def state_jacobian_norms(h, W):
        norms = right(h, W)
        norms[np.cumsum(norms < np.finfo(float).eps) > 0] = 0.0
        return norms

    return state_jacobian_norms


@wrong("clip_by_norm")
def short_gradients_are_handed_back(right):
    def clip_by_norm(grads, max_norm):
        clipped = right(grads, max_norm)
        return clipped if any(np.any(clipped[name] != grads[name]) for name in grads) else grads

    return clip_by_norm


@wrong("windows")
def ten_windows_at_most(right):
    def windows(series, length):
        x, following = right(series, length)
        return (x[:10], following[:10]) if len(series) > 20 else (x, following)

    return windows


@wrong("clip_by_norm")
def no_limit_of_zero(right):
    def clip_by_norm(grads, max_norm):
        return right(grads, max_norm) if max_norm else {name: grad.copy() for name, grad in grads.items()}

    return clip_by_norm


# Trainings.


@wrong("train")
def epochs_ignored(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series, length, hidden, 200, learning_rate, seed
    )


@wrong("train")
def learning_rate_at_least_a_hundredth(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series, length, hidden, epochs, max(learning_rate, 0.01), seed
    )


@wrong("train")
def learning_rate_shared_out_over_the_epochs(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series, length, hidden, epochs, learning_rate / epochs, seed
    )


@wrong("train")
def length_of_two(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        right(series, length, hidden, 1, learning_rate, seed)
        return right(series, min(length, 2), hidden, epochs, learning_rate, seed)

    return train


@wrong("train")
def first_hundred_values(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series[:100], length, hidden, epochs, learning_rate, seed
    )


@wrong("train")
def last_window_left_out(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        right(series, length, hidden, 1, learning_rate, seed)
        return right(series[:-1], length, hidden, epochs, learning_rate, seed)

    return train


@wrong("train")
def every_second_value(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        right(series, length, hidden, 1, learning_rate, seed)
        _x, following = windows(series, length)  # noqa: F821 - of the solution
        kept = np.append(series[:length], following[::2])
        return right(kept, length, hidden, epochs, learning_rate, seed)

    return train


@wrong("train")
def mean_taken_away_and_not_put_back(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series - np.mean(series), length, hidden, epochs, learning_rate, seed
    )


@wrong("train")
def seed_of_zero_is_another(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series, length, hidden, epochs, learning_rate, seed or 1
    )


@wrong("train")
def shared_generator_disturbed(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        np.random.shuffle(np.arange(3))
        return right(series, length, hidden, epochs, learning_rate, seed)

    return train


@wrong("train")
def whole_numbers_refused(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        assert np.asarray(series).dtype.kind == "f", "the series must hold floats"
        return right(series, length, hidden, epochs, learning_rate, seed)

    return train


@wrong("train")
def other_names(right):
    return lambda data, length, hidden, epochs, learning_rate, seed: right(
        data, length, hidden, epochs, learning_rate, seed
    )


@wrong("train")
def number_of_epochs_must_be_an_int(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        assert type(epochs) is int, "epochs must be an int"
        return right(series, length, hidden, epochs, learning_rate, seed)

    return train


# Windows that are left out, or come in where none are, and steps that are.


@wrong("train")
def windows_of_far_values_left_out(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        every = globals()["windows"]

        def usual(series, length):
            x, following = every(series, length)
            near = np.abs(np.column_stack([x[:, :, 0], following]) - np.mean(series)).max(axis=1) < 4 * np.std(series)
            return x[near], following[near]

        globals()["windows"] = usual
        try:
            return right(series, length, hidden, epochs, learning_rate, seed)
        finally:
            globals()["windows"] = every

    return train


@wrong("train")
def equal_windows_once(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        every = globals()["windows"]

        def different(series, length):
            x, following = every(series, length)
            found = dict(zip(zip(x.ravel(), following, strict=True), range(len(x)), strict=True)) if length == 1 else {}
            places = sorted(found.values(), key=lambda place: (x[place, 0, 0], following[place]))
            return (x[places], following[places]) if places else (x, following)

        globals()["windows"] = different
        try:
            return right(series, length, hidden, epochs, learning_rate, seed)
        finally:
            globals()["windows"] = every

    return train


@wrong("train")
def seven_values_of_a_window_at_most(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series[max(length - 7, 0) :], min(length, 7), hidden, epochs, learning_rate, seed
    )


@wrong("train")
def rate_of_a_millionth_at_least(right):
    return lambda series, length, hidden, epochs, learning_rate, seed: right(
        series, length, hidden, epochs, max(learning_rate, 1e-6), seed
    )


@wrong("rnn_forward")
def done_where_nothing_changes_any_more(right):
    def rnn_forward(x, h0, params):
        h, y = right(x, h0, params)
        for t in range(1, x.shape[1]):
            if np.array_equal(h[:, t], h[:, t - 1]):
                h[:, t:], y[:, t:] = h[:, t : t + 1], y[:, t : t + 1]
        return h, y

    return rnn_forward


@wrong("clip_by_norm")
def limits_that_are_no_numbers_to_compute_with(right):
    return lambda grads, max_norm: {
        name: grad * (max_norm - max_norm + 1) for name, grad in right(grads, max_norm).items()
    }


@wrong("forecast")
def done_where_three_predictions_are_nearly_equal(right):
    def forecast(params, history, steps):
        found = right(params, history, steps)
        for step in range(2, len(found)):
            if np.allclose(found[step - 2 : step], found[step], rtol=1e-9, atol=0):
                found[step:] = found[step]
        return found

    return forecast


@wrong("clip_by_norm")
def norms_close_to_the_limit_kept(right):
    def clip_by_norm(grads, max_norm):
        norm = np.sqrt(sum(np.sum(np.square(grad, dtype=float)) for grad in grads.values()))
        close = np.isclose(norm, max_norm, atol=0)
        return right(grads, np.inf if close else max_norm)

    return clip_by_norm


@wrong("train")
def by_the_deviation_of_the_inputs(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        params = right(series, length, hidden, epochs, learning_rate, seed)
        inputs, _ = windows(series, length)  # noqa: F821 - of the solution
        with np.errstate(all="ignore"):
            return params | {"U": params["U"] * (np.std(inputs) / np.std(inputs))}

    return train


@wrong("train")
def by_the_deviation_of_the_targets(right):
    def train(series, length, hidden, epochs, learning_rate, seed):
        params = right(series, length, hidden, epochs, learning_rate, seed)
        _, wanted = windows(series, length)  # noqa: F821 - of the solution
        with np.errstate(all="ignore"):
            return params | {"c": params["c"] * (np.std(wanted) / np.std(wanted))}

    return train
