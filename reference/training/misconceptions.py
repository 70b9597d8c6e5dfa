"""Wrong answers that no small change of the solution makes."""

from collections.abc import Sequence

from autograder.course import misconception

from .solution import pair


@misconception(
    "parameter_count",
    "Layers that cannot follow each other, and windows that do not fit, are counted all the same. Call output_shapes: "
    "it knows the shapes, and it refuses what makes no sense.",
)
def counts_what_cannot_be(input_shape: tuple[int, ...], layers: Sequence[tuple]) -> int:
    total, shape = 0, [int(size) for size in input_shape]
    for name, *settings in layers:
        if name in ("convolution", "pooling"):
            windows = map(pair, settings[1:] if name == "convolution" else (*settings, 0))
            along = zip([*shape, 1, 1][1:3], *windows, strict=True)
            sizes = [max((size - window + 2 * padding) // stride + 1, 1) for size, window, stride, padding in along]
            maps = int(settings[0]) if name == "convolution" else shape[0]
            if name == "convolution":
                height, width = pair(settings[1])
                total += maps * (shape[0] * height * width + 1)
            shape = [maps, *sizes]
        elif name == "flatten":
            count = 1
            for size in shape:
                count *= size
            shape = [count]
        elif name == "dense":
            total += int(settings[0]) * (shape[0] + 1)
            shape = [int(settings[0])]
    return total
