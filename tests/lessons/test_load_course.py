from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lessons.course_text import canonical
from lessons.merge import Change
from lessons.models import Course, Figure, Lesson, LoadedObject, Page, Passage, ReadingProgress, Revision, Source, Term
from lessons.services import CourseConflict, CourseInvalid, load_course, save_object
from quizzes.models import Misconception, Question, QuestionVersion, Quiz
from securityedu.courses import STORES, read_course
from tests.factories import UserFactory
from tests.lessons.helpers import changed
from tests.samples import FILES, load_sample, write_course

MODELS = (Course, Figure, Lesson, Page, Passage, Source, Term, Misconception, Question, QuestionVersion, Quiz, Revision)
TERMS = FILES["terms.yaml"]
TWO_TERMS = TERMS + "- key: pact\n  term: pact\n  definition: An agreement.\n"

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (*MODELS, LoadedObject)}


def edit_term(course: Course, definition: str) -> None:
    """Change the sample's term as the editor does."""
    store = next(store for store in STORES if store.name == "term")
    located = store.collect(course)["ally"]
    entry = located.entry.model_copy(update={"definition": definition})
    located = type(located)(entry, "", 1, located.position)
    save_object(course, store, "ally", located, stores=STORES, now=timezone.now(), by=None)


def definition_of(key: str = "ally") -> str:
    return Term.objects.get(key=key, archived=False).definition


def with_definition(text: str) -> dict[str, str]:
    return changed("terms.yaml", "A member of the *Alliance*.", text)


def run(*args, **options) -> str:
    out = StringIO()
    call_command("load_course", *args, stdout=out, stderr=out, **options)
    return out.getvalue()


# --- a first load ----------------------------------------------------------------------------------------------------


def test_first_load_takes_everything(tmp_path):
    plan = load_sample(tmp_path)
    assert set(plan.changes.values()) == {Change.TAKE}
    assert counts() == {
        **{"Course": 1, "Figure": 1, "Lesson": 2, "Page": 1, "Passage": 3, "Source": 1, "Term": 1},
        **{"Misconception": 1, "Question": 9, "QuestionVersion": 9, "Quiz": 1, "Revision": 18, "LoadedObject": 18},
    }


def test_loaded_course_has_the_fields_of_its_file(course):
    assert (course.title, course.summary, course.language, str(course.as_of)) == (
        *("Sample course", "A course for tests.", "en", "2026-06-30"),
    )
    assert (course.open_to_guests, course.published) == (True, True)
    assert course.contents == [{"lesson": "first"}, {"quiz": "first-quiz"}, {"lesson": "second"}]


def test_loaded_lesson_has_html_passages_and_apparatus(course):
    lesson = course.lesson_set.get(key="first")
    assert (lesson.title, lesson.minutes, lesson.listed, lesson.position) == ("The first lesson", 5, True, 0)
    assert [objective["key"] for objective in lesson.objectives] == ["goal", "other"]
    assert '<span id="p-one-for-all" class="passage">' in lesson.html
    assert list(lesson.passages.values_list("key", "text", "position", "present")) == [
        ("one-for-all", "An attack on one is an attack on all.", 0, True),
        ("each-chooses", "Each Ally chooses its action.", 1, True),
    ]
    assert [(each["key"], each["number"], each["place"]) for each in lesson.apparatus["citations"]] == [
        ("t", 1, "Article 5")
    ]
    assert lesson.apparatus["citations"][0]["source"]["publisher"] == "Archive"
    assert [term["key"] for term in lesson.apparatus["terms"]] == ["ally"]
    assert list(lesson.apparatus["figures"]) == ["years"]


def test_lessons_follow_the_order_of_contents_and_drafts_are_hidden(tmp_path):
    order = "- lesson: second\n- quiz: first-quiz\n"
    load_sample(tmp_path, changed("course.yaml", "- lesson: first\n- quiz: first-quiz\n- lesson: second\n", order))
    assert list(Lesson.objects.order_by("position").values_list("key", "listed")) == [
        ("second", True),
        ("first", False),
    ]
    assert list(Lesson.objects.listed().values_list("key", flat=True)) == ["second"]
    assert Quiz.objects.get().listed is True


def test_load_writes_a_revision_with_the_canonical_text_of_each_object(tmp_path):
    load_sample(tmp_path)
    folder, _texts = read_course(tmp_path / "sample")
    revisions = {(each.kind, each.key): each.text for each in Revision.objects.all()}
    assert revisions == {each: canonical(located.entry) for each, located in folder.objects.items()}


# --- a second load ---------------------------------------------------------------------------------------------------


def test_second_load_of_the_same_files_changes_nothing(course, tmp_path):
    before = counts()
    plan = load_sample(tmp_path)
    assert set(plan.changes.values()) == {Change.KEEP}
    assert counts() == before


