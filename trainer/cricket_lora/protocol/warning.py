"""What a run says that is no failure."""

Value = str | int | float


class RunWarning:
    """`words` are English, with {name} for each parameter; editors say it in their language by the
    code (src/core/run/trainerWarnings.ts)."""

    def __init__(self, code: str, words: str, **parameters: Value) -> None:
        self.code = code
        self.message = words.format(**parameters)
        self.parameters = parameters
