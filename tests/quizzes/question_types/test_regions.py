"""Regions of a picture: shapes in per cent, in the order of the page, drawn in the picture's pixels."""

import pytest
from django.utils import timezone

from lessons.models import Course, Picture
from lessons.services import CourseInvalid
from quizzes.question_types import TYPES
from quizzes.question_types.regions import on_picture
from quizzes.services import start_attempt
from tests.factories import UserFactory
from tests.quizzes.question_types.helpers import content, refusals
from tests.samples import FILES, PICTURED, load_sample

KIND = TYPES["hotspot"]
SHAPES = [
    {"key": "r-low", "name": "The gate", "rect": [10, 80, 20, 10], "correct": True},
    {"key": "r-right", "name": "The tower", "circle": [75, "12.5", 5]},
    {"key": "r-left", "name": "The hall", "polygon": [[0, 0], [50, 0], [25, 30]]},
]
QUESTION = content("hotspot", picture="castle", regions=SHAPES)


def test_regions_stand_from_above_to_below_and_from_left_to_right():
    assert KIND.groups(QUESTION) == {"region": ["r-left", "r-right", "r-low"]}


@pytest.mark.parametrize(("numbered", "summary"), [(False, "The tower; The gate"), (True, "Region 2; Region 3")])
def test_regions_are_called_by_name_or_by_number(numbered, summary):
    question = content("hotspot", picture="castle", numbered=numbered, regions=SHAPES)
    assert KIND.summary(question, ["r-low", "r-right"]) == summary


def test_shapes_are_drawn_in_the_pixels_of_the_picture():
    shown = {"region": [(key, f"x{key}") for key in KIND.groups(QUESTION)["region"]]}
    scene = KIND.widget(QUESTION, shown, ["r-low"])["scene"]
    drawn = on_picture(scene, {"width": 400, "height": 200, "file": "f.png"})
    assert drawn["spots"] == [
        {"key": "xr-left", "mark": "1", "marked": False, "middle": (100, 20), "polygon": "0,0 200,0 100,60"},
        {"key": "xr-right", "mark": "2", "marked": False, "middle": (300, 25), "circle": (300, 25, 20)},
        {"key": "xr-low", "mark": "3", "marked": True, "middle": (80, 170), "rect": (40, 160, 80, 20)},
    ]


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ({"circle": [101, 0, 5]}, "regions.3.circle.0: Input should be less than or equal to 100"),
        ({"circle": [0, 0, 0]}, "regions.3.circle.2: Input should be greater than 0"),
        (
            {"polygon": [[0, 0], [1, 1]]},
            "regions.3.polygon: must have at least 3 entries, not 2",
        ),
        (
            {"circle": [1, 1, 1], "rect": [1, 1, 1, 1]},
            "regions.3: a region is one of 'country', 'circle', 'rect' and 'polygon'",
        ),
    ],
)
def test_shape_that_cannot_be_drawn_is_refused(region, message):
    more = {"key": "more", "name": "More", **region}
    assert refusals("hotspot", picture="castle", regions=[*SHAPES, more]) == [message]


PICTURE_QUESTION = """\

- key: zzplaces
  type: hotspot
  objective: other
  prompt: Where is the corner?
  picture: zzmap
  numbered: true
  regions:
  - key: zzr-blue
    name: The blue corner
    rect: [80, 0, 20, 20]
    correct: true
  - key: zzr-red
    name: The red corner
    circle: [10, 10, 10]
  - key: zzr-white
    name: The middle
    polygon: [[40, 40], [60, 40], [50, 60]]
  explanation: It is blue.
"""


@pytest.mark.django_db
def test_page_shows_the_picture_with_numbers_and_no_name(client, tmp_path):
    changes = PICTURED | {
        "questions/first.yaml": FILES["questions/first.yaml"] + PICTURE_QUESTION,
        "quizzes/first-quiz.yaml": FILES["quizzes/first-quiz.yaml"].split("slots:")[0]
        + "slots:\n- question: zzplaces\n",
    }
    load_sample(tmp_path, changes)
    client.force_login(learner := UserFactory())
    quiz = Course.objects.get(key="sample").quiz_set.get(key="first-quiz")
    attempt, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    page = client.get(attempt.get_absolute_url()).content.decode()
    assert f'<image href="{Picture.objects.get(key="zzmap").url}" width="48" height="64">' in page
    assert "A map with a blue corner" in page
    assert ("Region 3" in page, "The blue corner" in page, "zzr-" in page) == (True, False, False)


@pytest.mark.django_db
def test_picture_that_the_course_does_not_have_is_told(tmp_path):
    bank = FILES["questions/first.yaml"] + PICTURE_QUESTION
    with pytest.raises(CourseInvalid) as refused:
        load_sample(tmp_path, {"questions/first.yaml": bank})
    assert "there is no picture 'zzmap'" in " ".join(map(str, refused.value.problems))
