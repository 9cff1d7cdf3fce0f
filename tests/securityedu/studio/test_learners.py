"""Learners whose accounts an instructor makes: the list, more of them, new slips. For nobody else's learners."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignInCode, User
from accounts.privacy.services import erase_person
from accounts.services import make_slips
from tests.factories import PASSWORD, UserFactory
from tests.queries import count_statements
from tests.stalls import no_stall

LIST, ADD, SLIPS = "/teach/people/", "/teach/people/add/", "/teach/people/slips/"
TWO = "name;e-mail\nZoë O’Neill;zoe@example.org\n李小龍;\n"


@pytest.fixture
def teacher(client, db):
    person = UserFactory(username="teacher", display_name="Ms Teacher", role="instructor")
    client.force_login(person)
    return person


@pytest.fixture
def look(client):
    def post(text="", file=None, **data):
        files = {} if file is None else {"file": SimpleUploadedFile("people.csv", file)}
        return client.post(ADD, {"text": text, "check": "1", **files, **data})

    return post


@pytest.fixture
def make(client, look):
    """Looks at a list and makes it, as one does in the browser."""

    def post(text, **data):
        shown = look(text).context["form"].data
        return client.post(ADD, {"text": shown["text"], "looked_at": shown["looked_at"], "make": "1", **data})

    return post


def hers(teacher):
    return User.objects.filter(made_by=teacher).order_by("pk")


def names(response):
    return [person.username for person in response.context["page"].object_list]


def said(response):
    return [str(message) for message in response.context["messages"]]


def give(person, by, now=None):
    return make_slips(people=[person], made_by=by, now=now or timezone.now())[0].code


def sign_in_with(slip):
    data = {"login": slip.person.username, "code": slip.code, "password1": PASSWORD}
    return Client().post("/accounts/slip/", data)


# --- adding ---


def test_list_is_shown_before_anybody_is_made(look, teacher):
    text = look(TWO).content.decode()
    assert [
        part in text for part in ("2 lines are right.", "Zoë O’Neill", "zoe.oneill", 'value="Make 2 accounts"')
    ] == [True] * 4
    assert not hers(teacher).exists()


def test_list_makes_learners_of_hers_with_slips_that_sign_in(make, teacher):
    slips = make(TWO).context["slips"]
    assert [(each.display_name, each.username, each.email, each.role) for each in hers(teacher)] == [
        ("Zoë O’Neill", "zoe.oneill", "zoe@example.org", "learner"),
        ("李小龍", "learner", "", "learner"),
    ]
    assert [sign_in_with(slip).url for slip in slips] == [reverse("home")] * 2


def test_single_name_makes_one_learner(make, teacher):
    make("Anna Müller")
    assert [person.username for person in hers(teacher)] == ["anna.muller"]


def test_file_is_read_as_in_the_admin(look, teacher):
    page = look(file=TWO.encode("utf-16"))
    assert [entry.name for entry in page.context["roster"].right] == ["Zoë O’Neill", "李小龍"]


def test_page_of_slips_is_kept_nowhere_and_has_what_each_needs(make, teacher, settings):
    page = make(TWO)
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert said(page) == ["2 accounts were made."]
    assert text.count(f"{settings.SITE_URL}/accounts/slip/") == 2
    assert [text.count(slip.code) for slip in page.context["slips"]] == [1, 1]
    assert f'href="{LIST}">To the list of your learners' in text


def test_slips_are_in_no_later_page(client, make, teacher):
    codes = [slip.code for slip in make(TWO).context["slips"]]
    later = [client.get(address).content.decode() for address in (LIST, ADD, f"{SLIPS}?chosen={hers(teacher)[0].pk}")]
    assert not [code for code in codes for page in later if code in page]


@pytest.mark.parametrize("only_right", ["", "on"])
def test_list_makes_no_instructor(make, teacher, only_right):
    page = make("name,role\nAnna,\nEve,teacher\n", only_right=only_right)
    assert list(User.objects.filter(role="instructor")) == [teacher]
    assert [person.username for person in hers(teacher)] == (["anna"] if only_right else [])
    if not only_right:
        assert "Only an admin gives the role “instructor”: here you make learners." in page.content.decode()


def test_list_makes_no_instructor_even_of_one_who_is_an_admin_too(make, teacher):
    teacher.is_staff = True
    teacher.save()
    make("name,role\nEve,instructor\n", only_right="on")
    assert not hers(teacher).exists()


def test_list_gives_no_rights_and_says_so(make, look, teacher):
    rows = "name,password,is_staff,is_superuser,groups,made_by\nEve,secret,1,1,Admins,1\n"
    assert "rights or passwords: password, is_staff, is_superuser, groups." in look(rows).content.decode()
    make(rows)
    eve = hers(teacher).get()
    assert (eve.is_staff, eve.is_superuser, eve.groups.count(), eve.has_usable_password()) == (False, False, 0, False)


def test_list_sent_twice_makes_people_once(client, look, teacher):
    shown = look(TWO).context["form"].data
    data = {"text": shown["text"], "looked_at": shown["looked_at"], "make": "1"}
    client.post(ADD, data)
    page = client.post(ADD, data)
    assert "choose the people in the list of your learners to give them new slips" in said(page)[0]
    assert hers(teacher).count() == 2


def test_list_that_was_not_looked_at_makes_nobody(client, teacher):
    client.post(ADD, {"text": TWO, "make": "1"})
    assert not hers(teacher).exists()


def test_list_never_takes_over_who_is_here(make, teacher):
    before = UserFactory(username="ben", display_name="Old")
    make("name,username\nNew,ben\nDan,\n", only_right="on")
    before.refresh_from_db()
    assert (before.display_name, before.made_by) == ("Old", None)
    assert [person.username for person in hers(teacher)] == ["dan"]


def test_list_tells_of_namesakes_among_her_own_learners_only(look, teacher):
    """Whose name belongs to which username is nothing to try out on everybody."""
    UserFactory(username="strange-one", display_name="Anna")
    assert "strange-one" not in look("name\nAnna\n").content.decode()
    UserFactory(username="her-one", display_name="Anna", made_by=teacher)
    assert "There is somebody with this name already: her-one." in look("name\nAnna\n").content.decode()


def test_list_of_too_many_is_refused_without_a_stall(look, teacher):
    with no_stall():
        page = look(file=b"name\n" + b"A\n" * 50_000)
    assert "more than 5000 rows" in page.content.decode()


def test_list_takes_as_many_statements_for_many_as_for_few(make, teacher):
    counts = []
    for number in (1, 40):
        rows = "".join(f"Person{number},p{n}.{number}@example.org\n" for n in range(number))
        with count_statements() as found:
            make("name,email\n" + rows)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 22


def test_markup_in_a_list_is_shown_as_text(client, make, look, teacher):
    rows = "name\n<script>alert(1)</script>\n"
    pages = [look(rows), make(rows), client.get(LIST), client.get(f"{SLIPS}?chosen={hers(teacher).get().pk}")]
    assert ["<script>alert" in page.content.decode() for page in pages] == [False] * 4


def test_what_she_does_stands_in_the_history_of_each(client, make, teacher):
    make("Anna")
    anna = hers(teacher).get()
    client.post(SLIPS, {"chosen": anna.pk})
    found = LogEntry.objects.filter(object_id=str(anna.pk)).order_by("pk")
    assert [(entry.user, entry.change_message) for entry in found] == [
        (teacher, "From a list."),
        (teacher, "New sign-in slip."),
    ]


# --- the list ---


def test_list_has_her_learners_by_name_and_nobody_else(client, teacher):
    UserFactory(username="b", display_name="Zoë", made_by=teacher)
    UserFactory(username="a", display_name="Émile", made_by=teacher)
    UserFactory(username="signed-up")
    UserFactory(username="promoted", role="instructor", made_by=teacher)
    UserFactory(username="staff", is_staff=True, made_by=teacher)
    UserFactory(username="another", made_by=UserFactory(role="instructor"))
    assert set(names(client.get(LIST))) == {"a", "b"}


@pytest.mark.parametrize(
    ("query", "found"),
    [("émile", ["a"]), ("ÉMILE d", ["a"]), ("dupont b", ["x-b"]), ("x-b", ["x-b"]), ("%", []), ("nobody", [])],
)
def test_search_finds_words_in_names_in_any_case(client, teacher, query, found):
    UserFactory(username="a", display_name="Émile Dupont", made_by=teacher)
    UserFactory(username="x-b", display_name="Bea Dupont", made_by=teacher)
    assert names(client.get(LIST, {"q": query})) == found


def test_list_tells_of_sign_ins_slips_and_closed_accounts(client, teacher):
    now = timezone.now()
    UserFactory(username="a-new", made_by=teacher)
    give(UserFactory(username="b-waits", made_by=teacher), teacher)
    give(UserFactory(username="c-expired", made_by=teacher), teacher, now - timezone.timedelta(days=30))
    UserFactory(username="d-seen", made_by=teacher, last_login=now)
    UserFactory(username="e-closed", made_by=teacher, is_active=False)
    page = client.get(LIST)
    assert [(each.username, bool(each.slip_until)) for each in page.context["page"].object_list] == [
        ("a-new", False),
        ("b-waits", True),
        ("c-expired", False),
        ("d-seen", False),
        ("e-closed", False),
    ]
    text = page.content.decode()
    assert [text.count(part) for part in ("not used yet, valid until", "never", "account closed", 'name="chosen"')] == [
        1,
        4,
        1,
        4,
    ]


def test_list_shows_no_addresses(client, teacher):
    """A learner may have given another since."""
    UserFactory(username="a", email="private@example.org", made_by=teacher)
    assert "private@example.org" not in client.get(LIST).content.decode()
    assert names(client.get(LIST, {"q": "private@example.org"})) == []


def test_list_takes_as_many_statements_for_three_as_for_one(client, teacher):
    counts = []
    for _ in range(2):
        for person in [UserFactory(made_by=teacher) for _ in range(2 * len(counts) or 1)]:
            give(person, teacher)
        with count_statements() as found:
            assert len(names(client.get(LIST))) in (1, 3)
        counts.append(len(found))
    assert counts == [4, 4]


def test_list_has_pages(client, teacher):
    User.objects.bulk_create(User(username=f"p{n:02}", made_by=teacher) for n in range(51))
    assert names(client.get(LIST, {"page": 2})) == ["p50"]


def test_list_of_nobody_says_what_to_do(client, teacher):
    assert "Bring the names of your class" in client.get(LIST).content.decode()
    assert "Nobody of yours is called like that." in client.get(LIST, {"q": "x"}).content.decode()


def test_studio_leads_instructors_to_their_learners(client, teacher):
    assert f'href="{LIST}"' in client.get("/teach/").content.decode()
    client.force_login(UserFactory(is_staff=True))
    assert f'href="{LIST}"' not in client.get("/teach/").content.decode()


# --- new slips ---


def test_new_slips_are_asked_for_first(client, teacher):
    people = [UserFactory(username=name, made_by=teacher) for name in ("ada", "ben")]
    page = client.get(SLIPS, {"chosen": [person.pk for person in people]})
    assert (page.context["people"], SignInCode.objects.count()) == (people, 0)


def test_new_slips_sign_in_and_end_older_ones(client, teacher):
    person = UserFactory(username="ada", made_by=teacher)
    older = give(person, teacher)
    page = client.post(SLIPS, {"chosen": person.pk})
    assert "no-store" in page["Cache-Control"]
    (slip,) = page.context["slips"]
    assert sign_in_with(type(slip)(person, older, slip.expires_at)).status_code == 200
    assert sign_in_with(slip).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_new_slips_for_nobody_lead_back_to_the_list(client, teacher, method):
    page = getattr(client, method)(SLIPS, follow=True)
    assert (page.redirect_chain, said(page)) == ([(LIST, 302)], ["Choose one learner at least."])


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "fields",
    [{}, {"role": "instructor"}, {"is_staff": True}, {"is_superuser": True}, None],
    ids=["another's", "instructor", "staff", "superuser", "signed up"],
)
def test_new_slips_are_for_her_learners_only(client, teacher, method, fields):
    """With one of hers beside: it is all or nobody."""
    ada = UserFactory(made_by=teacher)
    maker = None if fields is None else teacher if fields else UserFactory(role="instructor")
    other = UserFactory(made_by=maker, **(fields or {}))
    assert getattr(client, method)(SLIPS, {"chosen": [ada.pk, other.pk]}).status_code == 404
    assert not SignInCode.objects.exists()


@pytest.mark.parametrize("chosen", ["", "abc", "0", "-1", "9" * 30, "1.5", "٣"])
def test_new_slips_for_nonsense_are_not_there(client, teacher, chosen):
    UserFactory(made_by=teacher)
    assert [client.get(SLIPS, {"chosen": chosen}).status_code, client.post(SLIPS, {"chosen": chosen}).status_code] == [
        404,
        404,
    ]


def test_new_slips_leave_out_closed_accounts(client, teacher):
    open_one, closed = UserFactory(made_by=teacher), UserFactory(made_by=teacher, is_active=False)
    page = client.post(SLIPS, {"chosen": [open_one.pk, closed.pk]})
    assert [slip.person for slip in page.context["slips"]] == [open_one]
    assert said(page) == ["1 person was left out: the account is not active."]
    assert client.post(SLIPS, {"chosen": closed.pk}).url == LIST


@pytest.mark.parametrize("number", [1, 3])
def test_new_slips_take_as_many_statements_for_three_as_for_one(client, teacher, number):
    people = [UserFactory(made_by=teacher) for _ in range(number)]
    with count_statements() as found:
        client.post(SLIPS, {"chosen": [person.pk for person in people]})
    assert len(found) == 5


# --- afterwards ---


def test_learner_reads_who_can_reset_the_account(client, teacher):
    person = UserFactory(made_by=teacher)
    client.force_login(person)
    assert "Ms Teacher made this account for you" in client.get("/accounts/profile/").content.decode()
    User.objects.filter(pk=teacher.pk).update(role="learner")
    assert "Ms Teacher" not in client.get("/accounts/profile/").content.decode()


def test_learners_stay_when_their_instructor_goes(make, teacher):
    slips = make(TWO).context["slips"]
    erase_person(user=teacher)
    assert [slip.person.made_by_id for slip in slips] == [teacher.pk, teacher.pk]  # as they were made
    assert list(User.objects.values_list("made_by", flat=True)) == [None, None]
    assert sign_in_with(slips[0]).status_code == 200  # of a slip nobody answers for any more
