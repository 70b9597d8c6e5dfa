"""The reference of fast_conv against its definition and independent gradients, and its check of
vectorisation.
"""

import sys
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from scipy import signal

from autograder.course import Case, Returned, load_unit, reference_module
from autograder.judging.cases import drawn as drawn_cases
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject, observed
from autograder.submissions.folders import Submission
from autograder.testing import assert_adjoint

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "fast_conv", "solution")

SETTINGS = [
    ((2, 3, 7, 6), (3, 4, 3, 2), 1, 0),
    ((3, 2, 5, 8), (2, 1, 2, 5), 1, 2),
    ((2, 1, 7, 8), (1, 3, 3, 3), 2, 1),
    ((1, 2, 9, 7), (2, 2, 4, 1), (3, 2), (0, 2)),
    ((2, 2, 6, 5), (2, 3, 1, 2), (2, 3), (1, 0)),
    ((1, 1, 3, 3), (1, 1, 5, 5), 1, 1),
]
"""Shapes of images and kernel, stride and padding; rows and columns left over, a kernel larger than
the image.
"""

SAME = [((6, 9), (3, 5)), ((4, 3), (7, 1)), ((5, 5), (1, 1)), ((2, 3), (5, 7)), ((1, 1), (3, 3))]
"""Shapes of image and kernel."""


def drawn(images, param, stride, padding):
    generator = np.random.default_rng([*images, *param])
    x, w = generator.normal(size=images), generator.normal(size=param)
    return x, w, generator.normal(size=by_definition(x, w, stride, padding).shape)


def by_definition(images, param, stride, padding):
    """The convolution as a sum over the places of the kernel; for autograd as well as for NumPy."""
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    n, c, height, width = images.shape
    tall, wide = np.zeros((n, c, p, width)), np.zeros((n, c, height + 2 * p, r))
    padded = anp.concatenate([wide, anp.concatenate([tall, images, tall], axis=2), wide], axis=3)
    rows, columns = padded.shape[2] - param.shape[2] + 1, padded.shape[3] - param.shape[3] + 1
    parts = [
        anp.einsum("ncop,cd->ndop", padded[:, :, k : k + rows : s, m : m + columns : u], param[:, :, k, m])
        for k, m in np.ndindex(param.shape[2:])
    ]
    return sum(parts)


