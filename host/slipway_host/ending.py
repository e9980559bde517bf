"""How a call ends before its work is done."""

from __future__ import annotations


class Ending(Exception):
    """Ends the call with an answer. The message is for people, and holds no secret.

    Args:
        code: one of the exit codes of the protocol.
        outcome: one of the protocol's outcomes.
        message: what is the matter, where, and what to do.
    """

    def __init__(self, code: int, outcome: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.outcome = outcome
        self.message = message
