"""A small course with every question type, for tests. Author keys begin with 'zz', so that a leak can be looked for."""

from copy import deepcopy
from pathlib import Path

from django.utils import timezone

from lessons.course_files import Folder
from lessons.picture_files import clean
from lessons.services import load_course
from securityedu.courses import STORES, read_course
from tests.pictures import drawn, encoded

READ: dict[tuple, Folder] = {}

FILES = {
    "course.yaml": """\
title: Sample course
summary: A course for tests.
as_of: 2026-06-30
open_to_guests: true
contents:
- lesson: first
- quiz: first-quiz
- lesson: second
""",
    "introduction.md": "---\ntitle: Welcome\n---\nHello.[^t]\n\n[^t]: treaty\n",
    "sources.yaml": """\
- key: treaty
  title: The Treaty
  publisher: Archive
  date: 4 April 1949
  url: https://example.org/treaty
  kind: official
""",
    "terms.yaml": "- key: ally\n  term: Ally\n  definition: A member of the *Alliance*.\n",
    "misconceptions.yaml": "- key: troops\n  belief: Every Ally must send troops.\n  correction: Each Ally chooses.\n",
    "figures/years.yaml": """\
kind: timeline
title: Two years
summary: Two dates.
sources:
- treaty
events:
- date: 1949-04-04
  label: 4 April 1949
  text: Treaty
- date: 2001-09-12
  label: 12 September 2001
  text: Decision
""",
    "lessons/first.md": """\
---
title: The first lesson
minutes: 5
objectives:
- key: goal
  text: Explain the promise
- key: other
  text: Order the events
---
[An attack on one is an attack on all.]{#one-for-all}[^t] An [Ally](term:ally) helps.

## What it asks

[Each Ally chooses its action.]{#each-chooses}[^t]

::: figure years
:::

::: claim misleading
> A claim.

A reason.[^t]
:::

::: check zzcheck
:::

[^t]: treaty, Article 5; as of 2026-06-30
""",
    "lessons/second.md": """\
---
title: The second lesson
minutes: 3
---
See [the first](lesson:first#one-for-all). [Defence is planned.]{#planned}[^t]

[^t]: treaty
""",
    "questions/first.yaml": """\
- key: zzcheck
  type: single_choice
  use: check
  objective: goal
  prompt: What does each Ally do?
  choices:
  - key: zzchooses
    text: Chooses its action
    correct: true
    feedback: Yes, it chooses.
  - key: zztroops
    text: Sends troops
    feedback: Troops are not prescribed.
    misconception: troops
  explanation: The treaty leaves the means open.
  evidence:
  - first#each-chooses
- key: zzsingle
  type: single_choice
  objective: goal
  prompt: What is an attack on one?
  choices:
  - key: zzall
    text: An attack on all
    correct: true
    feedback: Yes.
  - key: zznone
    text: No matter of others
    feedback: It is a matter of all.
  - key: zzhalf
    text: An attack on half
    fraction: 0.5
    feedback: Half right.
  explanation: One for all.
  evidence:
  - first#one-for-all
- key: zzmultiple
  type: multiple_response
  objective: goal
  prompt: Which **two** are right?
  choices:
  - key: zzm-a
    text: Right A
    correct: true
    feedback: A is right.
  - key: zzm-b
    text: Right B
    correct: true
    feedback: B is right.
  - key: zzm-c
    text: Wrong C
    feedback: C is wrong.
  - key: zzm-d
    text: Wrong D
    feedback: D is wrong.
  explanation: A and B.
  evidence:
  - first#one-for-all
- key: zztruefalse
  type: true_false
  objective: goal
  prompt: Every Ally must send troops.
  answer: false
  feedback_true: No, each chooses.
  feedback_false: Right.
  misconception: troops
  explanation: Each Ally chooses.
  evidence:
  - first#each-chooses
- key: zzshort
  type: short_answer
  objective: other
  prompt: Which Ally asked most often?
  answers:
  - text: Türkiye
    also:
    - Turkey
    feedback: Yes, five times.
  - text: Pol*
    fraction: 0.5
    feedback: Poland asked once.
  feedback_other: Look at the chart.
  explanation: Five times.
  evidence:
  - first#one-for-all
- key: zznumber
  type: numerical
  objective: other
  prompt: In which year was it signed?
  answers:
  - value: 1949
    feedback: Yes.
  - value: 1949
    tolerance: 5
    fraction: 0.5
    feedback: Close.
  feedback_other: After the war.
  explanation: In 1949.
  evidence:
  - first#one-for-all
- key: zzmatching
  type: matching
  objective: other
  prompt: Match the articles.
  pairs:
  - key: zzl-3
    left: Article 3
    right: Resist
    feedback: Three resists.
  - key: zzl-4
    left: Article 4
    right: Consult
    feedback: Four consults.
  - key: zzl-5
    left: Article 5
    right: Help
    feedback: Five helps.
  extra:
  - key: zzl-x
    text: Admit
  explanation: Each has one task.
  evidence:
  - first#one-for-all
- key: zzordering
  type: ordering
  objective: other
  prompt: Earliest first.
  items:
  - key: zzo-1
    text: Treaty
  - key: zzo-2
    text: Campaign
  - key: zzo-3
    text: Decision
  - key: zzo-4
    text: Pledge
  explanation: 1949, 1999, 2001, 2025.
  evidence:
  - first#one-for-all
- key: zzcloze
  type: cloze
  objective: other
  prompt: Complete the sentence.
  text: The right of {1} stands in Article {2}.
  gaps:
  - kind: dropdown
    choices:
    - key: zzc-self
      text: self-defence
      correct: true
      feedback: Yes.
    - key: zzc-free
      text: free passage
      feedback: That is the sea.
  - kind: text
    weight: 3
    answers:
    - text: '51'
      feedback: Yes, 51.
    feedback_other: Near fifty.
  explanation: Article 51.
  evidence:
  - first#one-for-all
""",
    "quizzes/first-quiz.yaml": """\
title: The first quiz
lesson: first
pass_percent: 60
reveal: at_once
slots:
- question: zzsingle
- question: zzmultiple
- question: zztruefalse
- question: zzshort
- question: zznumber
- question: zzmatching
- question: zzordering
- question: zzcloze
  points: 2
""",
}
# What gets full marks, with author keys, by question.
RIGHT = {
    "zzsingle": "zzall",
    "zzmultiple": ["zzm-a", "zzm-b"],
    "zztruefalse": False,
    "zzshort": "turkey",
    "zznumber": {"raw": "1949", "value": "1949"},
    "zzmatching": {"zzl-3": "zzl-3", "zzl-4": "zzl-4", "zzl-5": "zzl-5"},
    "zzordering": ["zzo-1", "zzo-2", "zzo-3", "zzo-4"],
    "zzcloze": {"1": "zzc-self", "2": "51"},
}
# Types that came later: `load_sample(root, MORE)` has them, too, at the end of the bank and of the quiz.
_MORE_QUESTIONS = """\

- key: zzwords
  type: drag_words
  objective: other
  prompt: Fill the gaps.
  text: Article {1} is for talks, Article {2} for defence; {3} decide together.
  gaps:
  - word: zzw-four
    feedback: Talks come first.
  - word: zzw-five
    weight: 2
    feedback: Then defence.
  - word: zzw-allies
  words:
  - key: zzw-three
    text: three
  - key: zzw-four
    text: four
  - key: zzw-five
    text: five
  - key: zzw-allies
    text: Allies
    group: people
    reuse: true
  - key: zzw-judges
    text: judges
    group: people
  explanation: Four and five.
  evidence:
  - first#one-for-all
- key: zzsort
  type: categorise
  objective: other
  prompt: Who is in?
  categories:
  - key: zzk-in
    text: Allies
  - key: zzk-out
    text: Partners
  items:
  - key: zzi-fi
    text: Finland
    category: zzk-in
    feedback: Since 2023.
  - key: zzi-at
    text: Austria
    category: zzk-out
  - key: zzi-ie
    text: Ireland
    category: zzk-out
  - key: zzi-oz
    text: Oz
  - key: zzi-nm
    text: Narnia
  explanation: Two are made up.
  evidence:
  - first#one-for-all
- key: zzessay
  type: essay
  objective: other
  prompt: Why is an attack on one an attack on all?
  min_words: 3
  max_words: 8
  template: 'Because '
  marking_notes: |-
    One point for the promise,
    one for its limits.
  explanation: The Allies promise it to each other.
  evidence:
  - first#one-for-all
- key: zzspots
  type: hotspot
  objective: other
  prompt: Mark the two Allies that joined last.
  map: europe
  regions:
  - key: zzr-fi
    country: FI
    correct: true
    feedback: Since 2023.
  - key: zzr-se
    country: SE
    correct: true
  - key: zzr-no
    country: 'NO'
    feedback: From the first day.
  - key: zzr-ee
    country: EE
  - key: zzr-lv
    country: LV
    misconception: troops
  explanation: In 2023 and 2024.
  evidence:
  - first#one-for-all
- key: zzlabels
  type: drag_image
  objective: other
  prompt: When did they join?
  map: europe
  numbered: true
  regions:
  - key: zzr-fi
    country: FI
    label: zzb-last
    feedback: Since 2023.
  - key: zzr-no
    country: 'NO'
    label: zzb-first
  - key: zzr-dk
    country: DK
    label: zzb-first
  labels:
  - key: zzb-first
    text: in 1949
    reuse: true
  - key: zzb-last
    text: in 2023
  - key: zzb-never
    text: in 1939
  explanation: One came late.
  evidence:
  - first#one-for-all
"""
MORE = {
    "questions/first.yaml": FILES["questions/first.yaml"] + _MORE_QUESTIONS,
    "quizzes/first-quiz.yaml": FILES["quizzes/first-quiz.yaml"] + "- question: zzwords\n- question: zzsort\n",
    "quizzes/drawn-quiz.yaml": """\
title: The drawn quiz
lesson: first
pass_percent: 60
reveal: at_once
slots:
- question: zzessay
  points: 4
- question: zztruefalse
""",
    "quizzes/map-quiz.yaml": """\
title: The quiz of maps
lesson: first
reveal: at_once
slots:
- question: zzspots
- question: zzlabels
""",
}
RIGHT_MORE = {
    "zzwords": {"1": "zzw-four", "2": "zzw-five", "3": "zzw-allies"},
    "zzsort": {"zzi-fi": "zzk-in", "zzi-at": "zzk-out", "zzi-ie": "zzk-out"},
    "zzspots": ["zzr-fi", "zzr-se"],
    "zzlabels": {"zzr-fi": "zzb-last", "zzr-no": "zzb-first", "zzr-dk": "zzb-first"},
}
# Recipes: each attempt gets a question of its own. `DRAWN` has them beside all types.
_RECIPES = """\

- key: zzcalc
  type: calculated
  objective: other
  prompt: Of {all} Allies, {some} agree. How many per cent is that?
  variables:
  - name: all
    min: 10
    max: 30
  - name: some
    min: 1
    max: 9
  answers:
  - formula: some / all * 100
    tolerance: 0.1
    feedback: Yes, {=some / all * 100}.
  - formula: all / some * 100
    tolerance: 0.1
    fraction: 0
    feedback: The other way round.
  decimals: 1
  feedback_other: Divide {some} by {all}.
  explanation: It is {some} / {all} × 100.
  evidence:
  - first#one-for-all
- key: zzmix
  type: random_matching
  use: exam
  objective: other
  prompt: Which answer belongs to which question?
  count: 3
  explanation: Each has one.
  evidence:
  - first#one-for-all
"""