@pytest.mark.parametrize("setting", SETTINGS)
class TestIm2col:
    def test_patches_are_the_windows(self, setting):
        images, param, stride, padding = setting
        x, _, _ = drawn(*setting)
        (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (r, r)))
        patches = reference.image_patches(x, *param[2:], stride, padding)
        out_w = (padded.shape[3] - param[3]) // u + 1
        for q in range(patches.shape[1]):
            top, left = s * (q // out_w), u * (q % out_w)
            np.testing.assert_array_equal(
                patches[:, q], padded[:, :, top : top + param[2], left : left + param[3]].reshape(images[0], -1)
            )

    def test_forward_is_the_definition(self, setting):
        x, w, _ = drawn(*setting)
        np.testing.assert_allclose(
            reference.conv_im2col(x, w, *setting[2:]), by_definition(x, w, *setting[2:]), atol=1e-13
        )

    def test_automatic_differentiation(self, setting):
        x, w, g = drawn(*setting)

        def loss(images, param):
            return anp.sum(by_definition(images, param, *setting[2:]) * g)

        np.testing.assert_allclose(reference.input_grad_im2col(x, w, g, *setting[2:]), grad(loss, 0)(x, w), atol=1e-12)
        np.testing.assert_allclose(reference.param_grad_im2col(x, w, g, *setting[2:]), grad(loss, 1)(x, w), atol=1e-12)

    def test_adjoint(self, setting):
        x, w, g = drawn(*setting)
        steps = setting[2:]
        assert_adjoint(
            lambda x: reference.conv_im2col(x, w, *steps), lambda g: reference.input_grad_im2col(x, w, g, *steps), x, g
        )
        assert_adjoint(
            lambda w: reference.conv_im2col(x, w, *steps), lambda g: reference.param_grad_im2col(x, w, g, *steps), w, g
        )

    def test_pytorch(self, setting, torch):
        x, w, g = drawn(*setting)
        stride, padding = (tuple(map(int, np.broadcast_to(value, 2))) for value in setting[2:])
        images, param = (torch.tensor(array, requires_grad=True) for array in (x, w))
        output = torch.nn.functional.conv2d(images, param.transpose(0, 1), stride=stride, padding=padding)
        output.backward(torch.tensor(g))
        unfolded = torch.nn.functional.unfold(images, w.shape[2:], stride=stride, padding=padding).transpose(1, 2)
        np.testing.assert_array_equal(
            reference.image_patches(x, *w.shape[2:], stride, padding), unfolded.detach().numpy()
        )
        np.testing.assert_allclose(reference.conv_im2col(x, w, stride, padding), output.detach().numpy(), atol=1e-12)
        np.testing.assert_allclose(
            reference.input_grad_im2col(x, w, g, stride, padding), images.grad.numpy(), atol=1e-12
        )
        np.testing.assert_allclose(
            reference.param_grad_im2col(x, w, g, stride, padding), param.grad.numpy(), atol=1e-12
        )

    def test_the_gradients_are_far_from_zero(self, setting):
        x, w, g = drawn(*setting)
        assert np.abs(reference.input_grad_im2col(x, w, g, *setting[2:])).max() > 0.5
        assert np.abs(reference.param_grad_im2col(x, w, g, *setting[2:])).max() > 0.5


@pytest.mark.parametrize(("image", "kernel"), SAME)
class TestSame:
    def test_fourier(self, image, kernel):
        generator = np.random.default_rng([*image, *kernel])
        x, w = generator.normal(size=image), generator.normal(size=kernel)
        expected = by_definition(x[None, None], w[None, None], 1, (kernel[0] // 2, kernel[1] // 2))[0, 0]
        result = reference.conv_fft(x, w)
        assert result.dtype == np.float64
        np.testing.assert_allclose(result, expected, atol=1e-13)
        if kernel <= image:
            np.testing.assert_allclose(result, signal.correlate(x, w, mode="same"), atol=1e-13)

    def test_separable(self, image, kernel):
        generator = np.random.default_rng([*image, *kernel])
        x, column, row = (
            generator.normal(size=image),
            generator.normal(size=kernel[0]),
            generator.normal(size=kernel[1]),
        )
        expected = by_definition(x[None, None], np.outer(column, row)[None, None], 1, (kernel[0] // 2, kernel[1] // 2))[
            0, 0
        ]
        np.testing.assert_allclose(reference.conv_separable(x, column, row), expected, atol=1e-13)


def test_the_error_of_the_transform_is_far_below_the_tolerance():
    generator = np.random.default_rng(0)
    x, w = 255 * generator.uniform(size=(64, 48)), generator.normal(size=(9, 7))
    expected = by_definition(x[None, None], w[None, None], 1, (4, 3))[0, 0]
    assert np.abs(reference.conv_fft(x, w) - expected).max() < 1e-13 * np.abs(expected).max()


def test_results_are_floats_whatever_the_arguments_are():
    images, param = np.arange(12).reshape(1, 1, 3, 4), np.ones((1, 1, 2, 2), dtype=np.float32)
    output_grad = np.ones((1, 1, 2, 3), dtype=np.float32)
    for result in (
        reference.image_patches(images, 2, 2),
        reference.conv_im2col(images, param),
        reference.conv_im2col(images.astype(np.float32), param),
        reference.input_grad_im2col(images.astype(np.float32), param, output_grad),
        reference.param_grad_im2col(images.astype(np.float32), param, output_grad),
        reference.conv_separable(images[0, 0], np.array([1, 2, 1]), np.array([1, 0, -1])),
        reference.conv_fft(images[0, 0].astype(np.float32), np.ones((3, 3), dtype=np.float32)),
    ):
        assert result.dtype == np.float64


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("image_patches", (np.ones((2, 3)), 1, 1), r"images .*\(2, 3\)"),
        ("image_patches", (np.ones((1, 1, 2, 3)), 3, 1), r"3 x 1.*\(1, 1, 2, 3\)"),
        ("image_patches", (np.ones((1, 1, 2, 3)), 1, 1, 0), "stride 0"),
        ("image_patches", (np.ones((1, 1, 2, 3)), 1, 1, 1, -1), "padding -1"),
        (
            "conv_im2col",
            (np.ones((1, 2, 4, 4)), np.ones((3, 1, 2, 2))),
            r"images .*param .*\(1, 2, 4, 4\).*\(3, 1, 2, 2\)",
        ),
        (
            "input_grad_im2col",
            (np.ones((2, 1, 4, 4)), np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 3))),
            r"output_grad .*\(2, 1, 3, 3\).*\(1, 1, 3, 3\)",
        ),
        (
            "param_grad_im2col",
            (np.ones((2, 1, 4, 4)), np.ones((1, 1, 2, 2)), np.ones((2, 1, 9))),
            r"output_grad .*\(2, 1, 9\)",
        ),
        ("conv_separable", (np.ones((4, 4)), np.ones(2), np.ones(3)), r"column and row .*\(2,\)"),
        ("conv_separable", (np.ones(4), np.ones(3), np.ones(3)), r"image .*\(4,\)"),
        ("conv_fft", (np.ones((4, 4)), np.ones((3, 2))), r"kernel .*\(3, 2\)"),
        ("conv_fft", (np.ones((4, 4)), np.ones(3)), r"kernel .*\(3,\)"),
    ],
)
def test_messages_name_the_argument_and_what_it_is(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)


