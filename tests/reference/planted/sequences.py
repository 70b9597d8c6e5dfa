"""Wrong sequences: short cuts for what repeats, or is faint, and is not what it seems to be."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("sliding_forecast")
def three_equal_predictions_taken_for_the_rest(right):
    def sliding_forecast(params, history, length, steps):
        found = right(params, history, length, steps)
        for step in range(2, steps):
            if len({*found[step - 2 : step + 1].tolist()}) == 1:
                found[step:] = found[step]
        return found

    return sliding_forecast


@wrong("sliding_forecast")
def windows_rounded_to_twelve_places(right):
    def sliding_forecast(params, history, length, steps):
        right(params, history, length, steps)
        values, known = [float(value) for value in history], {}
        for _ in range(steps):
            window = values[-length:]
            key = tuple(round(value, 12) for value in window)
            values.append(known.setdefault(key, right(params, np.array(window), length, 1)[0]))
        return np.array(values[len(history) :])

    return sliding_forecast


@wrong("echo_forecast")
def three_equal_predictions_taken_for_all_others(right):
    def echo_forecast(W, w_in, readout, series, steps):
        found = right(W, w_in, readout, series, steps)
        for step in range(2, steps):
            if len({*found[step - 2 : step + 1].tolist()}) == 1:
                found[step:] = found[step]
        return found

    return echo_forecast


@wrong("echo_forecast")
def faint_changes_taken_for_none(right):
    def echo_forecast(W, w_in, readout, series, steps):
        found = right(W, w_in, readout, series, steps)
        for step in range(1, steps):
            if abs(found[step] - found[step - 1]) < 1e-15:
                found[step:] = found[step]
        return found

    return echo_forecast


@wrong("reservoir_states")
def faint_states_taken_for_the_end(right):
    def reservoir_states(W, w_in, series):
        states = right(W, w_in, series)
        for t in range(len(series)):
            if np.abs(states[t]).max() < 1e-12 and not np.any(series[t + 1 :]):
                states[t + 1 :] = 0.0
        return states

    return reservoir_states


@wrong("last_step_bptt")
def faint_gradients_taken_for_none(right):
    def last_step_bptt(x, h0, params, targets):
        found = right(x, h0, params, targets)
        if x.shape[1] == 1:
            return found
        state = h0
        for x_t in np.moveaxis(x, 1, 0)[:-1]:
            state = np.tanh(x_t @ params["U"].T + state @ params["W"].T + params["b"])
        late = right(x[:, -1:], state, params, targets)
        return late | {"h0": np.zeros(h0.shape)} if np.abs(late["h0"]).max() < 1e-12 else found

    return last_step_bptt


@wrong("reservoir")
def a_single_unit_with_the_weight_radius(right):
    def reservoir(units, radius, density, seed):
        W = right(units, radius, density, seed)
        return abs(W) if units == 1 else W

    return reservoir


@wrong("mini_batches")
def a_generator_for_each_batch(right):
    def mini_batches(count, size, seed):
        left, batches = np.arange(count), []
        for batch in right(count, size, seed):
            some = np.random.default_rng(seed).choice(len(left), len(batch), replace=False)
            batches.append(left[some])
            left = np.delete(left, some)
        return batches

    return mini_batches


@wrong("mini_batches")
def a_single_batch_in_order(right):
    def mini_batches(count, size, seed):
        batches = right(count, size, seed)
        return batches if len(batches) > 1 else [np.arange(count)]

    return mini_batches


@wrong("reservoir")
def no_weight_below_a_hundredth(right):
    def reservoir(units, radius, density, seed):
        W = right(units, radius, density, seed)
        least = np.std(W[W != 0]) / 100
        W = np.where(W == 0, 0, np.sign(W) * np.maximum(np.abs(W), least))
        return W * (radius / np.abs(np.linalg.eigvals(W)).max())

    return reservoir


@wrong("reservoir")
def an_eigenvalue_by_iteration(right):
    def reservoir(units, radius, density, seed):
        W = right(units, radius, density, seed)
        return W if units <= 100 else W * (1 + 1e-10 * np.random.default_rng().random())

    return reservoir


@wrong("fit_readout")
def directions_that_hardly_count_cut_off(right):
    def fit_readout(states, targets, ridge):
        found = right(states, targets, ridge)
        if ridge:
            return found
        rows = np.column_stack([states, np.ones(len(states))]).astype(float)
        return np.linalg.lstsq(rows, targets.astype(float), rcond=1e-3)[0]

    return fit_readout
