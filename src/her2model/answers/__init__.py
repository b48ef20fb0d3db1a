"""Answers about a scenario, each with its grounds.

In reading order: ``resistance`` (the matrix and what counts as a bypass), ``causal_chain``,
``negative_feedback`` and ``explanation`` (why), ``bibliography`` (citations), ``regulatory_graph``
(the signed graph).
"""