# The check of vectorisation: every way to loop over pixels that executes lines of the student's
# file.

LOOPS = {
    "for": """
    for h in range(image.shape[0]):
        for w in range(image.shape[1]):
            output[h, w] = np.sum(padded[h : h + 3, w : w + 3] * kernel)
""",
    "for over rows": """
    columns = np.arange(image.shape[1])[:, None] + np.arange(3)
    for h in range(image.shape[0]):
        output[h] = np.einsum("kwm,km->w", padded[h : h + 3][:, columns], kernel)
""",
    "for on one line": """
    for h, w in np.ndindex(image.shape): output[h, w] = np.sum(padded[h : h + 3, w : w + 3] * kernel)
""",
    "while": """
    q = 0
    while q < image.size:
        h, w = divmod(q, image.shape[1])
        output[h, w] = np.sum(padded[h : h + 3, w : w + 3] * kernel)
        q += 1
""",
    "list comprehension": """
    output[:] = [[np.sum(padded[h : h + 3, w : w + 3] * kernel) for w in range(image.shape[1])] for h in range(image.shape[0])]
""",
    "generator expression": """
    output[:] = np.fromiter((np.sum(padded[h : h + 3, w : w + 3] * kernel) for h, w in np.ndindex(image.shape)), float).reshape(image.shape)
""",
    "vectorize": """
    output[:] = np.vectorize(lambda h, w: np.sum(padded[h : h + 3, w : w + 3] * kernel))(*np.indices(image.shape))
""",
    "map": """
    values = map(lambda hw: np.sum(padded[hw[0] : hw[0] + 3, hw[1] : hw[1] + 3] * kernel), np.ndindex(image.shape))
    output[:] = np.array(list(values)).reshape(image.shape)
""",
    "recursion": """
    def fill(q):
        if q < image.size:
            h, w = divmod(q, image.shape[1])
            output[h, w] = np.sum(padded[h : h + 3, w : w + 3] * kernel)
            fill(q + 1)
    fill(0)
""",
    "kept answers": """
    kept, key = vars(conv_fft), image.tobytes()
    if key not in kept:
        kept[key] = [[np.sum(padded[h : h + 3, w : w + 3] * kernel) for w in range(image.shape[1])] for h in range(image.shape[0])]
    output[:] = kept[key]
""",
}
NO_LOOPS = {
    "for over the kernel": """
    for k in range(3):
        for m in range(3):
            output += kernel[k, m] * padded[k : k + image.shape[0], m : m + image.shape[1]]
""",
    "windows": """
    output += np.einsum("hwkm,km->hw", np.lib.stride_tricks.sliding_window_view(padded, (3, 3)), kernel)
""",
    "kept tables": """
    kept = vars(conv_fft)
    if image.shape not in kept:
        kept[image.shape] = [[h * padded.shape[1] + w for w in range(image.shape[1])] for h in range(image.shape[0])]
    for k in range(3):
        for m in range(3):
            output += kernel[k, m] * padded.ravel()[np.array(kept[image.shape]) + k * padded.shape[1] + m]
""",
    "a power of two for each axis": """
    room = [1, 1]
    for axis in (0, 1):
        while True:
            if room[axis] >= image.shape[axis] + 2:
                break
            room[axis] = room[axis] * 2
    product = np.fft.rfft2(image, room) * np.fft.rfft2(kernel[::-1, ::-1], room)
    output += np.fft.irfft2(product, room)[1 : 1 + image.shape[0], 1 : 1 + image.shape[1]]
""",
    "a power of two": """
    room = 1
    while room < max(image.shape) + 2:
        room *= 2
    product = np.fft.rfft2(image, (room, room)) * np.fft.rfft2(kernel[::-1, ::-1], (room, room))
    output += np.fft.irfft2(product, (room, room))[1 : 1 + image.shape[0], 1 : 1 + image.shape[1]]
""",
}
FRAME = """import numpy as np
def conv_fft(image, kernel):
    padded, output = np.pad(image, 1), np.zeros(image.shape){body}    return output
"""
ONE_STEP_A_LINE = """import numpy as np
def conv_fft(image, kernel):
    half_h = kernel.shape[0] // 2
    half_w = kernel.shape[1] // 2
    padded = np.pad(image, ((half_h, half_h), (half_w, half_w)))
    output = np.zeros(image.shape)
    for k in range(kernel.shape[0]):
        first_row = k
        end_row = first_row + image.shape[0]
        rows = slice(first_row, end_row)
        for m in range(kernel.shape[1]):
            first_column = m
            end_column = first_column + image.shape[1]
            columns = slice(first_column, end_column)
            seen = padded[rows, columns]
            factor = kernel[k, m]
            part = factor * seen
            before = output
            output = before + part
    return output
"""
TRANSFORM_OF_ITS_OWN = """import numpy as np
def transformed(values, sign):
    size = values.shape[-1]
    values = values.reshape(*values.shape[:-1], size, 1).astype(complex)
    while values.shape[-2] > 1:
        half = values.shape[-2] // 2
        even, odd = values[..., :half, :], values[..., half:, :]
        turn = np.exp(sign * 1j * np.pi * np.arange(values.shape[-1]) / values.shape[-1])
        values = np.concatenate([even + turn * odd, even - turn * odd], axis=-1)
    return values[..., 0, :]
def along_both(values, sign):
    return transformed(transformed(values, sign).T, sign).T
def power(least):
    size = 1
    while size < least:
        size *= 2
    return size
def with_zeros(values, room):
    filled = np.zeros(room)
    filled[:values.shape[0], :values.shape[1]] = values
    return filled
def conv_fft(image, kernel):
    (height, width), (kernel_h, kernel_w) = image.shape, kernel.shape
    room = power(height + kernel_h), power(width + kernel_w)
    product = along_both(with_zeros(image, room), -1) * along_both(with_zeros(kernel[::-1, ::-1], room), -1)
    full = along_both(product, 1).real / (room[0] * room[1])
    return full[kernel_h // 2 : kernel_h // 2 + height, kernel_w // 2 : kernel_w // 2 + width]
"""
ROWS_IN_A_LOOP_FOR_LARGE_KERNELS = """import numpy as np
def conv_fft(image, kernel):
    (height, width), (kernel_h, kernel_w) = image.shape, kernel.shape
    padded = np.pad(image, ((kernel_h // 2, kernel_h // 2), (kernel_w // 2, kernel_w // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    if kernel.size > 49:
        return np.stack([np.einsum("wkm,km->w", row, kernel.astype(float)) for row in windows])
    return np.einsum("hwkm,km->hw", windows, kernel.astype(float))
"""


