"""Failing code in the styles of strangers, each with the name or remark that it is to get.

None of it is written as the misconceptions are.  ``None`` is expected of code that is wrong in a way
that has no name: nothing must be guessed there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Stranger(NamedTuple):
    """A definition of one exercise, and what is to be said of it."""

    unit: str
    exercise: str
    expected: str | None
    text: str


def _dense() -> Iterator[tuple[str, str | None, str]]:
    yield "relu", "one_truth_value", "def relu(z):\n    return max(0, z)"
    yield "relu", "nothing_returned", "def relu(z):\n    np.maximum(0.0, z)"
    yield "relu", "absolute_value", "def relu(z):\n    return np.sqrt(1.0 * z * z)"
    yield "relu", None, "def relu(z):\n    return np.maximum(z, 0) ** 3 + 0.3"
    yield "relu", "array_for_a_shape", "def relu(z):\n    a = np.zeros(z)\n    a[z > 0] = z[z > 0]\n    return a"
    yield "sigmoid", "overflows", "def sigmoid(z):\n    return 1 / (1 + np.exp(-1.0 * z))"
    yield "sigmoid", "falls_instead_of_rising", "def sigmoid(x):\n    return 0.5 - 0.5 * np.tanh(0.5 * x)"
    softmax = "def softmax(z):\n    z = np.asarray(z, float)\n    e = {}\n    return e / {}"
    last = "e.sum(axis=-1)[..., None]"
    yield "softmax", "powers_of_minus_z", softmax.format("np.exp(-z - (-z).max(axis=-1, keepdims=True))", last)
    yield "softmax", "shifted_by_the_largest_of_all", softmax.format("np.exp(z - z.max())", last)
    yield "softmax", "sums_over_everything", softmax.format("np.exp(z - z.max())", "e.sum()")
    yield "softmax", None, softmax.format("np.exp(2.5 * (z - z.max(axis=-1, keepdims=True)))", last)
    fits = "    assert z.shape == output_grad.shape\n"
    head = f"def softmax_grad(z, output_grad):\n{fits}"
    rows = (
        "    out = np.zeros(z.shape)\n    for i in np.ndindex(z.shape[:-1]):\n        s = softmax(z[i])\n"
        "        out[i] = {}\n    return out"
    )
    yield "softmax_grad", "hands_output_grad_through", f"{head}    return np.array(output_grad, dtype=float)"
    yield "softmax_grad", "diagonal_only", head + rows.format("np.diag(s) @ output_grad[i]")
    yield "softmax_grad", "elementwise_jacobian", head + rows.format("output_grad[i] * (s - s**2)")
    yield "softmax_grad", None, head + rows.format("output_grad[i] * np.sqrt(s) + 0.1")
    mask = f"def relu_grad(z, output_grad):\n{fits}    out = np.array(output_grad, float)\n    out[{{}}] = 0\n    return out"
    yield "relu_grad", "passes_at_zero", mask.format("z < 0")
    yield "relu_grad", "always_zero", mask.format("...")
    yield "relu_grad", None, mask.format("z < 1.3")
    yield from _costs()
    layer = "def dense(x, weights, bias):\n    assert x.ndim == 2 and bias.shape == (weights.shape[1],)\n"
    yield "dense", "bias_forgotten", f"{layer}    return np.einsum('nd,dm->nm', x.astype(float), weights)"
    yield (
        "dense",
        None,
        f"{layer}    return np.einsum('nd,dm->nm', x.astype(float), weights**3) + bias",
    )
    grads = (
        "def dense_grads(x, weights, output_grad):\n"
        "    assert x.ndim == 2 and weights.ndim == 2 and weights.shape[0] == x.shape[1] and output_grad.shape == (len(x), weights.shape[1])\n"
        "    g = output_grad.astype(float)\n    dW, db = np.zeros(weights.shape), np.zeros(weights.shape[1])\n"
        "    for n in range(len(x)):\n        {}\n        db += g[n]\n"
        "    return {{'x': g @ weights.T, 'weights': {}, 'bias': {}}}"
    )
    add = "dW += np.outer(x[n], g[n])"
    yield "dense_grads", "always_zero", grads.format("pass", "dW", "db")
    yield "dense_grads", "bias_averaged", grads.format(add, "dW", "db / len(x)")
    yield "dense_grads", "weights_averaged", grads.format(add, "dW / len(x)", "db")
    yield "dense_grads", "wrong_parts", grads.format(add, "dW ** 3", "db")
    untransposed = grads.format(add, "dW", "db").replace("g @ weights.T", "g @ weights")
    yield "dense_grads", "product_does_not_fit", untransposed


def _costs() -> Iterator[tuple[str, str | None, str]]:
    both = "    assert prediction.shape == target.shape and prediction.ndim == 2\n"
    made = lambda name, body: f"def {name}(prediction, target):\n{both}    n = len(target)\n{body}"  # noqa: E731
    squares = made("mean_squared_error", "    e = (1.0 * prediction - target) ** 2\n    return {}")
    yield "mean_squared_error", "half_of_the_squares", squares.format("e.sum() / (2 * n)")
    yield "mean_squared_error", "mean_over_everything", squares.format("e.mean()")
    yield "mean_squared_error", "sum_of_squares", squares.format("float(sum(map(sum, e)))")
    yield "mean_squared_error", None, squares.format("np.sqrt(e.sum() / n) + 0.1")
    error = made("mean_squared_error_grad", "    e = prediction.astype(float) - target\n    return {}")
    yield "mean_squared_error_grad", "both_factors_missing", error.format("e + 0")
    yield "mean_squared_error_grad", "one_over_n_missing", error.format("e + e")
    yield "mean_squared_error_grad", "factor_of_two_missing", error.format("e / n")
    yield "mean_squared_error_grad", "target_minus_prediction", error.format("-2 / n * e")
    for guard in ("1e-9", "1e-10", "1e-12"):
        log = f"    logs = np.log(prediction + {guard})\n"
        yield (
            "cross_entropy",
            "class_by_argmax",
            made(
                "cross_entropy", f"{log}    return -sum(logs[i, t] for i, t in enumerate(target.argmax(axis=-1))) / n"
            ),
        )
    half = "    p = np.clip(prediction.astype(float), {0}, 1 - {0})\n    return -(target * np.log(p)).sum() / n"
    for guard in ("1e-8", "1e-12"):
        yield "binary_cross_entropy", "only_the_yes_half", made("binary_cross_entropy", half.format(guard))
    away = "    p = np.clip(prediction.astype(float), 1e-12, 1 - 1e-12)\n"
    yield (
        "binary_cross_entropy_grad",
        "gradient_by_the_pre_activation_without_n",
        made("binary_cross_entropy_grad", "    return 1.0 * prediction - target"),
    )
    yield (
        "binary_cross_entropy_grad",
        "binary_one_over_n_missing",
        made("binary_cross_entropy_grad", f"{away}    return (1 - target) / (1 - p) - target / p"),
    )
    yield (
        "cross_entropy_grad",
        "prediction_minus_target",
        made("cross_entropy_grad", "    return 1.0 * prediction - target"),
    )


def _pooling() -> Iterator[tuple[str, str | None, str]]:
    head = """def {name}(images, {grad}size, stride):
    h, w = (size, size) if np.ndim(size) == 0 else size
    s, t = (stride, stride) if np.ndim(stride) == 0 else stride
    assert images.ndim == 4 and h > 0 and w > 0 and s > 0 and t > 0
    N, C, H, W = images.shape
    assert h <= H and w <= W
