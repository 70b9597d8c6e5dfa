"""The pictures of the lectures: ``python reference/pictures.py`` writes each beside the lecture that
shows it.

They are SVG, written by hand, for they are small so, and sharp at any size.  Each is a card with a ground
of its own, light or dark as its reader likes, so that it can be read on any page.
"""

from __future__ import annotations

import dataclasses
import html
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).parent

STYLE = """<style>
.card { fill: #fbfcfe; }
.cell, .box { fill: #eef3fb; stroke: #3b5b92; }
.zero { fill: #fbfcfe; stroke: #8a94a8; stroke-dasharray: 3 2; }
.warm { fill: #fde3c4; stroke: #b3610a; }
.cool { fill: #dff2e1; stroke: #2d7a36; }
.window { fill: none; stroke: #b3610a; stroke-width: 3; }
.other { fill: none; stroke: #2d7a36; stroke-width: 3; stroke-dasharray: 7 4; }
.way { stroke: #5a6478; fill: none; stroke-width: 1.5; marker-end: url(#way); }
.back { stroke: #c02f2f; fill: none; stroke-width: 1.5; marker-end: url(#back); }
.line { stroke: #5a6478; fill: none; }
#way path { fill: #5a6478; }
#back path { fill: #c02f2f; }
text { fill: #1d2433; font: 15px sans-serif; text-anchor: middle; dominant-baseline: central; }
.small { font-size: 12px; }
.left { text-anchor: start; }
.red { fill: #c02f2f; }
@media (prefers-color-scheme: dark) {
.card { fill: #151b29; }
.cell, .box { fill: #1d2940; stroke: #8fb0ea; }
.zero { fill: #151b29; stroke: #7c869b; }
.warm { fill: #5a3a12; stroke: #f0a851; }
.cool { fill: #1d4425; stroke: #78c983; }
.window { stroke: #f0a851; }
.other { stroke: #78c983; }
.way, .line { stroke: #a9b4c8; }
.back { stroke: #ff8a80; }
#way path { fill: #a9b4c8; }
#back path { fill: #ff8a80; }
text { fill: #eef1f7; }
.red { fill: #ff8a80; }
}
</style>
<defs>
<marker id="way" viewBox="0 0 8 8" refX="8" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9"
orient="auto"><path d="M0 0L8 4L0 8z"/></marker>
<marker id="back" viewBox="0 0 8 8" refX="8" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9"
orient="auto"><path d="M0 0L8 4L0 8z"/></marker>
</defs>"""

Point = tuple[float, float]

Kind = Callable[[int, int], str]
"""Of what kind the cell in a row and column is."""


@dataclasses.dataclass
class Drawing:
    """A card on which one draws; all sizes are in pixels."""

    width: float
    height: float
    parts: list[str] = dataclasses.field(default_factory=list)

    def box(self, x: float, y: float, width: float, height: float, kind: str = "box") -> None:
        self.parts.append(f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3"/>')

    def circle(self, x: float, y: float, radius: float, kind: str = "box") -> None:
        self.parts.append(f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>')

    def text(self, x: float, y: float, words: str, kind: str = "") -> None:
        named = f' class="{kind}"' if kind else ""
        self.parts.append(f'<text{named} x="{x:g}" y="{y:g}">{html.escape(words)}</text>')

    def way(self, *points: Point, kind: str = "way", width: float | None = None) -> None:
        """A way through these points, with an arrow at its end unless it is a ``line``."""
        through = "L".join(f"{x:g} {y:g}" for x, y in points)
        style = f' style="stroke-width:{width:.2g}"' if width is not None else ""
        self.parts.append(f'<path class="{kind}"{style} d="M{through}"/>')

    def cells(self, x: float, y: float, values: Sequence[Sequence[object]], size: float, kind: Kind) -> None:
        """A table of values, each in a cell of the kind that its row and column say."""
        for row, line in enumerate(values):
            for column, value in enumerate(line):
                self.box(x + column * size, y + row * size, size, size, kind(row, column))
                if value != "":
                    self.text(x + (column + 0.5) * size, y + (row + 0.5) * size, str(value))

    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}">{STYLE}'
            f'<rect class="card" width="{self.width:g}" height="{self.height:g}" rx="8"/>{"".join(self.parts)}</svg>\n'
        )


def always(kind: str) -> Kind:
    return lambda _row, _column: kind