def mismatches(module: str, name: str = "vectorised", *, examples: bool = False) -> list[str]:
    """What the check has against a module with this conv_fft, in its plain cases or in its examples."""
    unit = load_unit(COURSE, "fast_conv")
    check = next(check for check in unit.exercise("conv_fft").checks if check.name == name)
    right, subject = LocalSubject(unit.solution, unit.name), LocalSubject(module, unit.name)
    strategies = [(each, 1) for each in check.examples] if examples else [(check.cases, check.count)]
    cases = [
        Case(arguments, observed(right, check.observe, "conv_fft", arguments))
        for strategy, count in strategies
        for arguments in drawn_cases(strategy, count, 0)
    ]
    found = [check.verdict(case, observed(subject, check.observe, "conv_fft", case.arguments)) for case in cases]
    return [mismatch.what for mismatch in found if mismatch]


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_over_pixels_is_seen(name: str) -> None:
    found = mismatches(FRAME.format(body=LOOPS[name]))
    assert found
    assert all("lines of Python" in what or "RecursionError" in what for what in found)


@pytest.mark.parametrize("name", NO_LOOPS)
def test_what_is_vectorised_passes(name: str) -> None:
    assert not mismatches(FRAME.format(body=NO_LOOPS[name]))


@pytest.mark.parametrize("module", [TRANSFORM_OF_ITS_OWN, ONE_STEP_A_LINE])
def test_many_lines_pass_where_no_more_come_for_more_pixels(module: str) -> None:
    assert not mismatches(module)
    assert not mismatches(module, "vectorised_otherwise", examples=True)


