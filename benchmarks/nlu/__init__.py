"""Understanding, measured against peers: ``python -m benchmarks.nlu --help``."""
