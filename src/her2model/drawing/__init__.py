"""Pathway diagrams: slots and wires as plain data, then pictures by matplotlib or as SVG.

In reading order: ``text_metrics``, ``geometry``, ``bundles``, ``lattice``, ``placement``,
``routing``, ``slots``, ``curated_layout`` and ``layout`` say where everything stands; ``styles``,
``scene``, ``shapes``, ``overlay``, ``picture``, ``legend``, ``alt_text``, ``focus`` and ``compose``
make shapes and words of it; ``svg`` and ``canvas`` write them; ``diagram``, ``set_plots`` and
``dynamics_plots`` are what users call.
"""
