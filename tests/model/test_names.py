"""Names with titles, several people in one cell, handles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.names import bare_name, handle_for, matches_name, split_people
from taskforce.model.text import clean_line, fold

FRONTS = st.sampled_from(["", "Drs. H. ", "Ir H ", "Hj. ", "Prof. Dr. ", "dr. ", "KH "])
FIRST_NAMES = st.sampled_from(["Farid", "Galuh", "Azwar", "Syahrial", "Ikhwansyah", "Nasrun", "Ma'ruf", "Siti"])
LAST_NAMES = st.sampled_from(["", " Soufian", " Tantri Narindra", " S.", " Norman Hidayat", " Syah"])
BACKS = st.lists(
    st.sampled_from(["S.Kom.", "M.Si", "S.T", "SE", "SH", "MT", "M.Kes", "Ph.D", "Sp.PD", "S. Kom", "A.Md.Keb"]),
    max_size=3,
)


@st.composite
def people(draw: st.DrawFn) -> tuple[str, str]:
    """A name with titles, and the same without."""
    bare = draw(FIRST_NAMES) + draw(LAST_NAMES)
    return draw(FRONTS) + ", ".join([bare, *draw(BACKS)]), bare


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Drs. H. Farid S., M.Si.", ["Drs. H. Farid S., M.Si."]),
        ("Farid, Galuh", ["Farid", "Galuh"]),
        ("Ir. H. Nasrun Syah, M.T., Galuh Tantri, S.Si.", ["Ir. H. Nasrun Syah, M.T.", "Galuh Tantri, S.Si."]),
        ("Farid dan Galuh", ["Farid", "Galuh"]),
        ("Farid, Galuh, dan Azwar", ["Farid", "Galuh", "Azwar"]),
        ("Farid & Galuh/Azwar", ["Farid", "Galuh", "Azwar"]),
        ("Farid and Galuh", ["Farid", "Galuh"]),
        ("Farid; Galuh;", ["Farid", "Galuh"]),
        ("Farid\r\nGaluh, S.Kom M. T.\n", ["Farid", "Galuh, S.Kom M. T."]),
        ("1. Farid 2. Galuh", ["Farid", "Galuh"]),
        ("1) H. Farid, SE\n2) Galuh", ["H. Farid, SE", "Galuh"]),
        ("- Farid\n• Galuh", ["Farid", "Galuh"]),
        ("Farid, farid", ["Farid"]),
        ("Galuh (Bappelitbang, Bidang Data dan Statistik), Farid", None),
        ("Hardandi", ["Hardandi"]),
        ("Sandi Anderson", ["Sandi Anderson"]),
        ("dr. Azwar, Sp.PD-KGH, M.Kes", ["dr. Azwar, Sp.PD-KGH, M.Kes"]),
        ("Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian", None),
        ("Kepala Bappelitbang dan Kepala Dinas Kesehatan", ["Kepala Bappelitbang", "Kepala Dinas Kesehatan"]),
        ("Dinas Kesehatan, RSUD Ratu Zalecha", ["Dinas Kesehatan", "RSUD Ratu Zalecha"]),
        ("Tim", ["Tim"]),
        ("Timotius dan Farid", ["Timotius", "Farid"]),
        ("", []),
        (" - ", []),
        ("n/a", []),
        ("N/A", []),
    ],
)
def test_people_of_one_cell(cell: str, names: list[str] | None) -> None:
    expected = names
    if cell.startswith("Galuh ("):
        expected = ["Galuh (Bappelitbang, Bidang Data dan Statistik)", "Farid"]
    assert split_people(cell) == (expected if expected is not None else [cell])


@given(
    st.lists(people(), min_size=1, max_size=4, unique=True),
    st.sampled_from([", ", "; ", "\n", " dan ", " / ", " & "]),
)
def test_joined_people_are_parted_again(several: list[tuple[str, str]], joint: str) -> None:
    names = [name for name, _bare in several]
    assert split_people(joint.join(names)) == names


@given(st.text(st.sampled_from("abH .,;/&()1\nMTSi-")))
def test_no_letter_is_lost_or_made_up(text: str) -> None:
    parts = split_people(text)
    assert {letter for part in parts for letter in fold(part) if letter.isalpha()} == {
        letter for letter in fold(text) if letter.isalpha()
    }


@given(st.text())
def test_parts_of_any_text_are_clean_lines(text: str) -> None:
    for part in split_people(text):
        assert part == clean_line(part) and any(character.isalpha() for character in part)


@given(people())
def test_titles_are_taken_off(person: tuple[str, str]) -> None:
    name, bare = person
    assert bare_name(name) == bare
    assert bare_name(bare) == bare


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("HM Farid Soufian", "Farid Soufian"),
        ("H.M. Farid Soufian", "Farid Soufian"),
        ("KH Khalilurrahman", "Khalilurrahman"),
        ("Ir H Nasrun Syah", "Nasrun Syah"),
        ("H. Nasrun Syah MT", "Nasrun Syah"),
        ("Drs.H.Farid,M.Si", "Farid"),
        ("Pak Farid", "Farid"),
        ("Farid (Diskominfo)", "Farid"),
        ("M. Rizal", "M. Rizal"),
        ("Hasan", "Hasan"),
        ("Drajat", "Drajat"),
        ("Ma", "Ma"),
        ("Yo Yo Ma", "Yo Yo Ma"),
        ("S.Kom", "S.Kom"),
        ("Cornelius Kristianto", "Cornelius Kristianto"),
    ],
)
def test_bare_names(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from("H.M Dr,SKoti()")))
def test_a_bare_name_is_bare_and_something_is_left(name: str) -> None:
    bare = bare_name(name)
    assert bare_name(bare) == bare
    assert bool(bare) or not any(character.isalnum() for character in clean_line(name))


def test_handles_are_short_and_unique() -> None:
    assert handle_for("Ir. H. Nasrun Syah, M.T.", []) == "nasrun"
    assert handle_for("Galuh Tantri Narindra", []) == "galuh"
    assert handle_for("Galuh Tantri Narindra", ["Galuh"]) == "galuh-tantri"
    assert handle_for("Galuh Tantri Narindra", {"galuh", "galuh-tantri"}) == "galuh2"
    assert handle_for("Azwar", ["azwar", "azwar2"]) == "azwar3"
    assert handle_for("M. Rizal", []) == "rizal"
    assert handle_for("Ma'ruf", []) == "maruf"
    assert handle_for("漢字", ["member"]) == "member2"
    assert handle_for("José", []) == "jose"
    assert handle_for("0Ð0", []) == "00"


@given(st.text(), st.sets(st.sampled_from(["farid", "member", "a", "member2"])))
def test_a_handle_is_plain_and_never_taken(name: str, taken: set[str]) -> None:
    handle = handle_for(name, taken)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)?", handle)
    assert handle not in taken


@pytest.mark.parametrize(
    ("query", "name", "matches"),
    [
        ("farid", "Drs. H. Farid S., M.Si.", True),
        ("Pak Farid", "HM Farid Soufian", True),
        ("gal nar", "Galuh Tantri Narindra", True),
        ("narindra galuh", "Galuh Tantri Narindra", True),
        ("galuh galuh", "Galuh Tantri Narindra", False),
        ("alu", "Galuh Tantri Narindra", False),
        ("s.kom", "Farid, S.Kom", False),
        ("", "Farid", False),
        ("maruf", "Ma'ruf", True),
        ("jose", "José", True),
    ],
)
def test_parts_of_names(query: str, name: str, matches: bool) -> None:
    assert matches_name(query, name) is matches


@given(people())
def test_every_name_matches_itself_with_and_without_titles(person: tuple[str, str]) -> None:
    name, bare = person
    assert matches_name(name, name) and matches_name(bare, name) and matches_name(name, bare)