"""
    loops = """    OH, OW = {rows}, {columns}
    out = np.zeros((N, C, OH, OW))
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    window = images[n, c, i * s : i * s + h, j * t : j * t + w]
                    {body}
    return out
"""
    sizes = {"rows": "(H - h) // s + 1", "columns": "(W - w) // t + 1"}

    def forward(name: str, body: str, extra: str = "", **other: str) -> str:
        return head.format(name=name, grad="") + extra + loops.format(**{**sizes, **other}, body=body)

    refuses = "    assert (H - h) % s == 0 and (W - w) % t == 0\n"
    yield "max_pool", "remainder_refused", forward("max_pool", "out[n, c, i, j] = window.max()", refuses)
    yield "average_pool", "remainder_refused", forward("average_pool", "out[n, c, i, j] = window.mean()", refuses)
    yield (
        "max_pool",
        "remainder_refused",
        forward(
            "max_pool",
            "out[n, c, i, j] = window.max()",
            "    if (H - h) % s or (W - w) % t:\n        raise ValueError('does not fit')\n",
        ),
    )
    zero = "out[n, c, i, j] = max([0, *window.ravel()])"
    yield "max_pool", "starts_at_zero", forward("max_pool", zero)
    yield "max_pool", None, forward("max_pool", "out[n, c, i, j] = np.sort(window.ravel())[-1] * 1.25 + 1")
    yield "average_pool", "sum_in_place_of_mean", forward("average_pool", "out[n, c, i, j] = sum(window.ravel())")
    yield "average_pool", None, forward("average_pool", "out[n, c, i, j] = np.median(window) + window[0, 0] / 3")
    back = """    OH, OW = (H - h) // s + 1, (W - w) // t + 1
    assert output_grad.shape == (N, C, OH, OW)
    dx = np.zeros(images.shape)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    part = np.s_[n, c, i * s : i * s + h, j * t : j * t + w]
                    x = images[part]
                    mask = np.zeros(h * w)
                    mask[np.argmax(x)] = 1
                    mask, g = mask.reshape(h, w), output_grad[n, c, i, j]
                    {body}
    return dx
