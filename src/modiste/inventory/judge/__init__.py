"""The judge: replays a policy over demand that is known and says what it would have earned."""

from __future__ import annotations
