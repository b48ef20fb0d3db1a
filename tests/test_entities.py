"""What the figures' words mean: the faults that a curator has to see, each as a case."""

import re
from collections import Counter
from pathlib import Path

import pytest

import her2model as h2
from her2model.errors import UnknownName
from her2model.model import strict_yaml
from her2model.model.entities import Entities, Reading, read_entities
from her2model.model.figures import Figure
from her2model.model.shipped import bibliography, entities

SEEDS = Path(__file__).parent.parent / "seeds"
S0 = "PMC3233287__onc0111109010002"
S1 = "PMC7464074__cancers-12-02081-g001"
S2 = "PMC9640784__41573_2022_579_Fig2_HTML"
S3 = "PMC8005514__fphar-12-628690-g003"
S4 = "PMC3808214__brc-0008-0256-g02"

# (number, figures, words, entity or None when rejected, what is meant where rejected, fault)
Case = tuple[int, str, str, str | None, str | None, str | None]
FAULTS: list[Case] = [
    (1, S1, "МЕК", "MEK", None, "homoglyph"),
    (2, S2, "P13K", "PI3K", None, "OCR"),
    (3, S3, "PI3KCA", "PIK3CA", None, "spelling"),
    (4, S1, "DM1", "mertansine", None, "previous symbol"),
    (4, S1, "DMPK", None, "mertansine", "previous symbol"),
    (5, S1, "PDK", "PDPK1", None, "family"),
    (5, S1, "PDK1 PDK2 PDK3 PDK4", None, "PDPK1", "family"),
    (6, S0, "XYLT2", None, "SOS", "homonym"),
    (7, S0, "CUX1", None, "PI3K", "homonym"),
    (8, S0, "SART3", None, "PI3K", "homonym"),
    (9, S0, "ARHGEF7", None, "PI3K", "homonym"),
    (10, S0, "CBFA2T2", None, "PI3K", "homonym"),
    (11, S0, "PPP1R13B PPP1R12C", None, "PI3K", "homonym"),
    (12, S0, "CCL26", None, "TSC", "homonym"),
    (13, f"{S0} {S2} {S3}", "ZHX2", None, "RAF", "homonym"),
    (14, f"{S0} {S2}", "MAP2K7", None, "MEK", "homonym"),
    (15, f"{S0} {S2}", "EPHB2", None, "ERK", "previous symbol"),
    (16, S3, "NBN", None, "p95HER2", "homonym"),
    (17, S3, "MARK1", None, "ERK", "OCR"),
    (17, S3, "par-1", None, "ERK", "other organism"),
    (18, S0, "TRAP1 HSP90B1", None, "HSP90", "family"),
    (19, f"{S0} {S1} {S2} {S3}", "PIK3R4", None, "PI3K", "family"),
    (20, f"{S0} {S1} {S2} {S3}", "PIK3CG PIK3R5", None, "PI3K", "family"),
    (20, f"{S1} {S2} {S3}", "PIK3R6", None, "PI3K", "family"),
    (21, S2, "HERZ", "ERBB2", None, "OCR"),
    (22, S2, "her1", None, "EGFR", "other organism"),
    (22, S2, "her2", None, "ERBB2", "other organism"),
    (22, S2, "her3", None, "ERBB3", "other organism"),
    (23, S2, "cd4-1", None, "CD44", "other organism"),
    (24, S2, "rab1ab", None, "RAS", "other organism"),
    (25, S2, "mtor", None, "MTOR", "other organism"),
    (25, S2, "cdk2", None, "CDK2", "other organism"),
    (25, S2, "cdk4", None, "CDK4", "other organism"),
    (25, S2, "cdk6", None, "CDK6", "other organism"),
    (25, S2, "ccnd1", None, "CCND1", "other organism"),
    (25, S2, "pik3ca", None, "PIK3CA", "other organism"),
    (25, S3, "Mtor Tor", None, "MTOR", "other organism"),
    (26, S0, "drk", None, "GRB2", "other organism"),
    (26, S0, "Sos", None, "SOS", "other organism"),
    (26, S0, "Dsor1", None, "MEK", "other organism"),
    (26, S0, "rl Erk7", None, "ERK", "other organism"),
    (26, S0, "gig", None, "TSC2", "other organism"),
    (26, S0, "Tsc1", None, "TSC1", "other organism"),
    (26, S0, "S6k", None, "S6K", "other organism"),
    (26, S0, "Thor", None, "EIF4EBP1", "other organism"),
    (26, S0, "Hsp83 Gp93", None, "HSP90", "other organism"),
    (26, f"{S0} {S3}", "Raf", None, "RAF", "other organism"),
    (26, f"{S0} {S3}", "Pten", None, "PTEN", "other organism"),
    (26, f"{S0} {S3} {S4}", "Akt", None, "AKT", "other organism"),
    (26, f"{S0} {S3}", "Pi3K92E Pi3K21B Pi3K59F Pi3K68D", None, "PI3K", "other organism"),
    (26, f"{S0} {S3}", "Ras85D Ras64B", None, "RAS", "other organism"),
    (27, S0, "ras", None, "RAS", "other organism"),
    (27, S0, "rh", None, "RHEB", "other organism"),
    (27, S0, "mid", None, "PTEN", "other organism"),
    (27, S0, "Myb Taf4 Taf5 Rpn2", None, "PI3K", "other organism"),
    (27, S0, "Crtc", None, "mTORC1", "other organism"),
    (27, S0, "Sap-r l(1)G0020 Mtk", None, None, "other organism"),
    (28, S4, "her Hers Hesr", None, "HER_family", "other organism"),
    (28, S4, "Coa", None, "coactivators", "other organism"),
    (28, S4, "tf", None, "transcription_factors", "other organism"),
    (28, S4, "MKP-4 p38b rl", None, "ERK", "other organism"),
    (29, S0, "SOS; son of sevenless", "SOS", None, "spelling"),
    (30, S0, "RHeB", "RHEB", None, None),
    (31, S0, "extracellular signal–related kinase", "ERK", None, "spelling"),
    (32, S2, "Co-occuring", None, None, "spelling"),
    (33, f"{S0} {S1} {S2}", "HER2 HER-2 Her2", "ERBB2", None, None),
    (33, f"{S0} {S1} {S3}", "p95HER2 p95HER-2 P95HER2 p95-HER2", "p95HER2", None, None),
    (33, f"{S0} {S1}", "IGF-1R IGF1-R IGF1R", "IGF1R", None, None),
    (33, S1, "C-met c-MET MET", "MET", None, None),
    (33, f"{S0} {S1}", "HER3 HER-3 Her3", "ERBB3", None, None),
    (34, S0, "Cancer", None, None, "not a gene"),
    (34, S0, "Cardiomyopathy", None, None, "not a gene"),
    (34, S0, "Lung cancer", None, None, "not a gene"),
    (34, S0, "Noonan syndrome", None, None, "not a gene"),
    (34, S2, "tumour", None, None, "not a gene"),
    (38, S1, "mTOR MTOR", "MTOR", None, None),
    (38, S0, "mTORC1", "mTORC1", None, None),
    (38, S0, "mTORC2", "mTORC2", None, None),
    (38, S0, "mTORC1/2", None, "mTORC1", "complex"),
]
SEVERAL_WORDS = {"SOS; son of sevenless", "extracellular signal–related kinase", "Lung cancer",
                 "Noonan syndrome"}  # fmt: skip