def indexed(letter: str, number: object) -> str:
    """A name with an index below the line, such as h₁."""
    return f"{letter}{str(number).translate(str.maketrans('0123456789t', '₀₁₂₃₄₅₆₇₈₉ₜ'))}"


# Convolutions.


def sliding_window() -> Drawing:
    """The kernel on the padded signal, at its second place; the window of the last place is dashed."""
    drawing, size, left = Drawing(560, 250), 56.0, 130.0
    padded, kernel, output = [0, 1, 2, 3, 4, 5, 0], [1, 1, 1], [3, 6, 9, 12, 9]
    for x, y, words in ((14, 58, "kernel w"), (14, 114, "padded t"), (14, 212, "output o")):
        drawing.text(x, y, words, "left")
    drawing.cells(left + size, 30, [kernel], size, always("warm"))
    drawing.cells(left, 86, [padded], size, lambda _row, column: "zero" if column in (0, 6) else "cell")
    drawing.box(left + size, 86, 3 * size, size, "window")
    drawing.box(left + 4 * size, 86, 3 * size, size, "other")
    drawing.cells(
        left + size, 184, [output], size, lambda _row, column: ("cell", "warm", "cell", "cell", "cool")[column]
    )
    for column in (1, 2, 3):
        drawing.way((left + (column + 0.5) * size, 142), (left + 2.5 * size, 184))
    for column in (4, 5, 6):
        drawing.way((left + (column + 0.5) * size, 142), (left + 5.5 * size, 184), kind="line")
    drawing.way((left + 4.3 * size, 58), (left + 6.4 * size, 58))
    drawing.text(left + 5.35 * size, 42, "moves on by one", "small")
    return drawing


def padding_and_stride() -> Drawing:
    """An image of 5 x 5 in a border of zeros, two windows at stride 2, and the output of 3 x 3."""
    drawing, size = Drawing(560, 300), 34.0
    drawing.cells(
        20, 36, [[0 if 0 in (r, c) or 6 in (r, c) else "" for c in range(7)] for r in range(7)], size, _border
    )
    drawing.box(20 + 2 * size, 36, 3 * size, 3 * size, "window")
    drawing.box(20 + 4 * size, 36 + 2 * size, 3 * size, 3 * size, "other")
    drawing.text(20 + 3.5 * size, 18, "image 5 × 5, padding 1, kernel 3 × 3", "small")
    big = 50.0
    kinds = {(0, 1): "warm", (1, 2): "cool"}
    drawing.cells(370, 80, [[""] * 3] * 3, big, lambda row, column: kinds.get((row, column), "cell"))
    drawing.text(370 + 1.5 * big, 62, "output 3 × 3", "small")
    drawing.way((20 + 5 * size, 36 + 0.8 * size), (370 + 1.5 * big, 80 + 0.3 * big))
    drawing.way((20 + 7 * size, 36 + 3.5 * size), (370 + 2.4 * big, 80 + 1.5 * big))
    drawing.text(445, 256, "stride 2: two pixels further", "small")
    drawing.text(445, 274, "for each output", "small")
    return drawing


def _border(row: int, column: int) -> str:
    return "zero" if {row, column} & {0, 6} else "cell"


def channels() -> Drawing:
    """Three channels, two output channels with a kernel for each channel, and the sums."""
    drawing = Drawing(620, 300)
    names = ("red", "green", "blue")
    for number, name in enumerate(names):
        y = 44.0 + 82 * number
        drawing.cells(20, y, [[""] * 4] * 4, 16, always("cell"))
        drawing.text(52, y - 10, name, "small")
    for output, (kind, x, y) in enumerate((("warm", 230.0, 26.0), ("cool", 230.0, 162.0))):
        for number in range(3):
            place = y + 38 * number
            drawing.cells(x, place, [[""] * 2] * 2, 16, always(kind))
            drawing.way((86, 76 + 82 * number), (x - 6, place + 16))
            drawing.way((x + 38, place + 16), (356, y + 54))
        drawing.circle(374, y + 54, 16, kind)
        drawing.text(374, y + 54, "+")
        drawing.way((392, y + 54), (450, y + 54))
        drawing.cells(456, y + 24, [[""] * 3] * 3, 20, always(kind))
        drawing.text(568, y + 54, f"feature map {output}", "small")
    drawing.text(246, 12, "2 × 3 kernels", "small")
    drawing.text(62, 12, "3 input channels", "small")
    drawing.text(486, 12, "2 output channels", "small")
    return drawing


