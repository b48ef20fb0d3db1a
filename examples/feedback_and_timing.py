"""What never settles: trastuzumab while neuregulin is about, and everolimus's own feedback."""

import her2model as h2

model = h2.load("her2-resistance")

result = h2.simulate(model, drugs=["trastuzumab"], context={"NRG1": 1})
mean, error = result.fraction("Proliferation", runs=50)
print(f"With neuregulin, trastuzumab leaves proliferation {result['Proliferation']}:")
print(f"  on for {mean:.2f} ± {error:.2f} of the time under asynchronous updating")
print(h2.explain(result, "Proliferation"))
print()

# Everolimus lifts the brake that S6K holds on IRS1, and AKT signalling goes on.
conditions = {"context": {"IGF1": 1}}
before = h2.simulate(model, **conditions)
after = h2.simulate(model, drugs=["everolimus"], **conditions)
for species in ("mTORC1", "S6K", "IRS1", "AKT", "Proliferation"):
    print(f"everolimus with IGF1 about: {species} {before[species]} -> {after[species]}")
print()

steps = h2.trajectory(model, "synchronous", drugs=["lapatinib"]).changes()
for number, changed in enumerate(steps, 1):
    told = ", ".join(f"{s} {'on' if v else 'off'}" for s, v in changed.items())
    print(f"lapatinib, step {number}: {told}")
print("A qualitative model of published statements; not for clinical use.")
