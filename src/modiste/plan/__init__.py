"""The weekly plan: runs the capabilities' steps in order and records the run."""