def _for_exams(key: str, prompt: str, answer: str) -> str:
    return f"""\
- key: {key}
  type: short_answer
  use: exam
  objective: other
  prompt: {prompt}
  answers:
  - text: {answer}
  explanation: It is {answer}.
"""


_RECIPES += (
    _for_exams("zzx-one", "Who asked first?", "Italy")
    + _for_exams("zzx-two", "Who asked last?", "Estonia")
    + _for_exams("zzx-three", "Who never asked?", "Iceland")
    + _for_exams("zzx-four", "Who asked twice?", "Poland")
)
DRAWN = {
    "questions/first.yaml": MORE["questions/first.yaml"] + _RECIPES,
    "quizzes/first-quiz.yaml": MORE["quizzes/first-quiz.yaml"] + "- question: zzcalc\n- question: zzmix\n",
}
# Texts between questions: a description, and a stimulus with a figure and two questions about it.
_TEXTS = """\

- key: zzintro
  type: description
  text: |-
    Read **slowly**.

    | Year | What |
    |---|---|
    | 1949 | Treaty |
- key: zzpicture
  type: stimulus
  text: |-
    Two dates on a line.

    ::: figure years
    :::
- key: zzabout-one
  type: true_false
  objective: other
  stimulus: zzpicture
  prompt: The treaty came first.
  answer: true
  explanation: In 1949.
- key: zzabout-two
  type: numerical
  objective: other
  stimulus: zzpicture
  prompt: How many dates are there?
  answers:
  - value: 2
  explanation: Two.
"""
WITH_TEXTS = {
    "questions/first.yaml": DRAWN["questions/first.yaml"] + _TEXTS,
    "quizzes/texts.yaml": """\
title: A quiz with texts
slots:
- question: zzintro
- question: zzabout-one
- question: zzsingle
- question: zzabout-two
""",
}


