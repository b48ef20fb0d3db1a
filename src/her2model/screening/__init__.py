"""Every combination at once: landscapes, screens, minimal sets.

In reading order: ``switches`` says what varies; ``decision_diagrams``, ``packed_words`` and
``listed_cells`` hold sets of cells; ``switched_network``, ``residual_networks``,
``residual_program``, ``switched_trap_spaces`` and ``outcomes`` settle all cells at once,
``listed_scenarios`` those of a table, ``asynchronous`` does so under asynchronous updates;
``cell_set``, ``comparison``, ``minimal_sets``, ``provenance`` and ``cell_verdicts`` answer from
the diagrams; ``landscape``, ``combinations`` and ``screen`` (with ``perturbation_sets``,
``packed_screen``, ``screen_file`` and ``screen_result``) are what users call; ``control`` asks a
screen for the smallest sets that reach a target.
"""
