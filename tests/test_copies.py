"""A copy shares no array with what it was made of, and has its form."""

import numpy as np

from autograder.course import Repeated
from autograder.values.copies import copied


def test_arrays_are_copied_at_any_depth() -> None:
    value = {"a": (np.zeros(2), [np.zeros(2)]), "b": "text"}
    copy = copied(value)
    copy["a"][0][:] = 1
    copy["a"][1][0][:] = 1
    copy["a"][1].append(3)
    assert not value["a"][0].any()
    assert not value["a"][1][0].any()
    assert len(value["a"][1]) == 1
    assert copy["b"] == "text"


def test_sequences_keep_their_type_named_ones_too() -> None:
    factors = np.linalg.svd(np.eye(2))  # a named tuple
    assert type(copied(factors)) is type(factors)
    assert copied(factors).S is not factors.S
    assert type(copied(Repeated(1, 2, 3, {}))) is Repeated
    assert [type(copied(value)) for value in ((), [], {}, (1,))] == [tuple, list, dict, tuple]
