"""Wrong answers to the exercises of the unit rnn that people really give, each with the hint that
helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments
alone.
"""

import numpy as np

from autograder.course import misconception

from .solution import rnn_step

# rnn_forward


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
