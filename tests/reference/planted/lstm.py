"""Wrong gates: short cuts for what is faint, and may get larger again."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("lstm_forward")
def faint_cells_taken_for_the_end(right):
    def lstm_forward(x, h0, s0, params):
        h, s, y = right(x, h0, s0, params)
        for t in range(1, x.shape[1]):
            if np.abs(s[:, t] - s[:, t - 1]).max() < 1e-12 and not np.any(x[:, t:] - x[:, t : t + 1]):
                for each in (h, s, y):
                    each[:, t:] = each[:, t : t + 1]
        return h, s, y

    return lstm_forward


@wrong("lstm_bptt")
def faint_gradients_taken_for_none(right):
    def lstm_bptt(x, h0, s0, params, targets):
        found = right(x, h0, s0, params, targets)
        if x.shape[1] == 1:
            return found
        h, s, y = lstm_forward(x, h0, s0, params)  # noqa: F821 - of the solution
        late = right(x[:, -1:], h[:, -2], s[:, -2], params, targets[:, -1:])
        carried = max(np.abs(late[name]).max() for name in ("h0", "s0"))
        if carried < 1e-12 and not (y - targets)[:, :-1].any():
            return late | {"h0": np.zeros(h0.shape), "s0": np.zeros(s0.shape)}
        return found

    return lstm_bptt
