"""Many submissions, on several cores, and results that outlive an interruption."""
