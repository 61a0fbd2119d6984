"""Electronic signatures (PAdES) of printed documents: making them, and judging those that come back.

`seal` and `signer` make; `verdicts`, `envelope` and `check` judge, without Django and without a network; `process` does
that confined, `services` hands it a file.
"""