# Files beside it: `load_sample(root, PICTURED)` has two pictures, one in a lesson and one in no text; with ASKED, too,
# every question that can shows one.
PICTURED: dict[str, str | bytes] = {
    "pictures.yaml": """\
- key: zzflag
  alt: A flag with a red corner
  credit: Ada
  licence: CC0
- key: zzmap
  alt: A map with a blue corner
""",
    "pictures/zzflag.png": encoded(drawn(size=(64, 48))),
    "pictures/zzmap.jpg": clean(encoded(drawn(size=(48, 64)), "JPEG")).content,
    "lessons/second.md": FILES["lessons/second.md"].replace("[^t]: t", '![](picture:zzflag "A flag")\n\n[^t]: t'),
}

_SHOWN = {
    "prompt: What is an attack on one?": "prompt: 'What is it? ![The flag of a state](picture:zzflag)'",
    "text: An attack on all": "text: '![](picture:zzflag)'",
    "text: No matter of others": "text: '![](picture:zzmap)'",
    "feedback: It is a matter of all.": "feedback: 'No: ![](picture:zzmap)'",
    "explanation: One for all.": "explanation: 'So: ![](picture:zzmap)'",
    "left: Article 3": "left: '![](picture:zzflag)'",
    "right: Resist": "right: '![](picture:zzmap)'",
    "text: Treaty": "text: '![](picture:zzflag)'",
    "text: Campaign": "text: '![](picture:zzmap)'",
    "text: self-defence": "text: '![](picture:zzflag)'",
    "text: The right of {1} stands in Article {2}.": "text: '![](picture:zzmap) {1} stands in {2}.'",
}


def _asked() -> str:
    bank = FILES["questions/first.yaml"]
    for old, new in _SHOWN.items():
        assert old in bank
        bank = bank.replace(f"{old}\n", f"{new}\n")
    return bank


ASKED = {"questions/first.yaml": _asked()}


def write_course(root: Path, changes: dict[str, str | bytes | None] | None = None, *, key: str = "sample") -> Path:
    """The sample course as a folder below `root`; `changes` replace files, None leaves one out."""
    folder = root / key
    for name, text in (FILES | (changes or {})).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        elif isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def load_sample(root: Path, changes: dict[str, str | bytes | None] | None = None, **options):
    """Write the sample course and load it; returns the plan."""
    return load_course(_read(write_course(root, changes)), stores=STORES, now=timezone.now(), **options)


def _read(root: Path) -> Folder:
    """A course folder, read once for all tests that load the same files: reading takes longer than loading."""
    files = tuple((path.relative_to(root), path.read_bytes()) for path in sorted(root.rglob("*")) if path.is_file())
    if (root.name, files) not in READ:
        READ[root.name, files] = read_course(root)[0]
    return deepcopy(READ[root.name, files])
