"""Where an instance keeps its files: everything under var/ of its checkout, nothing of it committed."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The files of one checkout's instance."""

    root: Path

    @classmethod
    def of_this_checkout(cls) -> "Places":
        """Return the places of the checkout that this file lies in."""
        return cls(Path(__file__).resolve().parent.parent.parent)

    @property
    def var(self) -> Path:
        """Everything the instance writes."""
        return self.root / "var"

    @property
    def postgres(self) -> Path:
        """The cluster's home: data, socket and log; a link when its OS user cannot reach the checkout."""
        return self.var / "postgres"

    @property
    def env_file(self) -> Path:
        """Passwords, keys and addresses; mode 600."""
        return self.var / "instance.env"

    @property
    def demo_accounts(self) -> Path:
        """Sign-in names and passwords of the sample municipality; mode 600."""
        return self.var / "demo-accounts.txt"

    @property
    def authority(self) -> Path:
        """The demo authority and its seal; keys of mode 600."""
        return self.var / "authority"

    @property
    def log(self) -> Path:
        """One file for each noisy step, the server and the worker."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """Process ids and locks."""
        return self.var / "run"
