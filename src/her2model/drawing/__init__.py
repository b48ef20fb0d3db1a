"""Pathway diagrams: slots and wires as plain data, then pictures by matplotlib or as SVG.

In reading order: ``text_metrics``, ``geometry``, ``bundles``, ``lattice``, ``placement``,
``routing``, ``slots`` and ``curated_layout`` say where everything stands in bands; ``layering``,
``tracks``, ``ordering``, ``straightening``, ``curves``, ``chains`` and ``flow_layout`` do so in
layers; ``layout`` chooses. ``styles``, ``scene``, ``shapes``, ``overlay``, ``picture``, ``legend``,
``alt_text``, ``focus`` and ``compose`` make shapes and words of it; ``reason_layout``,
``reason_parts``, ``sentences``, ``report`` and ``reason_page`` tell a reason, ``difference_words``
and ``difference_page`` a difference; ``svg`` and ``canvas`` write them; ``diagram``,
``animation``, ``matrix_layout``, ``matrix_cells`` and ``matrix_chart``, ``set_chart``,
``sampled_plots``, ``plots`` and ``dynamics_plots`` are what users call.
"""