ELSEWHERE = {35, 36, 37}  # faults of lists and of missing values: tests of their own below


@pytest.fixture(scope="module")
def table() -> Entities:
    return entities()


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return h2.read_figures(SEEDS)


@pytest.mark.parametrize(
    ("number", "figids", "words", "entity", "meant", "fault"),
    FAULTS,
    ids=[f"F{case[0]} {case[2]}" for case in FAULTS],
)
def test_fault(
    table: Entities,
    number: int,
    figids: str,
    words: str,
    entity: str | None,
    meant: str | None,
    fault: str | None,
) -> None:
    for figid in figids.split():
        for word in [words] if words in SEVERAL_WORDS else words.split():
            reading = table.read(word, figid)
            assert reading, word
            found = (reading.word, reading.entity, reading.meant, reading.fault)
            assert found == (word, entity, meant, fault)
            assert reading.is_rejected is (entity is None)
            assert bool(reading.why) is (fault is not None)


def test_every_fault_has_a_case() -> None:
    assert {case[0] for case in FAULTS} | ELSEWHERE == set(range(1, 39))


@pytest.mark.parametrize(
    ("figid", "printed"),
    [
        (S2, "P13K"),
        (S3, "PI3KCA"),
        (S0, "SOS; son of sevenless"),
        (S0, "RHeB"),
        (S0, "extracellular signal–related kinase"),
        (S2, "Co-occuring"),
    ],
)
def test_faults_of_captions_stand_there(
    figures: dict[str, Figure], figid: str, printed: str
) -> None:
    assert printed in figures[figid].caption


def test_the_cyrillic_word_is_not_the_latin_one(figures: dict[str, Figure]) -> None:
    words = {g.word for g in figures[S1].gene_words}
    assert "МЕК" in words
    assert "MEK" not in words


