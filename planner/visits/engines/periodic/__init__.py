"""Periodic routing: who is visited when and in which order, chosen together."""
