"""What queries find, on both engines, now and in the past; and what they refuse."""

from __future__ import annotations

from datetime import date

import pytest

from taskforce.store.changes.batch import Batch, create, delete, edit
from taskforce.store.query.compile import compile_query
from taskforce.store.query.lookup import query_word
from taskforce.store.query.syntax import MOST_TERMS, QueryError, Word, parse
from taskforce.store.read.items import Selection, item_counts, item_lines, item_rows
from taskforce.store.store import Store

from query_list import TODAY, fill, found  # isort: skip

ALL = "1 2 3 4 5 6 7 8"

FOUND = {
    # words
    "": ALL,
    "undang": "2 3",
    "cafe": "8",
    '"draf buku"': "1",
    "anggaran": "6",
    "o'brien": "8",
    "[/]": "5",
    # parts of words, from three letters on; apostrophes do not count
    "dangan": "3",
    "arasumbe": "2",
    "ng": "",
    "obrien": "8",
    "OB’RIEN": "8",
    # who and which office
    "farid": "1 2",
    "arid": "1 2",
    "fa": "1 2",
    "tantri narindra": "2 7",
    '"farid soufian"': "1 2",
    "kominfo": "1",
    "sehatan": "5",
    "-farid is:open": "3 6 8",
    "OR-OR": "",
    "rapat OR susun": "1 5",
    "undang -narasumber": "3",
    # choices, in either language
    "status:blocked": "6",
    "status:terkendala,selesai": "4 5 6",
    "status:belum-mulai": "2 3",
    'status:"Not started"': "2 3",
    "-status:done,cancelled": "1 2 3 6 8",
    "priority:high": "1",
    "prioritas>sedang": "1 5 6",
    "priority>=medium priority<urgent": "1 2 3 7 8",
    "priority<=rendah": "4",
    "horizon:quick_win": "3",
    "horizon:none": "1 2 4 5 6 7 8",
    "horizon:none,qw": ALL,
    # people
    "lead:farid": "1",
    "pic:soufian": "1",
    'lead:"Drs. H. Farid Soufian, M.Si."': "1",
    "@galuh": "2",
    "lead:@galuh,farid": "1 2",
    "lead:none": "3 4 5 6 8",
    "lead:": "3 4 5 6 8",
    "lead:kosong,farid": "1 3 4 5 6 8",
    "-lead:farid": "2 3 4 5 6 7 8",
    "member:farid": "1 2",
    "anggota:galuh": "2 7",
    "member:none": "3 4 5 6 8",
    "-member:none": "1 2 7",
    # things with names
    "agency:diskominfo": "1",
    "opd:KOMINFO": "1",
    'agency:"dkisp, lama"': "1",
    'agency:"Dinas Kesehatan",kominfo': "1 5",
    "agency:none": "2 3 4 6 7 8",
    "dim:governance": "1 4",
    'dimensi:"tata kelola"': "1 4",
    "sub:service": "4",
    "deadline:buku-2": "1",
    "tonggak:buku-2": "1",
    'deadline:"buku ii"': "1",
    "meeting:RM-7": "3",
    "rapat:perdana": "3",
    "-meeting:none": "3",
    # words that people made up
    "tag:rapat": "1 3",
    "+RAPAT": "1 3",
    "tag:eclair": "3",
    'label:"tindak lanjut"': "2",
    "tag:rapat,tindak-lanjut": "1 2 3",
    "tag:none": "4 5 6 7 8",
    "tag:none,eclair": "3 4 5 6 7 8",
    "tag:unknown": "",
    "-tag:unknown": ALL,
    "fund:apbd": "2 5",
    "fund:DAK": "6",
    'fund:"apbd provinsi",dak': "5 6",
    "-fund:": "2 5 6",
    "origin:bupati": "6",
    "origin:100%": "6",
    "origin:_": "",
    "origin:rm-7": "3",
    "origin:none": "1 2 4 5 7 8",
    # refs and dependencies
    "ref:1": "1",
    "ref:#2,3,99": "2 3",
    "depends:1": "2",
    "needs:#4": "3",
    "depends:none": "1 4 5 6 7 8",
    # dates
    "due:2026-11-27": "2",
    "due:jumat": "2",
    "due:+7": "3",
    "due:+5wd": "3",
    "due:2026-11-20,jumat": "1 2",
    'due:"1 des 2026"': "3",
    "due:1-des-2026": "3",
    "due<hari-ini": "1 5 6 7",
    "due<=akhir-bulan": "1 2 5 6 7",
    "due>akhir_bulan": "3",
    "due:minggu-depan": "3",
    "tenggat:minggu-ini": "2",
    "due<minggu-ini": "1 5 6 7",
    "due:bulan-depan": "3",
    "due:this-month": "1 2 5 6 7",
    "due:2026-W48": "2",
    "due:2026w48": "2",
    "due<2026-W48": "1 5 6 7",
    "due>2026-W48": "3",
    "due>=2026-W48": "2 3",
    "due<=2026-W48": "1 2 5 6 7",
    "due:2026-11": "1 2 5 6 7",
    "tenggat:2026-12": "3",
    "due:none": "4 8",
    "-due:none": "1 2 3 5 6 7",
    "-due<2026-12-01": "3 4 8",
    "start:2026-11-02": "2",
    "done_on<=2026-11-03": "5",
    # numbers
    "progress>=50": "4 5 6",
    "progress>=80%": "4 5 6",
    "progres:40": "1",
    "budget>100jt": "2",
    "budget:1,5jt": "4",
    'anggaran<="1,5 juta"': "4 6",
    "budget:none": "1 3 5 7 8",
    "budget<1": "6",
    # moments: the day of the organisation, not of UTC
    "created:2026-11-09": "8",
    "created<=2026-11-09": "8",
    "created>2026-11-09": "1 2 3 4 5 6 7",
    "updated>=2026-11-10": "1 2 3 4 5 6 7",
    "updated<2026-11-10": "8",
    # flags
    "is:overdue": "1 6",
    "is:terlambat": "1 6",
    "is:open": "1 2 3 6 8",
    "-is:open": "4 5 7",
    "is:silent": "8",
    "is:evidenceless": "4",
    "is:tanpa_bukti": "4",
    "is:ready": "1 3 6 8",
    "is:done": "4 5",
    "adalah:selesai": "4 5",
    "is:overdue,done": "1 4 5 6",
    # together
    "is:open (lead:none OR priority:high) -tag:rapat": "6 8",
    "(status:done OR status:blocked) budget<=1,5jt": "4 6",
    "-(is:open OR is:done)": "7",
    "--is:open": "1 2 3 6 8",
}


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


