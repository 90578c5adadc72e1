"""What the benchmarks of the trainer share."""
