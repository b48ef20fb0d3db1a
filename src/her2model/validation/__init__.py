"""Measured: how often verdicts come true, beside the rules of thumb that they have to beat.

Read :mod:`~her2model.validation.panel` (what was measured), :mod:`~her2model.validation.statistics`
(what a figure means), then :mod:`~her2model.validation.scoring`, which puts a model to a panel.
"""
