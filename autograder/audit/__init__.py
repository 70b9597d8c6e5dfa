"""Is the judge right?  All that a unit's checks must accept and all that they must catch is put to
them.
"""