@pytest.mark.both_engines
def test_what_queries_find(filled: Store) -> None:
    assert {query: found(filled, query) for query in FOUND} == FOUND


@pytest.mark.both_engines
def test_mine_is_what_i_lead_or_support(store: Store) -> None:
    member = fill(store)
    assert found(store, "is:mine", member["galuh"]) == "2 7"
    assert found(store, "is:saya is:open", member["farid"]) == "1 2"
    with pytest.raises(QueryError, match="--as") as caught:
        found(store, "is:open is:milikku")
    assert (caught.value.position, caught.value.length) == (11, 7)


@pytest.mark.parametrize("title", ["Rapat “Smart City”", "Rapat\u00a0dua", "none", "a,b", "-x", "Rapat 2"])
def test_what_a_query_calls_a_record_finds_it_again(store: Store, title: str) -> None:
    fill(store)
    meeting = create("meeting", title=title, date="2026-11-02")
    twin = create("meeting", title=f"{title} lain", date="2026-11-02")  # so the day names neither of them
    item = create("action_item", title="Susun", meeting_id=meeting.record_id)
    store.apply(Batch("add", [meeting, twin, item]))
    ref = store.reader.value("SELECT ref FROM action_item WHERE id = :id", id=item.record_id)
    assert found(store, f"meeting:{query_word(store.reader, 'meeting', meeting.record_id)}") == ref


def test_silent_counts_days_of_the_organisation(store: Store) -> None:
    fill(store)
    assert found(store, "is:silent", today=date(2026, 11, 25)) == "1 2 3 6 8"
    zone = store.reader.value("SELECT id FROM organisation")
    store.write("edit", [edit("organisation", zone, "time_zone", "UTC")])
    assert found(store, "is:silent", today=date(2026, 11, 23)) == ""
    assert found(store, "is:silent", today=date(2026, 11, 24)) == "8"


