"""Rosters in the wild: what is read from them, and what is said about what can't be."""

import pytest

from accounts.roster import Known, check, read_roster, username_from
from accounts.tables import TableError, read_table


@pytest.fixture(autouse=True)
def database():
    """These need none."""


def roster_of(data, **known):
    data = data if isinstance(data, bytes) else data.encode()
    return check(read_roster(read_table(data, at_most=100)), Known(**known))


def people_in(data, **known):
    roster = roster_of(data, **known)
    assert roster.wrong == []
    return [(entry.name, entry.username, entry.email, entry.role) for entry in roster.entries]


def errors_in(data, **known):
    return [(entry.line, *entry.errors) for entry in roster_of(data, **known).wrong]


ANNA = ("Anna Müller", "anna.muller", "anna@example.org", "learner")


@pytest.mark.parametrize(
    "data",
    [
        "Name;E-Mail\r\nAnna Müller;anna@example.org\r\n".encode("cp1252"),
        "\ufeffName,Email\r\nAnna Müller,anna@example.org\r\n".encode(),
        "Name\tEmail\r\nAnna Müller\tanna@example.org".encode("utf-16"),
        "First Name,Last Name,Email Address\nAnna,Müller,Anna@Example.org\n",
        '"Name","E-mail","",""\n"Anna\nMüller","anna@example.org","",""\n',
        "MAIL;Class;FULL NAME;;\nanna@example.org;7b;  Anna   Müller ;;\n;;;;\n",
        "surname,given_name,e-mail\nMüller,Anna,anna@example.org\n",
    ],
    ids=["Excel", "Excel UTF-8", "Excel Unicode", "Google", "quoted lines", "other order", "surname first"],
)
def test_roster_of_any_spreadsheet_gives_the_same_person(data):
    assert people_in(data) == [ANNA]


def test_roster_without_headings_is_a_list_of_names():
    assert people_in("Anna Müller\nBen\n") == [
        ("Anna Müller", "anna.muller", "", "learner"),
        ("Ben", "ben", "", "learner"),
    ]
    assert roster_of("Anna Müller\nBen\n").without_header


def test_roster_without_headings_is_a_list_of_addresses():
    assert people_in("anna@example.org\nben@example.org\n") == [
        ("", "anna", "anna@example.org", "learner"),
        ("", "ben", "ben@example.org", "learner"),
    ]


def test_roster_with_a_column_of_names_only_makes_everything_else():
    assert people_in("name\nAnna Müller\n") == [("Anna Müller", "anna.muller", "", "learner")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("Anna Müller,7b\nBen,7c\n", "the columns need headings.*Found: “Anna Müller”, “7b”"),
        ("role,note\nlearner,x\n", "the columns need headings"),
        ("password\nsecret\n", "the columns need headings"),
        ("", "there is nothing here"),
        ("name,Name\nA,B\n", "“name” and “Name” are the same column"),
        ("mail,name,E-Mail\na,b,c\n", "“mail” and “E-Mail” are the same column"),
    ],
    ids=["no heading", "role only", "password only", "empty", "twice", "synonyms"],
)
def test_roster_that_names_nobody_is_refused(data, message):
    with pytest.raises(TableError, match=message):
        roster_of(data)


def test_roster_with_headings_only_has_nobody():
    assert roster_of("name,e-mail\n").entries == ()


@pytest.mark.parametrize(
    "heading",
    [
        "is_staff",
        "Staff",
        "superuser",
        "is superuser",
        "Admin?",
        "password",
        "Password hash",
        "PASSWD",
        "hash",
        "groups",
        "user_permissions",
        "is_active",
    ],
)
def test_column_that_would_give_rights_is_named_and_never_read(heading):
    roster = roster_of(f"name,{heading},class\nAnna,1,7b\n")
    assert (roster.refused, roster.ignored) == ((heading,), ("class",))
    assert "1" not in repr(roster.entries[0].name + roster.entries[0].username + roster.entries[0].email)


@pytest.mark.parametrize(
    ("word", "role"), [("", "learner"), ("Student", "learner"), ("TEACHER", "instructor"), ("instructor", "instructor")]
)
def test_role_has_synonyms(word, role):
    assert people_in(f"name,role\nAnna,{word}\n")[0][3] == role


