"""What is made of a report, for people and for other programs: functions of the report alone."""
