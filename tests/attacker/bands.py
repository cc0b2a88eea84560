"""Bands: the counts of `hidden` States whose share lies in a band.

This is written from the public description of the bands, and compares fractions count by count. A
share on a boundary belongs to the band further from the middle. A half belongs to the lower of the
two bands beside it.
"""

from fractions import Fraction

HALF = Fraction(1, 2)


def holds(share: Fraction, lower: Fraction, upper: Fraction) -> bool:
    """Returns whether a share from 0 to 1 is in the band from `lower` to `upper`."""
    if share == lower:
        # The lower boundary belongs to the band if it is above the middle, or if no band is below
        # it.
        return lower > HALF or lower == 0
    if share == upper:
        return upper <= HALF or upper == 1
    return lower < share < upper


def counts(lower_percent: int, upper_percent: int, hidden: int) -> tuple[int, int]:
    """Returns the least and the greatest count that the band allows; `hidden` is 1 or more."""
    lower, upper = Fraction(lower_percent, 100), Fraction(upper_percent, 100)
    inside = [count for count in range(hidden + 1) if holds(Fraction(count, hidden), lower, upper)]
    if not inside:
        raise ValueError(f"no count of {hidden} lies in {lower_percent} to {upper_percent} %")
    return inside[0], inside[-1]