def pooling_window() -> Drawing:
    """Two overlapping windows with the same maximum, a third with a tie, and where gradients go."""
    drawing, size = Drawing(620, 250), 44.0
    image = [[1, 0, 2, 0, 3], [0, 9, 4, 0, 1], [2, 1, 0, 3, 0]]
    drawing.text(20 + 2.5 * size, 20, "image, windows 3 × 3, stride 1", "small")
    drawing.cells(20, 40, image, size, lambda row, column: "warm" if (row, column) == (1, 1) else "cell")
    drawing.box(20, 40, 3 * size, 3 * size, "window")
    drawing.box(20 + size + 4, 44, 3 * size - 8, 3 * size - 8, "other")
    drawing.text(20 + 2.5 * size, 196, "both windows have the maximum 9:", "small")
    drawing.text(20 + 2.5 * size, 214, "its gradient is g₀ + g₁", "small")
    drawing.text(450, 20, "a tie: the first one gets it all", "small")
    drawing.cells(330, 56, [[0, 7], [7, 1]], size, lambda row, column: "warm" if not row and column else "cell")
    drawing.box(330, 56, 2 * size, 2 * size, "window")
    drawing.way((430, 100), (486, 100), kind="back")
    drawing.text(458, 84, "back", "small red")
    drawing.cells(496, 56, [[0, "g"], [0, 0]], size, lambda row, column: "warm" if not row and column else "cell")
    drawing.text(450, 170, "row by row, the 7 above comes first", "small")
    return drawing


# Layers, and what flows back.


def graph_of_a_layer() -> Drawing:
    """A dense layer as a graph: values go to the right, gradients come back."""
    drawing, y = Drawing(700, 250), 110.0
    nodes = {"x": (50.0, y), "·": (190.0, y), "+": (320.0, y), "f": (450.0, y), "L": (640.0, y)}
    for name, (x, height) in nodes.items():
        drawing.circle(x, height, 20, "cool" if name in "xL" else "box")
        drawing.text(x, height, {"·": "×"}.get(name, name))
    for name, x in (("W", 190.0), ("b", 320.0)):
        drawing.circle(x, 34, 18, "warm")
        drawing.text(x, 34, name)
        drawing.way((x - 5, 53), (x - 5, 88))
        drawing.way((x + 5, 88), (x + 5, 53), kind="back")
    between = list(nodes.values())
    for (first, _), (second, _) in itertools.pairwise(between):
        drawing.way((first + 21, y - 5), (second - 21, y - 5))
        drawing.way((second - 21, y + 5), (first + 21, y + 5), kind="back")
    for x, words in ((120, "x"), (255, "x W"), (385, "z"), (545, "a")):
        drawing.text(x, y - 20, words)
    for x, words in ((120, "δ Wᵀ"), (255, "δ"), (385, "δ = g ⊙ f′(z)"), (545, "g = ∂L/∂a")):
        drawing.text(x, y + 24, words, "red small")
    drawing.text(226, 68, "xᵀ δ", "red small")
    drawing.text(364, 68, "sum of δ", "red small")
    drawing.way((40, 200), (90, 200))
    drawing.text(102, 200, "values, forward: each node computes and remembers what it needs", "left small")
    drawing.way((90, 224), (40, 224), kind="back")
    drawing.text(102, 224, "gradients, backward: times the slope of the node that they pass", "left small red")
    return drawing


# Recurrent networks.


def unrolled() -> Drawing:
    """A recurrent network, drawn once with a loop, and unrolled over three steps."""
    drawing = Drawing(700, 290)
    _step(drawing, 80, "t")
    drawing.way((103, 124), (138, 124), (138, 174), (95, 174), (95, 148))
    drawing.text(154, 150, "W")
    drawing.text(200, 130, "=")
    drawing.circle(260, 130, 22, "zero")
    drawing.text(260, 130, "h₀")
    before = 260.0
    for number, x in enumerate((370.0, 490.0, 610.0), 1):
        _step(drawing, x, number)
        drawing.way((before + 24, 125), (x - 24, 125))
        drawing.way((x - 24, 137), (before + 24, 137), kind="back")
        drawing.text((before + x) / 2, 112, "W")
        before = x
    drawing.text(400, 270, "to the right: values. To the left, in red: gradients, through Wᵀ at each step", "small")
    return drawing


