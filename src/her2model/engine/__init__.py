"""Exact dynamics of one scenario.

In reading order: ``network`` (rules compiled to bit masks), ``scenario`` (stages, forced species),
``trap_spaces``, ``simulation``, ``trap_space_listing`` and ``asynchronous_attractors`` (what users
call); ``trap_space_estimate`` for their number; ``dynamics``, ``state_space``, ``run_counts``,
``run_rules``, ``packed_sampling``, ``shares`` and ``sampling`` for questions state by state and run
by run; ``run_steps`` and ``compiled_runs`` for many runs, with numba.
"""
