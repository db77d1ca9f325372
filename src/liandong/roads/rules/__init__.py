"""What a travel time is, and how one is estimated where no road is known."""

from liandong.roads.rules.times import Eta, EtaMatrix, Method, straight_line, straight_matrix

__all__ = ["Eta", "EtaMatrix", "Method", "straight_line", "straight_matrix"]