def test_listed_words_of_the_faults_are_in_the_lists(figures: dict[str, Figure]) -> None:
    """The cases are about these figures, not invented."""
    printed_only = {1, 2, 3, 4, 5, 21, 29, 30, 31, 32, 33, 38}
    for number, figids, words, *_ in FAULTS:
        if number in printed_only:
            continue
        for figid in figids.split():
            for word in [words] if words in SEVERAL_WORDS else words.split():
                assert word in figures[figid].keywords, (number, word)


# -- all the words ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figid", "mapped", "rejected"),
    [(S0, 36, 52), (S1, 37, 9), (S2, 32, 19), (S3, 24, 20), (S4, 0, 9)],
)
def test_every_word_is_mapped_or_rejected(
    table: Entities, figures: dict[str, Figure], figid: str, mapped: int, rejected: int
) -> None:
    readings = table.read_figure(figures[figid])
    assert [word for word, reading in readings.items() if reading is None] == []
    kinds = Counter(bool(r and r.is_rejected) for r in readings.values())
    assert (kinds[False], kinds[True]) == (mapped, rejected)
    for word, reading in readings.items():
        assert isinstance(reading, Reading)
        assert reading.word == word
        if reading.is_rejected:
            assert len(reading.why) >= 8
            assert reading.fault
        else:
            assert reading.entity in table.by_id


def test_all_lists_of_a_record_are_read(table: Entities, figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        readings = table.read_figure(figure)
        rows = {w for g in figure.gene_words for w in (g.word, g.hgnc_symbol)}
        terms = {t.word for t in (*figure.chemicals, *figure.diseases)}
        assert set(readings) == {*figure.keywords, *rows, *terms} - {None}


def test_duplicate_rows_are_one_word(table: Entities, figures: dict[str, Figure]) -> None:
    """Fault 37: the word HER2 stands in four rows, and the first mention keeps its place."""
    rows = [g.word for g in figures[S1].gene_words]
    assert rows.count("Her2") == 4
    assert len(figures[S1].genes) == len(set(figures[S1].genes))
    assert list(table.read_figure(figures[S1])).count("Her2") == 1
    assert [g for g in figures[S1].genes if g.startswith("AKT")] == ["AKT2", "AKT3", "AKT1"]


def test_a_row_for_a_figure_goes_before_the_common_meaning(table: Entities) -> None:
    assert table.read("DM1") == Reading("DM1", "mertansine")
    common = table.read("PIK3CG")
    assert common == Reading("PIK3CG", "PIK3CG")
    here = table.read("PIK3CG", S0)
    assert here
    assert here.is_rejected
    assert table.read("PIK3CG", "another figure") == common


def test_rows_of_a_figure_go_before_rows_of_all() -> None:
    small = table_of(
        "entities: {A: {kind: gene}, B: {kind: gene}}\n"
        "words:\n"
        "  - {word: x, entity: A, fault: OCR, why: usually}\n"
        "  - {word: x, entity: B, fault: OCR, why: here, figures: [f]}\n"
    )
    assert [getattr(small.read("x", figid), "entity", None) for figid in ("f", "g", None)] == [
        "B",
        "A",
        "A",
    ]


def test_words_that_nobody_has_read(table: Entities) -> None:
    assert table.read("XYZ1") is None
    assert table.read("") is None
    assert table.read("akt1") is None  # no guessing by case: akt1 is the fish gene
    figure = Figure(figid="f", pmcid="p", caption="c", keywords=("XYZ1", "AKT1"))
    assert table.read_figure(figure) == {"XYZ1": None, "AKT1": Reading("AKT1", "AKT1")}


# -- what the lists miss ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figid", "missed"),
    [
        (S0, {"ERBB2", "p95HER2", "RHEB", "EIF4EBP1", "PIP2", "PIP3", "trastuzumab", "lapatinib"}),
        (S1, {"p95HER2", "trastuzumab", "trastuzumab_emtansine"}),
        (S2, {"p95HER2", "ESR1", "CD44_hyaluronan", "trastuzumab"}),
        (S3, {"p95HER2", "ERK", "trastuzumab"}),
        (S4, {"ERBB2", "AKT", "ERK", "ESR1", "HER_family", "pertuzumab", "lapatinib"}),
    ],
)
def test_what_the_lists_miss(
    table: Entities, figures: dict[str, Figure], figid: str, missed: set[str]
) -> None:
    rows = {m.entity: m.why for m in table.missed[figid]}
    assert missed <= set(rows)
    readings = table.read_figure(figures[figid]).values()
    assert not set(rows) & {r.entity for r in readings if r}
    for why in rows.values():
        quoted = re.match("the caption's ([^;]+)", why)
        assert not quoted or quoted[1] in figures[figid].caption