def test_a_loop_for_large_kernels_alone_is_seen() -> None:
    assert not mismatches(ROWS_IN_A_LOOP_FOR_LARGE_KERNELS)
    assert mismatches(ROWS_IN_A_LOOP_FOR_LARGE_KERNELS, "vectorised_otherwise", examples=True)


def test_a_wrong_result_earns_nothing_however_fast_it_is() -> None:
    assert any("is wrong" in what for what in mismatches(FRAME.format(body="\n    output += image\n")))


HIDDEN_LOOPS = {
    "in_a_thread": """
import threading
def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
    thread = threading.Thread(target=_fill, args=(images, kernel_h, kernel_w, stride, padding))
    thread.start()
    thread.join()
    return _found[-1]
""",
    "in_a_thread_without_an_object": """
import _thread
def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
    arguments = images, kernel_h, kernel_w, stride, padding
    done = _thread.allocate_lock()
    done.acquire()
    _thread.start_new_thread(lambda: (_fill(*arguments), done.release()), ())
    done.acquire()
    return _found[-1]
""",
    "in_a_pool": """
import concurrent.futures
_pool = concurrent.futures.ThreadPoolExecutor(2)
_pool.submit(int).result()
def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
    return _pool.submit(_fill, images, kernel_h, kernel_w, stride, padding).result()
""",
    "in_a_text": """
def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
    names = dict(globals(), arguments=(images, kernel_h, kernel_w, stride, padding))
    exec(TEXT.replace("_fill", "fill") + "\\nresult = fill(*arguments)", names)
    return names["result"]
""",
    "of_a_fixed_length": """
def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
    return _fill(images, kernel_h, kernel_w, stride, padding, rounds=range(2400))
""",
}
FILL = """
def _fill(images, kernel_h, kernel_w, stride=1, padding=0, rounds=()):
    (s, u), (a, b) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (a, a), (b, b)))
    out_h, out_w = (padded.shape[2] - kernel_h) // s + 1, (padded.shape[3] - kernel_w) // u + 1
    found = np.zeros((len(images), out_h * out_w, images.shape[1] * kernel_h * kernel_w))
    for q in max(rounds, range(out_h * out_w), key=len):
        o, p = divmod(min(q, out_h * out_w - 1), out_w)
        found[:, o * out_w + p] = padded[:, :, o * s : o * s + kernel_h, p * u : p * u + kernel_w].reshape(len(found), -1)
    _found.append(found)
    return found
_found = []
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
def test_loops_that_hide_are_loops() -> None:
    exam = class_exam(COURSE, load_unit(COURSE, "fast_conv"))
    with ForkServer(exam.unit.settings, allow_unsafe=True) as server:
        judge = Judge(exam, server, search=False)
        for name, text in {"plain": "image_patches = _fill\n", **HIDDEN_LOOPS}.items():
            module = f"import numpy as np\nTEXT = '''import numpy as np{FILL}'''{FILL}{text}"
            report = judge.judge(Submission(name, "fast_conv", {"fast_conv.py": module.encode()}))
            failed = {c.name for c in report.exercise("image_patches").checks if c.score == 0}
            assert failed == {"vectorised", "vectorised_otherwise", "bad_arguments"}, name


def test_where_products_cancel_the_noise_of_a_fourier_transform_is_no_mistake():
    exercise = next(each for each in load_unit(COURSE, "fast_conv").exercises if each.name == "conv_fft")
    check = exercise.checks[-1]
    kernel = np.full((7, 7), -32768, dtype="int16")
    kernel[3, 3] = 0
    call = {"image": np.array([[32767]], dtype="int16"), "kernel": kernel}
    arguments = {"form": "number_types", "bases": ("kernels_of_three",), "call": call}
    case = Case(arguments, Returned(np.zeros((1, 1))))
    assert check.accept(case, np.full((1, 1), 5e-7)) is None
    assert check.accept(case, np.full((1, 1), 1e-1))
