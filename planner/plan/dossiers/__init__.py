"""A page a customer: all that the register and every room said about him."""

from planner.plan.dossiers.writing import FOLDER, write_dossiers

__all__ = ["FOLDER", "write_dossiers"]
