"""The one base of all errors that the engine raises on purpose."""


class EngineError(Exception):
    """Something a person can put right, said in a sentence.

    Parameters
    ----------
    message : str
        What is wrong, where, and with which value.
    remedy : str
        What the person can do about it.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Cancelled(EngineError):
    """The person stopped a running computation; nothing was kept of it."""

    def __init__(self) -> None:
        super().__init__("The computation was cancelled.", "Start it again when you are ready.")