@pytest.mark.both_engines
def test_what_was_taken_back_is_not_found(store: Store) -> None:
    fill(store)
    gone = [("tag", "name = 'rapat'"), ("supporting", "1 = 1"), ("dependency", "1 = 1"), ("evidence", "1 = 1")]
    drafts = [
        delete(kind, row[0])
        for kind, which in gone
        for row in store.reader.rows(f"SELECT id FROM {kind} WHERE {which}")
    ]
    store.write("edit", drafts)
    expected = {
        "tag:rapat": "",
        "tag:none": "1 4 5 6 7 8",
        "member:farid": "1",
        "depends:1": "",
        "is:ready": "1 2 3 6 8",
        "is:evidenceless": "4 5",
    }
    assert {query: found(store, query) for query in expected} == expected


@pytest.mark.both_engines
def test_the_past_is_asked_as_it_was(store: Store) -> None:
    member = fill(store)
    ids = dict(store.reader.rows("SELECT ref, id FROM action_item"))
    store.write(
        "edit",
        [
            edit("action_item", ids["6"], "status", "done"),
            edit("action_item", ids["1"], "lead_id", member["galuh"]),
            edit("action_item", ids["2"], "title", "Hubungi pembicara"),
            create("tag", item_id=ids["8"], name="rapat"),
            create("member", handle="baru", name="Baru Sekali"),
            edit("member", member["galih"], "handle", "pratama"),
            delete("action_item", ids["7"]),
        ],
    )
    past = {
        "status:blocked": "6",
        "lead:farid": "1",
        "narasumber": "2",
        "pembicara": "",
        "tag:rapat": "1 3",
        "lead:galih": "7",
        "": ALL,
    }
    now = {"status:blocked": "", "lead:galuh": "1 2", "narasumber": "", "pembicara": "2", "tag:rapat": "1 3 8"}
    assert {query: found(store, query) for query in now} == now
    with store.as_of(date(2026, 11, 20)) as reader:
        assert {query: found(reader, query) for query in past} == past
        with pytest.raises(QueryError, match="baru"):
            found(reader, "lead:baru")


REFUSED = [
    # query, position, length, suggestion, a part of the sentence
    ("a statuss:done", 2, 7, "status", "no field “statuss”; did you mean “status”?"),
    ("xyzzy:done", 0, 5, None, "use quotes to search for it"),
    ("status:blokced", 7, 7, "blocked", "did you mean “blocked”?"),
    ("status:done,selesia", 12, 7, "selesai", "did you mean “selesai”?"),
    ("priority>tingi", 9, 5, "tinggi", "did you mean “tinggi”?"),
    ("priority>", 9, 1, None, "a value is missing"),
    ("status<done", 0, 6, "status:", "cannot be compared with <"),
    ("is>open", 0, 2, "is:", "cannot be compared with >"),
    ("is:overdu", 3, 6, "overdue", "no flag “overdu”"),
    ("is:", 3, 1, None, "stands a status, or one of overdue, open"),
    ("x lead:fardi", 7, 5, "farid", "did you mean farid?"),
    ("x @fardi", 3, 5, "farid", "did you mean farid?"),
    ("lead:farid,gal", 11, 3, "galih", "galuh (Galuh Tantri Narindra)"),
    ('member:"Nobody Here"', 7, 13, None, "No member is called “Nobody Here”"),
    ("agency:dinkse", 7, 6, "Dinkes", "did you mean Dinkes"),
    ('agency:"none"', 7, 6, None, "No agency is called “none”"),
    ("dim:governence", 4, 10, "governance", "governance"),
    ("deadline:buku-3", 9, 6, "buku-2", "buku-2"),
    ("due<31/02/2026", 4, 10, None, "has 28 days"),
    ("due:2026-W54", 4, 8, None, "no week 54"),
    ("due:2026-13", 4, 7, None, "no month 13"),
    ("due:9999-12", 4, 7, None, "outside the years"),
    ("due:0000-01", 4, 7, None, "outside the years"),
    ("due:²026-11", 4, 7, None, "not a date"),
    ("due<", 4, 1, None, "date is empty"),
    ("due:jumat,bulan-apa", 10, 9, None, "“bulan-apa” is not a date"),
    ("created:none", 8, 4, None, "not a date"),
    ("progress>110", 9, 3, None, "outside 0% to 100%"),
    ("budget>1,500", 7, 5, None, "two ways"),
    ("budget<banyak", 7, 6, None, "not an amount"),
]


