"""Why a release does not serve."""

from __future__ import annotations

from typing import NamedTuple


class Failure(NamedTuple):
    """What a check found."""

    check: str
    """pull, backup, start, restore, health, version or smoke."""
    message: str
    """One sentence: what was asked, what came back."""
    services: tuple[str, ...] = ()
    """Whose log says more; where there is none, the app's own services."""
    is_hopeless: bool = False
    """Whether waiting can't help."""

    def of(self, number: int) -> str:
        return f"Release {number} failed its {self.check} check. {self.message}"
