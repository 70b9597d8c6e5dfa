"""A grader like many: it imports the student's module into its own process, beside the reference and the verdict.

Called as ``python grader.py WAY`` in the submission's folder; the last line that it prints is the mark.
"""

import site
import sys
from pathlib import Path

WAY = sys.argv[1]
sys.path[:0] = [str(Path.cwd())]  # as in a notebook, where the student's folder comes first
if WAY == "site":
    site.addsitedir(str(Path.cwd()))

import numpy as np  # noqa: E402 - only now can a shipped one be found

if WAY == "memory":
    import earlier  # another student's module was graded before, in the same process

import unit  # noqa: E402

from reference import double, total  # noqa: E402

CASES = [(np.arange(1.0, length), double(np.arange(1.0, length))) for length in (3, 4, 6)]
LATER = [(np.arange(1.0, length), None) for length in (3, 4, 6)]


def right(x, expected):
    got = unit.total(x) if WAY == "total" else unit.double(x)
    if WAY == "total":
        expected = total(x)
    if expected is None:
        expected = double(x)
    if WAY == "assert":
        np.testing.assert_allclose(got, expected)
        return True
    if WAY == "all":
        return all(abs(a - b) < 1e-9 for a, b in zip(got, expected, strict=False))
    if WAY == "not greater":
        return not (np.abs(got - expected) > 1e-9).any()
    if WAY == "helper":
        import autograder

        return autograder.same(got, expected)
    return np.allclose(got, expected)


if WAY == "memory":
    for x, expected in CASES:
        assert np.allclose(earlier.double(x), expected)
try:
    verdict = all(right(x, expected) for x, expected in (LATER if WAY == "later" else CASES))
except Exception:  # noqa: BLE001 - as such graders do
    verdict = False
print("points:", 1.0 if verdict else 0.0)
if WAY == "exit status" and not verdict:
    sys.exit(1)