def test_role_that_the_bringer_may_not_give_is_an_error_of_its_line():
    roster = read_roster(read_table(b"name,role\nAnna,\nBen,student\nCleo,teacher\n", at_most=9))
    found = check(roster, Known(), ("learner",)).wrong
    error = "Only an admin gives the role “instructor”: here you make learners."
    assert [(entry.name, entry.errors) for entry in found] == [("Cleo", (error,))]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("Anna,,,admin", "“admin” is no role that a list can give."),
        ("Anna,,anna@,", "“anna@”: Enter a valid email address."),
        ("Anna,a b,,", "“a b”: Enter a valid username."),
        ("Anna,a@b.org,,", "“a@b.org”: Please choose a name without “@”"),
        ("Anna,GRACE,,", "“grace” is taken: somebody has it already."),
        ("Anna,,Grace@example.org,", "“grace@example.org” is taken: somebody has it already."),
        ("An\u202ena,,,", "This holds a character that cannot be seen."),
        ("M\ufffdller,,,", "a character was lost when the file was saved."),
        (f"{'A' * 81},,,", f"“{'A' * 59}…”: Ensure this value has at most 80 characters"),
        (f"Anna,{'a' * 151},,", "at most 150 characters"),
        (",,,instructor", "There is neither a name nor a username."),
        ("Müller, Anna,,,learner", "There are more cells than headings."),
    ],
)
def test_line_that_is_wrong_says_what_with_the_text(row, error):
    rows = f"name,username,e-mail,role\nBen,,,\n{row}\n"
    found = errors_in(rows, usernames={"grace"}, emails={"grace@example.org"})
    assert [line for line, *_ in found] == [3]
    assert error in " ".join(found[0][1:])


def test_username_and_address_twice_in_the_list_name_the_first_line():
    found = errors_in("name,username,email\nA,Ada,a@x.org\nB,ADA,b@x.org\nC,c,A@x.org\n")
    assert found == [(3, "“ada” stands in line 2, too."), (4, "“a@x.org” stands in line 2, too.")]


def test_line_with_several_errors_tells_all():
    assert len(errors_in("name,email,role\nA\x01,b,c\n")[0]) == 4


def test_name_that_is_here_already_is_a_warning_only():
    roster = roster_of("name\nAnna\n", usernames={"anna"}, names={"Anna": "anna"})
    assert roster.wrong == []
    assert (roster.entries[0].username, roster.entries[0].warnings) == (
        "anna2",
        ("There is somebody with this name already: anna.",),
    )


def test_usernames_that_are_made_give_way_to_each_other_and_to_given_ones():
    rows = "name,username\nAnna,\nAnna,\nx,anna2\nAnna,\n"
    assert [person[1] for person in people_in(rows, usernames={"anna"})] == ["anna3", "anna4", "anna2", "anna5"]


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Anna Schmidt", "anna.schmidt"),
        ("Zoë O’Neill-Łuk", "zoe.oneill-luk"),
        ("Groß, Jürgen", "gross.jurgen"),
        ("Dr. J. Smith", "dr.j.smith"),
        ("İstanbul Işık", "istanbul.isik"),
        ("=cmd|x", "cmdx"),
        ("..", ""),
        ("李小龍", ""),
        ("x" * 90, "x" * 40),
    ],
)
def test_username_made_from_a_name_can_be_typed_anywhere(name, username):
    assert username_from(name) == username


def test_person_whose_name_gives_no_username_gets_a_plain_one():
    rows = "name,email\n李小龍,\n李小龍,bruce@example.org\n张三,\n"
    assert [person[1] for person in people_in(rows)] == ["learner", "bruce", "learner2"]


def test_fingerprint_changes_with_what_would_be_made():
    rows = "name\nAnna\n"
    assert roster_of(rows).fingerprint == roster_of("Name;\r\nAnna;\r\n").fingerprint
    assert roster_of(rows).fingerprint != roster_of(rows, usernames={"anna"}).fingerprint
