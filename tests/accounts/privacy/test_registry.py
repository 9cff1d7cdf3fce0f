import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts import privacy
from accounts.models import Invitation, OutgoingMail, SignInCode, User
from accounts.privacy.services import erase_person, export_person, forget_expired
from lessons.models import Revision
from tests.accounts.privacy.people import person_with_everything, relations, rows_of
from tests.factories import UserFactory


@pytest.fixture
def ada(quiz):
    return person_with_everything(quiz)


def test_every_relation_to_a_person_is_covered_by_a_holding():
    """A new table that names a person needs a holding: what, why, how long, who sees, export and erase."""
    covered = {label for holding in privacy.holdings() for label in holding.covers}
    assert covered == set(relations())


def test_person_with_everything_has_a_row_in_every_relation(ada):
    """Or the tests below would be blind for a table."""
    assert [label for label, count in rows_of(ada.pk).items() if not count] == []


def test_every_holding_says_all_that_the_privacy_page_shows():
    for holding in privacy.holdings():
        assert all(str(text) for text in (holding.title, holding.what, holding.why, holding.how_long, holding.who_sees))


def test_holdings_stand_in_the_order_of_the_apps_and_are_erased_the_other_way_round():
    keys = [holding.key for holding in privacy.holdings()]
    assert keys[0] == "account"
    assert keys.index("account") < keys.index("reading") < keys.index("attempts")
    assert [holding.key for holding in privacy.in_order_of_erasing()] == keys[::-1]


def test_registering_twice_keeps_one():
    before = privacy.holdings()
    privacy.register(*[holding for holding in before if holding.key == "account"])
    assert sorted(each.key for each in privacy.holdings()) == sorted(each.key for each in before)


# --- export ----------------------------------------------------------------------------------------------------------


def test_export_has_something_of_every_holding(ada):
    data = export_person(person=ada, now=timezone.now())["data"]
    assert [key for key, found in data.items() if not found["content"]] == []


def test_export_says_who_made_the_account_and_of_accounts_made_only_when(ada):
    maker = UserFactory(display_name="Grace Hopper")
    hers = User.objects.get(made_by=ada)
    ada.made_by = maker
    content = export_person(person=ada, now=timezone.now())["data"]["account"]["content"]
    found = (content["made_by"], content["made_for_others"])
    assert found == ("Grace Hopper", [{"date_joined": hers.date_joined}])


def test_export_names_no_secret(ada):
    from django.core.serializers.json import DjangoJSONEncoder

    text = json.dumps(export_person(person=ada, now=timezone.now()), cls=DjangoJSONEncoder)
    keys = list(Session.objects.values_list("session_key", flat=True))
    secrets = [ada.password, "secret link", "ddd", "seed-of-the-app", Invitation.objects.get().token, *keys]
    assert [secret for secret in secrets if secret in text] == []


def test_export_of_a_new_account_is_made_of_empty_lists(db):
    data = export_person(person=UserFactory(), now=timezone.now())["data"]
    assert data["attempts"]["content"] == data["reading"]["content"] == data["emails"]["content"] == []


def test_export_says_nothing_of_others(ada):
    other = UserFactory(username="grace", email="grace@example.org")
    text = str(export_person(person=ada, now=timezone.now()))
    assert [name for name in (other.username, other.email) if name in text] == []


# --- erase -----------------------------------------------------------------------------------------------------------


def test_erasing_leaves_no_row_that_names_the_person(ada):
    assert erase_person(user=ada) is True
    assert set(rows_of(ada.pk).values()) == {0}
    assert not User.objects.filter(username="ada").exists()
    assert not OutgoingMail.objects.exists()
    assert not Session.objects.exists()


def test_erasing_keeps_what_was_written_for_others_without_a_name(ada):
    erase_person(user=ada)
    assert Revision.objects.filter(text="t").values_list("created_by", flat=True).get() is None
    assert Invitation.objects.values_list("created_by", flat=True).get() is None
    assert SignInCode.objects.values_list("made_by", flat=True).get() is None
    assert User.objects.values_list("made_by", flat=True).get() is None


def test_erasing_takes_the_name_out_of_the_history_of_the_admin(ada):
    erase_person(user=ada)
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.get_change_message()) == (f"#{ada.pk}", "Changed Email address.")
    assert "example.org" not in entry.change_message


def test_export_tells_what_was_changed_of_the_account(ada):
    content = export_person(person=ada, now=timezone.now())["data"]["history"]["content"]
    assert [each["values"] for each in content["about_you"]] == [{"email": ["before@example.org", ada.email]}]


def test_export_of_an_administrator_holds_no_values_of_others(ada):
    other = LogEntry.objects.get(user=ada)
    other.change_message = LogEntry.objects.exclude(user=ada).get().change_message
    other.save()
    done = export_person(person=ada, now=timezone.now())["data"]["history"]["content"]["done"]
    assert [each["change"] for each in done] == ["Changed Email address."]
    assert "before@example.org" not in str(done)


def test_erasing_leaves_others_as_they_are(quiz):
    ada, grace = (person_with_everything(quiz, username=n, email=f"{n}@example.org") for n in ("ada", "grace"))
    SignInCode.objects.filter(made_by=grace).update(made_by=ada)
    before = rows_of(grace.pk)
    erase_person(user=ada)
    assert rows_of(grace.pk) == before


def test_erasing_twice_says_that_nobody_was_there(ada):
    assert [erase_person(user=ada) for _ in range(2)] == [True, False]


# --- what has run out ------------------------------------------------------------------------------------------------


def test_expired_sign_ins_codes_mails_jobs_and_drafts_are_forgotten(ada):
    now = timezone.now()
    assert forget_expired(now=now) == 0
    Session.objects.update(expire_date=now)
    later = now + timedelta(days=31)
    assert forget_expired(now=later) == 8  # session, its row in the list, two codes, a mail, a job, a draft, a file
    left = [ada.usersession_set, SignInCode.objects, OutgoingMail.objects, ada.jobs, ada.unsaveddraft_set]
    assert [rows.count() for rows in left] == [0, 0, 0, 0, 0]


def test_forget_expired_says_how_many(ada, capsys):
    call_command("forget_expired")
    assert capsys.readouterr().out == "0 rows deleted.\n"