@pytest.mark.parametrize(("query", "position", "length", "suggestion", "words"), REFUSED)
def test_a_mistake_names_its_place_and_the_nearest_word(
    filled: Store, query: str, position: int, length: int, suggestion: str | None, words: str
) -> None:
    with pytest.raises(QueryError) as caught:
        found(filled, query)
    error = caught.value
    assert (error.position, error.length, error.suggestion) == (position, length, suggestion)
    assert words in str(error)
    assert f"character {position + 1}:" in str(error)
    assert error.text == query


def test_a_tree_knows_its_places_as_well(filled: Store) -> None:
    condition = compile_query(parse("susun"), filled.reader, TODAY, None)
    assert condition == compile_query(Word("susun"), filled.reader, TODAY, None)
    with pytest.raises(QueryError) as caught:
        compile_query(parse("a lead:fardi"), filled.reader, TODAY, None)
    assert caught.value.pointer() == "a lead:fardi\n       ^^^^^"


def test_an_error_of_a_long_text_is_short(filled: Store) -> None:
    for query in ("x" * 100_000 + ":a", "status:" + "x" * 100_000, "is:" + "x" * 100_000, "lead:" + "x" * 100_000):
        with pytest.raises(QueryError) as caught:
            found(filled, query)
        assert len(str(caught.value)) < 1200


@pytest.mark.parametrize("field", ["status", "priority", "lead", "agency", "due", "budget", "progress", "is"])
def test_an_error_holds_no_escape_sequences(filled: Store, field: str) -> None:
    with pytest.raises(QueryError) as caught:
        found(filled, f'{field}:"\x1b[31mx\x07\u202ey"')
    assert str(caught.value).isprintable()
    assert caught.value.pointer().replace("\n", "").isprintable()


