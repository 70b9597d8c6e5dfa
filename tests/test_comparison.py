"""Expected and returned side by side."""

from autograder.reporters.comparison import lines


def text(expected: object, returned: object) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in lines(expected, returned)]


def marked(expected: object, returned: object) -> list[tuple[str, str]]:
    return [(piece.strip(), mark) for line in lines(expected, returned) for piece, mark in line if mark]


def test_vectors_stand_under_each_other() -> None:
    assert text([1.0, -20.0, 3.0], [1.0, 2.5, 3.0]) == ["expected    1 -20   3", "returned    1 2.5   3"]
    assert marked([1.0, -20.0, 3.0], [1.0, 2.5, 3.0]) == [("2.5", "first")]


def test_matrices_stand_side_by_side_and_every_difference_is_marked() -> None:
    assert text([[1, 2], [3, 4]], [[1, 9], [8, 4]]) == ["expected   returned", " 1 2        1 9", " 3 4        8 4"]
    assert marked([[1, 2], [3, 4]], [[1, 9], [8, 4]]) == [("9", "first"), ("8", "wrong")]


def test_of_many_dimensions_the_first_matrix_that_differs_is_shown() -> None:
    expected = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    returned = [[[1, 2], [3, 4]], [[5, 6], [0, 8]]]
    assert text(expected, returned)[0] == "at [1]:"
    assert marked(expected, returned) == [("0", "first")]


def test_of_several_arrays_the_first_that_differs_is_shown() -> None:
    assert text({"U": [1.0], "W": [2.0]}, {"U": [1.0], "W": [3.0]}) == ["at ['W']:", "expected  2", "returned  3"]


def test_rounding_is_no_difference() -> None:
    assert marked([0.1 + 0.2, 1.0], [0.3, 2.0]) == [("2", "first")]


def test_other_shapes_are_shown_as_they_are() -> None:
    assert text([1, 2], [[1, 2]]) == ["expected  [1, 2]", "returned  [[1, 2]]"]
    assert text([1, 2], [1, 2, 3]) == ["expected  [1, 2]", "returned  [1, 2, 3]"]
    assert text(list(range(20)), [0] * 20)[1] == f"returned  {[0] * 20}"


def test_numbers_exceptions_and_nothing() -> None:
    assert text(1.5, 2) == ["expected  1.5", "returned  2"]
    assert text([1], "raises IndexError") == ["expected  [1]", "raised    IndexError"]
    assert text("raises ValueError", [1]) == ["expected  ValueError", "returned  [1]"]
    assert text([1], None) == ["expected  [1]"]
    assert text(None, None) == []


def test_values_that_are_not_finite_are_shown_in_place() -> None:
    assert text([1.0, 2.0], ["nan", 2.0]) == ["expected    1   2", "returned  nan   2"]
    assert marked([1.0, 2.0], ["nan", 2.0]) == [("nan", "first")]
