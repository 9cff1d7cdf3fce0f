"""Receipts: what they say, that any changed byte makes them invalid, and what the site says of one."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from quizzes import receipts
from quizzes.models import Answer
from quizzes.receipts import ReceiptInvalid
from tests.factories import UserFactory
from tests.quizzes.services.helpers import all_right, save, start, submit

FACTS = {"quiz": "Résumé “one”", "attempt": 1, "learner": 2, "answers": []}
SECRETS = ["new", "old"]
RECEIPT = receipts.issue(FACTS, receipts.signing_key("old")).encode()


def test_receipt_says_what_was_signed():
    assert receipts.read(RECEIPT, SECRETS) == {"format": 1, **FACTS}


@given(st.integers(0, len(RECEIPT) - 1), st.integers(1, 255))
def test_any_changed_byte_makes_it_invalid(index, change):
    changed = bytearray(RECEIPT)
    changed[index] ^= change
    with pytest.raises(ReceiptInvalid):
        receipts.read(bytes(changed), SECRETS)


def test_signature_has_one_spelling():
    """Its last sign in base64 could be written in sixteen ways that mean the same bytes."""
    last = RECEIPT.rindex(b'=="') - 1
    spellings = [RECEIPT[:last] + bytes([sign]) + RECEIPT[last + 1 :] for sign in range(256)]
    for data in spellings:
        if data != RECEIPT:
            with pytest.raises(ReceiptInvalid):
                receipts.read(data, SECRETS)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, RECEIPT[:-1], RECEIPT + b"\n", RECEIPT.replace(b" ", b"  ")],
    ids=range(9),
)
def test_what_is_no_receipt_is_invalid(data):
    with pytest.raises(ReceiptInvalid):
        receipts.read(data, SECRETS)


def test_receipt_of_another_site_is_invalid():
    with pytest.raises(ReceiptInvalid):
        receipts.read(RECEIPT, ["new"])


def test_signature_that_is_no_text_is_invalid():
    data = json.loads(RECEIPT) | {"signature": 5}
    with pytest.raises(ReceiptInvalid):
        receipts.read((json.dumps(data, indent=1) + "\n").encode(), SECRETS)


# --- on the site -----------------------------------------------------------------------------------------------------


@pytest.fixture
def learner(db):
    return UserFactory()


@pytest.fixture
def handed_in(quiz, learner):
    attempt = start(quiz, learner)
    save(attempt, *all_right(attempt)[:-1])
    return submit(attempt).attempt


def check(client, data: bytes):
    return client.post("/receipts/", {"data": SimpleUploadedFile("r.json", data)})


def test_handing_in_gives_a_sentence_and_a_receipt(client, learner, handed_in):
    client.force_login(learner)
    page = client.get(f"/attempts/{handed_in.pk}/review/").content.decode()
    assert "7 of 8 answers." in page and f"/attempts/{handed_in.pk}/receipt/" in page
    response = client.get(f"/attempts/{handed_in.pk}/receipt/")
    facts = json.loads(response.content)
    assert (facts["answered"], facts["questions"], len(facts["answers"])) == (7, 8, 8)
    assert response["Content-Disposition"] == f'attachment; filename="receipt-{handed_in.pk}.json"'


def test_receipt_is_only_for_who_handed_in(client, handed_in):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/attempts/{handed_in.pk}/receipt/").status_code == 404


def test_there_is_no_receipt_before_handing_in_nor_of_practice(client, quiz, learner):
    client.force_login(learner)
    attempt, practice = start(quiz, learner), start(quiz, learner, "practice")
    submit(practice)
    for each in (attempt, practice):
        assert client.get(f"/attempts/{each.pk}/receipt/").status_code == 404


def test_page_says_that_the_site_holds_exactly_these_answers(client, learner, handed_in):
    client.force_login(learner)
    html = check(client, handed_in.receipt.encode()).content.decode()
    assert "This receipt is genuine and unchanged." in html and "The site holds exactly these answers." in html


def test_page_names_answers_that_were_changed_since(client, learner, handed_in):
    Answer.objects.filter(attempt=handed_in, position=3).update(response=None)
    client.force_login(learner)
    assert "The site holds other answers now, at these questions: 3" in check(
        client, handed_in.receipt.encode()
    ).content.decode().replace("\n", " ")


def test_page_knows_a_receipt_whose_attempt_is_gone(client, learner, handed_in):
    text = handed_in.receipt
    handed_in.delete()
    client.force_login(learner)
    assert "does not hold this attempt any more" in check(client, text.encode()).content.decode()


@pytest.mark.parametrize("data", [b"x", b"{}", b"a" * 1_000_001])
def test_page_refuses_what_is_no_receipt(client, learner, data):
    client.force_login(learner)
    assert "This is no receipt of this site" in check(client, data).content.decode()


def test_page_asks_for_a_file(client, learner):
    client.force_login(learner)
    assert "This field is required." in client.post("/receipts/").content.decode()


def test_command_verifies_a_file(handed_in, tmp_path):
    file = tmp_path / "receipt.json"
    file.write_text(handed_in.receipt)
    call_command("verify_receipt", str(file), stdout=(out := StringIO()))
    assert "The site holds exactly these answers." in out.getvalue()
    Answer.objects.filter(attempt=handed_in, position=1).update(response=None)
    with pytest.raises(CommandError, match=r"other answers than the receipt says: 1\."):
        call_command("verify_receipt", str(file), stdout=StringIO())
    file.write_text(handed_in.receipt.replace("1", "2"))
    with pytest.raises(CommandError, match="no receipt of this site"):
        call_command("verify_receipt", str(file))
    with pytest.raises(CommandError, match="can't be read"):
        call_command("verify_receipt", str(tmp_path / "none"))
    handed_in.delete()
    file.write_text(handed_in.receipt)
    with pytest.raises(CommandError, match="does not hold this attempt"):
        call_command("verify_receipt", str(file), stdout=StringIO())
