import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.text import collapse, digest, fold, normalise, strip_accents
from tests.stalls import no_stall


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("Tu\u0308rkiye", "Türkiye"),
        ("\n\n a \n\n", "a"),
        ("a  \t\nb\u00a0\n\n\nc", "a\nb\n\n\nc"),
        ("a\n  indented", "a\n  indented"),
        ("  \n\t\n", ""),
        ("", ""),
        ("ﬁ ½", "ﬁ ½"),
        ("😀 e\u0301", "😀 é"),
    ],
)
def test_normalise_brings_text_to_the_one_form(text, kept):
    assert normalise(text) == kept


@given(st.text())
def test_normalise_twice_is_normalise_once(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


@given(st.text())
def test_normalise_of_windows_text_is_that_of_unix_text(text):
    unix = text.replace("\r", "")
    assert normalise(unix.replace("\n", "\r\n")) == normalise(unix)


@pytest.mark.parametrize(("text", "kept"), [(" a \n\t b\u00a0c ", "a b c"), ("", ""), (" \n", ""), ("ab", "ab")])
def test_collapse_makes_one_space_of_white_space(text, kept):
    assert collapse(text) == kept


def test_digest_is_the_beginning_of_sha_256():
    assert digest("") == "e3b0c44298fc1c14"
    assert digest("abc") == "ba7816bf8f01cfea"
    assert digest("ä") != digest("a")


@pytest.mark.parametrize(("text", "kept"), [("Türkiye", "Turkiye"), ("Ångström é", "Angstrom e"), ("日本", "日本")])
def test_strip_accents_leaves_the_letters(text, kept):
    assert strip_accents(text) == kept


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  NATO\u00a0 Treaty ", "nato treaty"),
        ("Türkiye", "turkiye"),
        ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
        ("a‘b’cʼd`e´f′g'h", "a'b'c'd'e'f'g'h"),
        ("“a” „b” «c»", '"a" "b" "c"'),
        ("Straße", "strasse"),
        ("ﬁve ４２ ½", "five 42 1⁄2"),
        ("Defense, offense", "defence, offence"),
        ("defenses defenseless", "defences defenceless"),
        ("organize organized organizing organization", "organise organised organising organisation"),
        ("center theaters", "centre theatres"),
        ("labor colors behavior neighborhood armored", "labour colours behaviour neighbourhood armoured"),
        ("program programs", "programme programme"),
        ("size prize seize", "size prize seize"),
        ("horizon collaborator programming", "horizon collaborator programming"),
    ],
)
def test_fold_evens_out_how_people_type(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("options", "folded"),
    [
        ({}, "turkiye's"),
        ({"keep_case": True}, "TURKIYE's"),
        ({"keep_accents": True}, "türkiye's"),
        ({"keep_case": True, "keep_accents": True}, "TÜRKIYE's"),
    ],
)
def test_fold_keeps_case_and_accents_when_they_matter(options, folded):
    assert fold("TÜRKIYE’s", **options) == folded


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_fold_does_not_depend_on_the_normal_form(text):
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@pytest.mark.parametrize(
    "text",
    [
        "iz" * 50_000,
        "a" * 100_000,
        "defens" * 16_000,
        " " * 100_000,
        "é" * 50_000,
        "program " * 12_000,
        "\ufdfa" * 5000,
    ],
)
def test_long_text_stalls_no_folding(text):
    with no_stall():
        assert len(fold(text)) <= 20 * len(text)
