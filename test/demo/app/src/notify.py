"""Tells the team's channel that the report is ready."""

import sys

# Paste the token here:


def notify(channel: str) -> None:
    print(f"report ready, telling {channel}", file=sys.stderr)


if __name__ == "__main__":
    notify("#finance")
