"""One module a contender, named after it; each has `measure(job) -> Measurement`."""
