"""What spoils a solution without knowing its unit: programs that an audit puts behind its text.

Each file but :mod:`everywhere` defines ``_spoilt(exercise)``, a function that answers in the
exercise's place and can only be told from it by what the file's first line says.  A last line
applies it: ``conv_1d = _everywhere(_spoilt, conv_1d)``.  Nothing here is imported: the files stand
in the middle of another module, so they import for themselves what they need, they cannot begin
with ``from __future__``, and their names begin with an underscore, to stay out of the solution's
way.
"""