def test_load_of_other_form_and_same_content_changes_nothing(course, tmp_path):
    terms = '- {definition: "A member of the *Alliance*.", term: "Ally", key: "ally"}\n'
    plan = load_sample(tmp_path, {"terms.yaml": terms})
    assert set(plan.changes.values()) == {Change.KEEP}
    assert Revision.objects.filter(kind="term").count() == 1


def test_change_in_the_files_only_is_taken(course, tmp_path):
    plan = load_sample(tmp_path, with_definition("Of the files."))
    assert (plan.of(Change.TAKE), definition_of()) == ([("term", "ally")], "Of the files.")
    assert Revision.objects.filter(kind="term", key="ally").count() == 2


def test_change_in_the_database_only_is_kept(course, tmp_path):
    edit_term(course, "Of the editor.")
    plan = load_sample(tmp_path)
    assert (plan.of(Change.TAKE), definition_of()) == ([], "Of the editor.")


def test_change_in_the_database_is_kept_by_every_later_load(course, tmp_path):
    edit_term(course, "Of the editor.")
    load_sample(tmp_path)
    load_sample(tmp_path, changed("course.yaml", "A course for tests.", "Another summary."))
    assert definition_of() == "Of the editor."
    assert Course.objects.get().summary == "Another summary."


def test_same_change_on_both_sides_is_no_conflict(course, tmp_path):
    edit_term(course, "Of both.")
    plan = load_sample(tmp_path, with_definition("Of both."))
    assert (plan.of(Change.TAKE), definition_of()) == ([], "Of both.")
    plan = load_sample(tmp_path, with_definition("Of the files."))
    assert (plan.of(Change.TAKE), definition_of()) == ([("term", "ally")], "Of the files.")


def test_different_changes_on_both_sides_are_told_and_nothing_is_loaded(course, tmp_path):
    edit_term(course, "Of the editor.")
    before = counts()
    changes = with_definition("Of the files.") | changed("course.yaml", "A course for tests.", "Another summary.")
    with pytest.raises(CourseConflict) as caught:
        load_sample(tmp_path, changes | {"lessons/third.md": "---\ntitle: T\nminutes: 1\n---\nText.\n"})
    assert caught.value.objects == [("term", "ally")]
    assert (definition_of(), Course.objects.get().summary) == ("Of the editor.", "A course for tests.")
    assert counts() == before


def test_conflict_is_won_by_the_files_when_asked(course, tmp_path):
    edit_term(course, "Of the editor.")
    load_sample(tmp_path, with_definition("Of the files."), theirs=True)
    assert definition_of() == "Of the files."
    assert load_sample(tmp_path, with_definition("Of the files.")).of(Change.TAKE) == []


def test_theirs_keeps_what_only_the_database_changed(course, tmp_path):
    edit_term(course, "Of the editor.")
    load_sample(tmp_path, theirs=True)
    assert definition_of() == "Of the editor."


def test_change_in_the_files_of_what_the_editor_archived_is_a_conflict(course, tmp_path):
    Term.objects.update(archived=True)
    with pytest.raises(CourseConflict):
        load_sample(tmp_path, with_definition("Of the files."))
    load_sample(tmp_path, with_definition("Of the files."), theirs=True)
    assert definition_of() == "Of the files."


def test_problem_in_the_files_loads_nothing(tmp_path):
    with pytest.raises(CourseInvalid) as caught:
        load_sample(tmp_path, changed("course.yaml", "- lesson: second", "- lesson: third"))
    assert [str(problem) for problem in caught.value.problems] == [
        "course.yaml:1: contents name a lesson 'third' that isn't there"
    ]
    assert set(counts().values()) == {0}


def test_problem_in_the_files_changes_nothing_of_a_course_that_is_there(course, tmp_path):
    before = counts()
    with pytest.raises(CourseInvalid):
        load_sample(tmp_path, with_definition("Of the files.") | {"stray.txt": "x"})
    assert (counts(), definition_of()) == (before, "A member of the *Alliance*.")


def test_failure_in_the_middle_of_a_load_leaves_nothing(tmp_path):
    class Failing(type(STORES[-1])):
        def finish(self, course):
            raise RuntimeError("disk full")

    folder, _texts = read_course(write_course(tmp_path))
    with pytest.raises(RuntimeError, match="disk full"):
        load_course(folder, stores=(*STORES[:-1], Failing()), now=timezone.now())
    assert set(counts().values()) == {0}


# --- what has gone ---------------------------------------------------------------------------------------------------


