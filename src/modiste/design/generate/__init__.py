"""Make many designs of one wish: sample, mutate, cross, judge, and lay out a board."""

from modiste.design.generate.board import Board, Candidate, board
from modiste.design.generate.brief import Brief
from modiste.design.generate.evidence import Evidence
from modiste.design.generate.taste import Taste

__all__ = ["Board", "Brief", "Candidate", "Evidence", "Taste", "board"]