def _step(drawing: Drawing, x: float, number: object) -> None:
    """Input, state and output of one step, from below upwards."""
    for letter, y, kind, weight in (("x", 222.0, "warm", "U"), ("h", 130.0, "box", "V"), ("y", 38.0, "cool", "")):
        drawing.circle(x, y, 22, kind)
        drawing.text(x, y, indexed(letter, number))
        if weight:
            drawing.way((x, y - 23), (x, y - 69))
            drawing.text(x - 14, y - 46, weight)


def vanishing() -> Drawing:
    """How much of a gradient is left, step by step, for three factors: as thick as the arrows are."""
    drawing, steps = Drawing(700, 230), 6
    for row, (factor, words) in enumerate(((0.6, "factor 0.6"), (1.0, "factor 1"), (1.4, "factor 1.4"))):
        y = 44 + 64 * row
        drawing.text(14, y, words, "left")
        for step in range(steps + 1):
            x = 130 + 88 * step
            drawing.circle(x, y, 17, "box")
            drawing.text(x, y, indexed("h", step + 1), "small")
            if step < steps:
                left = factor ** (steps - step)
                drawing.way((x + 70, y), (x + 18, y), kind="back", width=2.2 * left)
                drawing.text(x + 44, y - 17, f"{left:.2g}", "small red")
    drawing.text(350, 212, "The loss is at h₇. Each step back multiplies by the factor.", "small")
    return drawing


def gates() -> Drawing:
    """A cell of an LSTM: the straight way of the cell above, three gates, and the state."""
    drawing = Drawing(700, 330)
    drawing.box(110, 24, 480, 258, "zero")
    drawing.way((30, 70), (216, 70))
    drawing.way((244, 70), (356, 70))
    drawing.way((384, 70), (670, 70))
    drawing.text(60, 52, "sₜ₋₁")
    drawing.text(640, 52, "sₜ")
    for x, y, sign in ((230.0, 70.0, "×"), (370.0, 70.0, "+"), (370.0, 146.0, "×"), (530.0, 180.0, "×")):
        drawing.circle(x, y, 14, "box")
        drawing.text(x, y, sign)
    for x, y, name, kind in (
        (230.0, 222.0, "f", "warm"),
        (320.0, 222.0, "i", "warm"),
        (410.0, 222.0, "g", "cool"),
        (480.0, 222.0, "o", "warm"),
    ):
        drawing.box(x - 26, y - 16, 52, 32, kind)
        drawing.text(x, y, name)
        drawing.way((x, 262), (x, 239))
    drawing.way((230, 206), (230, 85))
    drawing.way((320, 206), (320, 146), (355, 146))
    drawing.way((410, 206), (410, 146), (385, 146))
    drawing.way((370, 132), (370, 85))
    drawing.way((480, 206), (480, 180), (515, 180))
    drawing.box(504, 104, 52, 30, "cool")
    drawing.text(530, 119, "tanh", "small")
    drawing.way((530, 70), (530, 103))
    drawing.way((530, 134), (530, 165))
    drawing.way((544, 180), (670, 180))
    drawing.text(640, 162, "hₜ")
    drawing.way((30, 262), (480, 262), kind="line")
    drawing.text(60, 246, "xₜ, hₜ₋₁")
    drawing.text(350, 306, "f, i, o: gates between 0 and 1. The cell's way above meets no matrix and no tanh.", "small")
    return drawing


PICTURES: dict[str, tuple[str, Callable[[], Drawing]]] = {
    "sliding_window": ("conv1d", sliding_window),
    "channels": ("conv_channels", channels),
    "padding_and_stride": ("conv_channels", padding_and_stride),
    "pooling_window": ("pooling", pooling_window),
    "graph_of_a_layer": ("dense", graph_of_a_layer),
    "unrolled": ("rnn", unrolled),
    "vanishing": ("rnn", vanishing),
    "gates": ("lstm", gates),
}
"""Each picture by its name, with the unit whose lecture shows it."""


def files() -> dict[Path, str]:
    """Where each picture is written, and what."""
    return {HERE / unit / f"{name}.svg": draw().svg() for name, (unit, draw) in PICTURES.items()}


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
