"""From a submission to a report: cases, attempts, marks and explanations."""
