"""Forms: how arguments may come, whatever an exercise does with them.

A contract such as "any memory order, whole numbers of every width, results to all digits, calls by
keyword, sizes of thousands" holds for every exercise, so nobody writes cases for it: an exercise
whose checks look at a plain call gets one more check, ``forms``, whose cases are those of its own
checks in other forms (:mod:`.making`, a form to a file), and where an author says how, calls in which much is large or
unusual at once (:mod:`.busy`).  It is worth a tenth of the exercise.  A case counts only where
the check that it was made from has passed: what is wrong anyhow is not held against the form.

In the same way the calls that must be refused are crossed with all kinds of good arguments
(:mod:`.bad_calls`), and manners are looked at in calls of every check.
"""

from autograder.course.forms.busy import A_CALL, Busy, Drawn, Size, Windows, setting
from autograder.course.forms.changes import nearly_symmetric, silent_at_first
from autograder.course.forms.check import looks_at_a_call, with_forms
from autograder.course.forms.declared import (
    ANY_FORM,
    EARLIER_CALLS,
    HUGE,
    LONGEST,
    Forms,
    Together,
    eighths,
    pick,
    small_in_the_middle,
    whole_numbers,
)

__all__ = [
    "ANY_FORM",
    "A_CALL",
    "EARLIER_CALLS",
    "HUGE",
    "LONGEST",
    "Busy",
    "Drawn",
    "Forms",
    "Size",
    "Together",
    "Windows",
    "eighths",
    "looks_at_a_call",
    "nearly_symmetric",
    "pick",
    "setting",
    "silent_at_first",
    "small_in_the_middle",
    "whole_numbers",
    "with_forms",
]