@pytest.mark.both_engines
def test_the_longest_query_is_answered(filled: Store) -> None:
    assert found(filled, " OR ".join(["susun"] * MOST_TERMS)) == "1"
    assert found(filled, "-susun " * (MOST_TERMS // 2)) == "2 3 4 5 6 7 8"
    assert found(filled, "ref:" + ",".join(map(str, range(1, 2001)))) == ALL


HOSTILE = [
    "'",
    '"',
    "%",
    "_",
    "!",
    ";",
    "--",
    "/*",
    "\\",
    ":q0",
    "') OR 1=1 --",
    "\x00",
    "\ud800",
    "{x}",
    "%s",
    "[b]",
]


@pytest.mark.both_engines
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_are_only_parameters(filled: Store, text: str) -> None:
    plain = text.replace('"', "")
    for name in ("tag", "fund", "origin", "ref", "depends"):
        assert found(filled, f'{name}:"x{plain}"') == ""
        condition = compile_query(f'{name}:"x{plain}"', filled.reader, TODAY, None)
        assert f"x{plain}" not in condition.sql
    assert found(filled, f'"susun{plain}" OR "\ufffdnothing{plain}"') in ("", "1")
    for query in (
        f'lead:"{plain}x"',
        f'agency:"{plain}x"',
        f'status:"{plain}x"',
        f'due:"{plain}x"',
        f'is:"{plain}x"',
    ):
        with pytest.raises(QueryError):
            found(filled, query)


@pytest.mark.parametrize("sort", [None, "overdue", "due,-priority,ref", "open,due", "-due", "title", "-progress"])
def test_a_limited_list_is_a_part_of_the_whole_one_in_its_order(filled: Store, sort: str | None) -> None:
    selection, today = Selection(sort=sort), TODAY.isoformat()
    whole = item_rows(filled.reader, selection, today)
    assert len(whole) == len(ALL.split())
    for limit, offset in ((1, 0), (3, 2), (100, 0), (100, 7), (5, 8)):
        assert item_rows(filled.reader, selection, today, limit, offset) == whole[offset : offset + limit]
    assert [line.ref for line in item_lines(filled.reader, selection, today, 5)] == [row.ref for row in whole[:5]]
    assert item_counts(filled.reader, selection, today) == (
        len(whole),
        sum(row.is_overdue(today) for row in whole),
        sum(row.conflicts > 0 for row in whole),
    )


@pytest.mark.both_engines
def test_what_a_list_shows_of_an_item_is_found_by_a_word_or_by_its_field(store: Store) -> None:
    """An item of its own value in every column: nothing that stands in a list leads nowhere."""
    fill(store)
    agency = create("agency", code="bpbd", short="BPBD", name="Badan Penanggulangan Bencana")
    lead = create("member", handle="wulan", name="Hj. Wulandari Asyfia")
    helper = create("member", handle="zul", name="Zulkifli")
    dimension = create("dimension", key="branding", name="Smart Branding")
    sub = create("sub_dimension", dimension_id=dimension.record_id, key="tourism", name="Wisata")
    deadline = create("deadline", key="quick-9", name="Quick win 9", kind="quick_win", due="2027-03-01")
    meeting = create("meeting", number="RM-44", title="Rakor bulanan", date="2026-11-02")
    values = {
        "ref": "77", "title": "Peluncuran", "status": "deferred", "priority": "low", "progress": 63,
        "start": "2027-01-04", "due": "2027-02-01", "lead_id": lead.record_id, "agency_id": agency.record_id,
        "dimension_id": dimension.record_id, "sub_dimension_id": sub.record_id, "deadline_id": deadline.record_id,
        "meeting_id": meeting.record_id, "horizon": "long", "budget": 987_654_321, "fund_source": "Hibah",
    }  # fmt: skip
    item = create("action_item", **values)
    helped = create("supporting", item_id=item.record_id, member_id=helper.record_id)
    tagged = create("tag", item_id=item.record_id, name="perdana-menteri")
    store.write("add", [agency, lead, helper, dimension, sub, deadline, meeting, item, helped, tagged])
    row = next(one for one in item_rows(store.reader, Selection(), TODAY.isoformat()) if one.ref == "77")
    asked = {
        "title": row.title, "lead": row.lead, "lead_name": "ulandari", "agency": row.agency, "supporting": "zul",
        "ref": f"ref:{row.ref}", "status": f"status:{row.status} horizon:{row.horizon}",
        "priority": f"priority:{row.priority} progress:{row.progress}", "progress": f"progress:{row.progress}",
        "start": f"start:{row.start}", "due": f"due:{row.due}", "dimension": f"dim:{row.dimension}",
        "dimension_name": f'dim:"{row.dimension_name}"', "sub_dimension": f"sub:{row.sub_dimension}",
        "deadline": f"deadline:{row.deadline}", "horizon": f"horizon:{row.horizon}", "origin": "origin:RM-44",
        "budget": f"budget:{row.budget}", "fund_source": f"fund:{row.fund_source}", "tag": "+perdana-menteri",
    }  # fmt: skip
    assert {field: found(store, query) for field, query in asked.items()} == dict.fromkeys(asked, "77")


@pytest.mark.both_engines
def test_what_was_said_on_an_earlier_day_is_found_in_parts_of_its_words(store: Store) -> None:
    fill(store)
    first = next(one for one in item_rows(store.reader, Selection(), TODAY.isoformat()) if one.ref == "1")
    store.write("edit", [edit("action_item", first.id, "title", "Penandatanganan naskah")])
    assert (found(store, "datangan"), found(store, "raf")) == ("1", "")
    with store.as_of(date(2026, 11, 20)) as past:
        assert (found(past, "datangan"), found(past, "raf")) == ("", "1")
        assert found(past, "galu") == found(store, "galu")


@pytest.mark.both_engines
def test_titles_are_sorted_as_people_sort_them(store: Store) -> None:
    """Numbers by their size, letters with accents beside those without; a new title takes its place."""
    titles = ["Bab 10", "bab 2", "Zebra", "Öl", "Oli", "Ol", "bab 002 akhir"]
    store.write("add", [create("action_item", title=title) for title in titles])

    def in_order() -> list[str]:
        return [one.title for one in item_rows(store.reader, Selection(sort="title"), TODAY.isoformat())]

    assert in_order() == ["bab 2", "bab 002 akhir", "Bab 10", "Öl", "Ol", "Oli", "Zebra"]
    zebra = item_rows(store.reader, Selection(sort="-title"), TODAY.isoformat())[0]
    store.write("edit", [edit("action_item", zebra.id, "title", "Bab 3")])
    assert in_order() == ["bab 2", "bab 002 akhir", "Bab 3", "Bab 10", "Öl", "Ol", "Oli"]
