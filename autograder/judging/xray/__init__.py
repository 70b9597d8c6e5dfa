"""X-ray: when an exercise is wrong, and what it computes in the place of what it should.

Each says only what is proven on the student's own answers, and no mark depends on any of it.
"""

from autograder.judging.xray.seen import seen_through

__all__ = ["seen_through"]
