"""What differs between finished plans, and why; which of them no other one beats."""

from planner.comparing.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
