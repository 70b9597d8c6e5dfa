"""A module under observation: the student's behind the wire, the reference's in this process."""