"""

    def backward(name: str, body: str) -> str:
        return head.format(name=name, grad="output_grad, ") + back.format(body=body)

    yield "max_pool_grad", "overwrites_whole_windows", backward("max_pool_grad", "dx[part] = mask * g")
    yield "max_pool_grad", "all_tied_maxima", backward("max_pool_grad", "dx[part] += (x == x.max()) * g")
    yield "max_pool_grad", "shared_by_the_window", backward("max_pool_grad", "dx[part] += g / (h * w)")
    yield "max_pool_grad", "output_grad_ignored", backward("max_pool_grad", "dx[part] += mask")
    yield "max_pool_grad", "always_zero", backward("max_pool_grad", "dx[part] + mask * g")
    yield "max_pool_grad", None, backward("max_pool_grad", "dx[part] += mask * g * x.max()")
    yield "average_pool_grad", "mean_overwrites_on_overlap", backward("average_pool_grad", "dx[part] = g / h / w")
    yield "average_pool_grad", "whole_gradient_for_all", backward("average_pool_grad", "dx[part] += np.full((h, w), g)")


def _conv_channels() -> Iterator[tuple[str, str | None, str]]:
    yield (
        "output_size",
        "forgets_the_first_place",
        (
            "def output_size(size, kernel, stride=1, padding=0):\n"
            "    if kernel < 1 or stride < 1 or padding < 0 or size < 1 or kernel > size + 2 * padding:\n"
            "        raise ValueError\n    return int((size + padding + padding - kernel) / stride)"
        ),
    )
    head = """def {name}(images, param, {grad}stride=1, padding=0):
    s, t = (stride, stride) if np.ndim(stride) == 0 else stride
    p, q = (padding, padding) if np.ndim(padding) == 0 else padding
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0] or min(s, t) < 1 or min(p, q) < 0:
        raise ValueError
    N, C, H, W = images.shape
    _, D, kh, kw = param.shape
    OH, OW = (H + 2 * p - kh) // s + 1, (W + 2 * q - kw) // t + 1
    if OH < 1 or OW < 1:
        raise ValueError
    {extra}
    x = np.zeros((N, C, H + 2 * p, W + 2 * q))
    x[:, :, p : p + H, q : q + W] = images