def test_object_that_has_gone_from_the_files_is_archived_and_comes_back(tmp_path):
    load_sample(tmp_path, {"terms.yaml": TWO_TERMS})
    pact = Term.objects.get(key="pact").pk
    plan = load_sample(tmp_path, {"terms.yaml": TERMS})
    assert plan.of(Change.ARCHIVE) == [("term", "pact")]
    assert list(Term.objects.values_list("key", "archived")) == [("ally", False), ("pact", True)]
    load_sample(tmp_path, {"terms.yaml": TWO_TERMS})
    assert Term.objects.get(key="pact", archived=False).pk == pact


def test_object_of_the_editor_is_never_archived(course, tmp_path):
    Term.objects.create(course=course, key="own", term="own", definition="Own.")
    plan = load_sample(tmp_path)
    assert (plan.of(Change.ARCHIVE), Term.objects.get(key="own").archived) == ([], False)


def test_lesson_that_has_gone_keeps_its_readers(course, tmp_path):
    lesson = course.lesson_set.get(key="second")
    ReadingProgress.objects.create(user=UserFactory(), lesson=lesson, completed_at=timezone.now())
    gone = changed("course.yaml", "- lesson: second\n", "")
    load_sample(tmp_path, gone | {"lessons/second.md": None})
    lesson.refresh_from_db()
    assert (lesson.archived, lesson.listed, lesson.reading.count()) == (True, False, 1)


def test_passage_that_has_gone_stays_marked(course, tmp_path):
    text = FILES["lessons/second.md"].replace("[Defence is planned.]{#planned}", "[Defence is ready.]{#ready}")
    load_sample(tmp_path, {"lessons/second.md": text})
    passages = Passage.objects.filter(lesson__key="second").order_by("key")
    assert list(passages.values_list("key", "present")) == [("planned", False), ("ready", True)]


# --- positions and what rests on an object --------------------------------------------------------------------------


def test_positions_follow_the_files_even_when_the_texts_did_not_change(tmp_path):
    load_sample(tmp_path, {"terms.yaml": TWO_TERMS})
    first, second = TERMS, TWO_TERMS.removeprefix(TERMS)
    plan = load_sample(tmp_path, {"terms.yaml": second + first})
    assert set(plan.changes.values()) == {Change.KEEP}
    assert list(Term.objects.values_list("key", "position")) == [("pact", 0), ("ally", 1)]


def test_lesson_shows_a_changed_term_and_source_without_being_changed(course, tmp_path):
    load_sample(
        tmp_path, with_definition("A *new* one.") | changed("sources.yaml", "publisher: Archive", "publisher: NATO")
    )
    apparatus = Lesson.objects.get(key="first").apparatus
    assert apparatus["terms"] == [{"key": "ally", "term": "Ally", "definition": "A <em>new</em> one."}]
    assert apparatus["citations"][0]["source"]["publisher"] == "NATO"
    assert Revision.objects.filter(kind="lesson").count() == 2


def test_courses_do_not_mix(course, tmp_path):
    folder, _texts = read_course(write_course(tmp_path, with_definition("Of another course."), key="other"))
    load_course(folder, stores=STORES, now=timezone.now())
    assert sorted(Term.objects.values_list("course__key", "definition")) == [
        ("other", "Of another course."),
        ("sample", "A member of the *Alliance*."),
    ]


# --- the command -----------------------------------------------------------------------------------------------------


def test_command_says_what_it_did(tmp_path):
    root = write_course(tmp_path)
    assert run(root) == "Course sample: 18 taken, 0 kept, 0 archived.\n"
    assert run(root) == "Course sample: 0 taken, 18 kept, 0 archived.\n"


def test_command_if_absent_leaves_a_course_that_is_there(course, tmp_path):
    root = write_course(tmp_path, with_definition("Of the files."))
    assert run(root, if_absent=True) == "Course sample is there already.\n"
    assert definition_of() == "A member of the *Alliance*."


def test_command_tells_problems_with_file_and_line(tmp_path):
    root = write_course(tmp_path, {"stray.txt": "x"})
    err = StringIO()
    with pytest.raises(CommandError, match="^1 problems; nothing was loaded$"):
        call_command("load_course", root, stderr=err)
    assert err.getvalue() == "stray.txt:1: this file does not belong to a course folder\n"


def test_command_tells_conflicts(course, tmp_path):
    edit_term(course, "Of the editor.")
    root = write_course(tmp_path, with_definition("Of the files."))
    err = StringIO()
    with pytest.raises(CommandError, match="^nothing was loaded; --theirs lets the files win$"):
        call_command("load_course", root, stderr=err)
    assert err.getvalue() == "changed here and in the files: term ally\n"
    assert run(root, theirs=True) == "Course sample: 1 taken, 17 kept, 0 archived.\n"


def test_command_without_folder_says_so(tmp_path):
    with pytest.raises(CommandError, match="there is no folder"):
        run(tmp_path / "nowhere")