def test_missed_rows_are_about_the_seeds(table: Entities, figures: dict[str, Figure]) -> None:
    assert set(table.missed) <= set(figures)


# -- families and complexes -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("PI3K", "PIK3CA PIK3CB PIK3CD PIK3R1 PIK3R2 PIK3R3"),
        ("AKT", "AKT1 AKT2 AKT3"),
        ("RAS", "KRAS HRAS NRAS"),
        ("RAF", "ARAF BRAF RAF1"),
        ("MEK", "MAP2K1 MAP2K2"),
        ("ERK", "MAPK1 MAPK3"),
        ("HSP90", "HSP90AA1 HSP90AB1"),
    ],
)
def test_families_stay_families(table: Entities, family: str, members: str) -> None:
    assert table[family].kind == "family"
    assert table[family].members == tuple(members.split())
    reading = table.read(family)
    assert reading
    assert reading.entity == family
    for member in members.split():
        assert table[member].kind == "gene"
        assert table.is_or_contains(family, member)
        assert not table.is_or_contains(member, family)
        assert table.read(member) == Reading(member, member)


@pytest.mark.parametrize("name", h2.list_models())
def test_no_member_is_simulated_beside_its_family(table: Entities, name: str) -> None:
    model = h2.load(name)
    ruled = {model.species[s].entity for s in model.rules if model.species[s].entity}
    for entity in filter(None, ruled):
        if table[entity].kind == "family":
            assert not ruled & set(table[entity].members), entity


def test_the_mtor_complexes_are_not_mtor(table: Entities) -> None:
    assert table.is_or_contains("mTORC1", "MTOR")
    assert table.is_or_contains("mTORC2", "MTOR")
    assert not table.is_or_contains("mTORC1", "mTORC2")
    assert not table.is_or_contains("MTOR", "mTORC1")
    assert "RPTOR" in table["mTORC1"].members
    assert "RICTOR" in table["mTORC2"].members


def test_variants_belong_to_their_gene(table: Entities) -> None:
    assert table["p95HER2"].parent == "ERBB2"
    assert table.is_or_contains("ERBB2", "p95HER2")
    assert not table.is_or_contains("p95HER2", "ERBB2")
    assert table.is_or_contains("trastuzumab_emtansine", "mertansine")


def test_containment_is_reflexive_and_needs_known_names(table: Entities) -> None:
    assert all(table.is_or_contains(e, e) for e in table.by_id)
    with pytest.raises(UnknownName, match="'HER9' is not an entity"):
        table["HER9"]


# -- identifiers ------------------------------------------------------------------------------


def test_genes_have_their_identifiers(table: Entities) -> None:
    for entity in table.by_id.values():
        prefixes = [x.partition(":")[0] for x in entity.xrefs]
        if entity.kind == "gene":
            assert prefixes == ["hgnc", "ncbigene", "uniprot"], entity.id
        if entity.kind == "drug":
            assert prefixes or entity.note, entity.id  # a note says why there is none


def test_no_two_entities_share_an_identifier(table: Entities) -> None:
    xrefs = Counter(x for e in table.by_id.values() for x in e.xrefs)
    assert [x for x, times in xrefs.items() if times > 1] == []


def test_pelitinib_is_no_other_drug(table: Entities) -> None:
    assert table.read("EKB-569") == Reading("EKB-569", "pelitinib")


def test_bibliography_is_keyed_by_identifier() -> None:
    rows = bibliography()
    assert all(re.match(r"(pubmed:\d+|pmc:PMC\d+|doi:10\..+|uky:.+|aacr:.+)$", key) for key in rows)
    assert all(row.id == key for key, row in rows.items())


# -- small tables -----------------------------------------------------------------------------


def table_of(text: str) -> Entities:
    return read_entities(strict_yaml.parse(f"format: her2model-entities/1\n{text}"))


def test_members_at_any_depth() -> None:
    small = table_of(
        "entities:\n"
        "  A: {kind: gene}\n"
        "  A_cut: {kind: variant, parent: A}\n"
        "  Pair: {kind: complex, members: [A_cut]}\n"
        "  All: {kind: family, members: [Pair]}\n"
    )
    assert small.is_or_contains("All", "A_cut")
    assert not small.is_or_contains("All", "A")


def test_names_are_id_label_and_aliases() -> None:
    small = table_of("entities: {A: {kind: gene, label: A-1, aliases: [alpha, A]}}\n")
    for word in ("A", "A-1", "alpha"):
        assert small.read(word) == Reading(word, "A")
    assert small.read("a") is None


def test_a_table_without_words() -> None:
    small = table_of("entities: {}\n")
    assert small.by_id == {}
    assert small.words == ()
    assert small.read("A") is None