"""
    loop = """    out = np.zeros((N, D, OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = np.tensordot(x[:, :, i * s : i * s + kh, j * t : j * t + kw], {kernel}, ([1, 2, 3], [0, 2, 3]))
    return out
"""

    def forward(kernel: str, extra: str = "pass") -> str:
        return head.format(name="conv_channels", grad="", extra=extra) + loop.format(kernel=kernel)

    yield (
        "conv_channels",
        "remainder_refused",
        forward("param", "assert (H + 2 * p - kh) % s == 0 and (W + 2 * q - kw) % t == 0"),
    )
    yield "conv_channels", "rotated_kernels", forward("np.flip(param, (2, 3))")
    yield "conv_channels", "constant_factor", forward("param / 2.0")
    yield "conv_channels", None, forward("param ** 2.0 + 0.5")
    back = """    assert output_grad.shape == (N, D, OH, OW)
    dx = np.zeros(x.shape)
    for i in range(OH):
        for j in range(OW):
            part = np.s_[:, :, i * s : i * s + kh, j * t : j * t + kw]
            dx[part] {sign} np.tensordot(output_grad[:, :, i, j], param.astype(float), ([1], [1]))
    return {crop}
"""

    def backward(sign: str, crop: str) -> str:
        return head.format(name="input_grad_channels", grad="output_grad, ", extra="pass") + back.format(
            sign=sign, crop=crop
        )

    yield "input_grad_channels", "crops_to_minus_padding", backward("+=", "dx[:, :, p:-p, q:-q]")
    yield "input_grad_channels", "overwrites_overlaps", backward("=", "dx[:, :, p : p + H, q : q + W]")
    yield "input_grad_channels", "padding_not_removed", backward("+=", "dx")


def _schedulers() -> Iterator[tuple[str, str | None, str]]:
    adagrad = """class Adagrad:
    def __init__(self, eta):
        self.lr, self.G = float(eta), None
    def update_change(self, gradient):
        g = np.array(gradient, dtype=float)
        if self.G is None or np.shape(self.G) != g.shape:
            self.G = np.zeros(g.shape)
        self.G = self.G + g * g
        return {change}
    def reset(self):
        self.G = None
"""
    for guard in ("1e-7", "1e-6", "1e-9", "1e-10"):
        yield "Adagrad", "guard_of_another_size", adagrad.format(change=f"self.lr / ({guard} + self.G**0.5) * g")
    for guard in ("1e-8", "1e-7", "1e-6"):
        yield "Adagrad", "guard_inside_the_root", adagrad.format(change=f"self.lr / np.sqrt(self.G + {guard}) * g")
    yield "Adagrad", "root_missing", adagrad.format(change="self.lr * g / (1e-8 + self.G)")
    yield "Adagrad", None, adagrad.format(change="self.lr * g / (1e-8 + self.G ** 0.25)")
    rms = (
        adagrad.replace("Adagrad", "RMSProp")
        .replace("self, eta)", "self, eta, rho)")
        .replace("self.lr, self.G = float(eta), None", "self.lr, self.rho, self.G = float(eta), float(rho), None")
    )
    average = rms.replace("self.G + g * g", "self.G + (1 - self.rho) * (g * g - self.G)")
    yield "RMSProp", "average_root_missing", average.format(change="self.lr * g / (self.G + 1e-8)")
    yield "RMSProp", "average_guard_inside_the_root", average.format(change="self.lr * g / (self.G + 1e-8) ** 0.5")
    yield "RMSProp", "average_guard_of_another_size", average.format(change="self.lr * g / (self.G ** 0.5 + 1e-7)")
    adam = """class Adam:
    def __init__(self, eta, rho, rho2):
        self.lr, self.b1, self.b2 = float(eta), float(rho), float(rho2)
        self.m, self.v, self.t = 0, 0, 0
    def update_change(self, gradient):
        g = np.array(gradient, dtype=float)
        {count}
        self.m = self.m + (1 - self.b1) * (g - self.m)
        self.v = self.v + (1 - self.b2) * (g * g - self.v)
        return {change}
    def reset(self):
        self.m, self.v, self.t = 0, 0, 0
"""
    count = "self.t += 1"
    scaled = "self.lr * (1 - self.b2**self.t) ** 0.5 / (1 - self.b1**self.t) * self.m / (self.v**0.5 + 1e-8)"
    yield "Adam", "correction_in_the_step_size", adam.format(count=count, change=scaled)
    yield "Adam", "without_correction", adam.format(count=count, change="self.lr * self.m / (self.v**0.5 + 1e-8)")
    yield "Adam", "without_correction", adam.format(count=count, change="self.lr * self.m / (self.v + 1e-8) ** 0.5")
    right = "self.lr * self.m / (1 - self.b1**self.t) / ((self.v / (1 - self.b2**self.t)) ** 0.5 + {})"
    yield "Adam", "steps_not_counted", adam.format(count="self.t = 1", change=right.format("1e-8"))
    yield "Adam", "adam_guard_of_another_size", adam.format(count=count, change=right.format("1e-7"))
    yield "Adam", None, adam.format(count=count, change=right.format("0.125"))


def _conv1d() -> Iterator[tuple[str, str | None, str]]:
    conv = """def conv_1d(input_, param):
    L, K = len(input_), len(param)
    if np.ndim(input_) != 1 or np.ndim(param) != 1 or K % 2 == 0:
        raise ValueError
    out = {buffer}
    for i in range(L):
        for k in range(K):
            if 0 <= i + k - K // 2 < L:
                out[i] {sign} float(input_[i + k - K // 2]) * float(param[{place}])
    return out
"""
    zeros = "np.zeros(L)"
    yield "conv_1d", "flipped_kernel", conv.format(buffer=zeros, sign="+=", place="K - 1 - k")
    yield "conv_1d", "constant_factor", conv.format(buffer=zeros, sign="+=", place="k] * 3 + 0 * param[k")
    yield "conv_1d", "constant_factor", conv.format(buffer=zeros, sign="-=", place="k")
    yield "conv_1d", None, conv.format(buffer="np.ones(L) / 3", sign="+=", place="k")
    gradients = """def param_grad_1d_batch(batch, param, output_grad=None):
    if np.ndim(batch) != 2 or np.ndim(param) != 1 or len(param) % 2 == 0:
        raise ValueError
    g = np.ones(batch.shape) if output_grad is None else output_grad
    if g.shape != batch.shape:
        raise ValueError
    K, total = len(param), np.zeros(len(param))
    for row, back in zip(batch, g):
        padded = np.concatenate([np.zeros(K // 2), row, np.zeros(K // 2)])
        total {sign} np.array([np.sum(padded[k : k + len(row)] * back) for k in range(K)])
    return total{factor}
"""
    yield "param_grad_1d_batch", "mean_over_the_batch", gradients.format(sign="+=", factor=" / len(batch)")
    yield "param_grad_1d_batch", "last_sample_only", gradients.format(sign="=", factor="")


STRANGERS = [
    Stranger(unit, *each)
    for unit, made in {
        "dense": _dense,
        "pooling": _pooling,
        "conv_channels": _conv_channels,
        "schedulers": _schedulers,
        "conv1d": _conv1d,
    }.items()
    for each in made()
]
