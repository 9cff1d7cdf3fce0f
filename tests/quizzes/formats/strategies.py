"""Questions of every type, as hypothesis makes them: contents that our own schemas take."""

from decimal import Decimal

from hypothesis import strategies as st
from pydantic import ValidationError

from lessons.picture_files import clean
from quizzes.question_types import schema_of
from tests.pictures import drawn, encoded

PICTURE = clean(encoded(drawn(size=(200, 100)))).content
PICTURES = {"zzmap": PICTURE, "zzflag": clean(encoded(drawn(size=(30, 20)))).content}

# What Markdown, HTML, Cloze code and Moodle's texts take for their own.
_SIGNS = "abcXYZ 0123456789 äß‑–“日 *_`[](){}<>#!-+=~.:;|\\/&%$'\"^@,"
words = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=25).map(str.strip).filter(bool)
_simple = st.sampled_from(["Rome", "an **old** town", "`x * y`", "5 < 6 & 7", "[here](https://example.org/a)", "$x^2$"])
_shown = st.sampled_from(["![A map](picture:zzmap)", "so: ![](picture:zzflag)"])
line = words | _simple
text = line | _shown | st.lists(line, min_size=2, max_size=3).map("\n\n".join) | st.just("one\\\ntwo\n\n- a\n- b")
optional = st.just("") | text
keys = st.from_regex(r"\A[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,4})?\Z")
fractions = st.integers(-100, 100).map(lambda number: Decimal(number) / 100) | st.just(Decimal("0.3333333"))
numbers = st.decimals(-1000, 1000, places=2, allow_nan=False)


def _optional(strategy):
    return st.none() | strategy


def of_type(name, **fields):
    """Contents that the type's schema takes."""
    common = {
        "key": keys,
        "type": st.just(name),
        "use": st.sampled_from(["quiz", "exam"]),
        "draft": st.booleans(),
        "objective": keys,
        "asks": st.sampled_from(["recall", "apply"]),
        "tags": st.lists(keys, unique=True, max_size=2),
        "difficulty": _optional(st.sampled_from(["easy", "hard"])),
        "stimulus": _optional(keys),
        "prompt": text,
        "hints": st.lists(text, max_size=2),
        "penalty": st.sampled_from(["0.3333333", "0", "0.25", "1"]),
        "explanation": text,
        "evidence": st.lists(st.just("first#one-for-all"), max_size=1),
        "as_of": _optional(st.dates()),
    }
    return st.fixed_dictionaries(common | fields).map(lambda data: _valid(name, data)).filter(bool)


def _valid(name, data):
    """None for what the schema refuses."""
    try:
        return schema_of(name).model_validate(data)
    except ValidationError:
        return None


def _keyed(entries, least, most):
    """Lists of entries whose keys differ."""
    return st.lists(entries, min_size=least, max_size=most, unique_by=lambda entry: entry["key"])


def _entry(**fields):
    return st.fixed_dictionaries({"key": keys, **fields})


_feedback = {"feedback": optional, "misconception": _optional(keys)}


@st.composite
def _choices(draw, right=1, least=2, most=5):
    choices = draw(_keyed(_entry(text=text, **_feedback, locked=st.booleans()), least, most))
    for number, choice in enumerate(choices):
        choice["correct"] = number < right
        if number >= right and draw(st.booleans()):
            choice["fraction"] = draw(fractions.filter(lambda each: each < 1))
    return draw(st.permutations(choices))


single_choice = of_type("single_choice", choices=_choices(), fixed_order=st.booleans())


@st.composite
def _many(draw):
    """By the default rule, or with fractions of their own."""
    choices = draw(_keyed(_entry(text=text, **_feedback), 3, 6))
    right = draw(st.integers(1, len(choices) - 2))
    own = draw(st.booleans())
    for number, choice in enumerate(choices):
        if own:
            choice["fraction"] = round(Decimal(1) / right, 7) if number < right else -draw(fractions.map(abs))
        else:
            choice["correct"] = number < right
    return draw(st.permutations(choices))


multiple_response = of_type(
    "multiple_response", choices=_many(), fixed_order=st.booleans(), all_or_nothing=st.booleans()
)
true_false = of_type(
    "true_false", answer=st.booleans(), feedback_true=optional, feedback_false=optional, misconception=_optional(keys)
)

_typed = st.fixed_dictionaries(
    {"text": words, "also": st.lists(words, max_size=2), "fraction": fractions | st.just(Decimal(1)), **_feedback}
)


@st.composite
def _typed_answers(draw):
    answers = draw(st.lists(_typed, min_size=1, max_size=3))
    answers[0]["fraction"] = Decimal(1)
    return answers


_text_options = {"case_sensitive": st.booleans(), "accents_matter": st.booleans(), "feedback_other": optional}
short_answer = of_type("short_answer", answers=_typed_answers(), **_text_options)

_numeric = st.fixed_dictionaries(
    {
        "value": numbers,
        "tolerance": numbers.map(abs),
        "tolerance_type": st.sampled_from(["nominal", "nominal", "relative"]),
        "fraction": fractions,
        "feedback": optional,
    }
)


@st.composite
def _numeric_answers(draw):
    answers = draw(st.lists(_numeric, min_size=1, max_size=3))
    answers[0]["fraction"] = Decimal(1)
    return answers


@st.composite
def _units(draw):
    names = draw(st.lists(st.sampled_from(["m", "km", "cm", "°", "per cent", "€"]), unique=True, max_size=4))
    factors = [Decimal(1), *draw(st.lists(st.sampled_from([Decimal(1000), Decimal("0.01"), Decimal(3)]), max_size=3))]
    return [{"unit": name, "factor": factor} for name, factor in zip(names, factors, strict=False)]


_unit_options = {
    "units": _units(),
    "unit_use": st.sampled_from(["optional", "optional", "required", "ignored"]),
    "unit_penalty": st.sampled_from(["0.1", "0", "0.5"]),
    "feedback_other": optional,
}
numerical = of_type("numerical", answers=_numeric_answers(), **_unit_options)
matching = of_type(
    "matching",
    pairs=_keyed(_entry(left=text, right=text, feedback=optional), 2, 4),
    extra=_keyed(_entry(text=text), 0, 2),
)
ordering = of_type(
    "ordering",
    items=_keyed(_entry(text=text), 3, 5),
    grading=st.sampled_from(["concordance", "all_or_nothing", "position", "distance", "next", "next_and_last"])
    | st.sampled_from(["neighbours", "pairs", "longest_subset", "longest_run"]),
)
random_matching = of_type("random_matching", count=st.integers(2, 9))
essay = of_type(
    "essay",
    min_words=_optional(st.integers(1, 50)),
    max_words=_optional(st.integers(50, 300)),
    template=optional,
    marking_notes=optional,
)

_weight = st.sampled_from(["1", "1", "2", "0.5"])
_gap = st.one_of(
    st.fixed_dictionaries({"kind": st.just("dropdown"), "weight": _weight, "choices": _choices(least=1, most=3)}),
    st.fixed_dictionaries({"kind": st.just("text"), "weight": _weight, "answers": _typed_answers(), **_text_options}),
    st.fixed_dictionaries(
        {"kind": st.just("number"), "weight": _weight, "answers": _numeric_answers(), "feedback_other": optional}
    ),
)


@st.composite
def _gapped(draw, count):
    """A text with that many gaps."""
    order = draw(st.permutations(range(1, count + 1)))
    pieces = [f"{draw(optional)}{draw(st.sampled_from([' ', chr(10) * 2]))}{{{number}}} " for number in order]
    return "".join(pieces) + draw(optional)


@st.composite
def cloze(draw):
    gaps = draw(st.lists(_gap, min_size=1, max_size=3))
    return draw(of_type("cloze", text=_gapped(len(gaps)), gaps=st.just(gaps)))


@st.composite
def drag_words(draw):
    group = _optional(st.sampled_from(["people", "group-2"]))
    pool = draw(_keyed(_entry(text=text, group=group, reuse=st.booleans()), 2, 6))
    gap = {"word": st.sampled_from([word["key"] for word in pool]), "weight": _weight, "feedback": optional}
    gaps = draw(st.lists(st.fixed_dictionaries(gap), min_size=1, max_size=3))
    return draw(of_type("drag_words", text=_gapped(len(gaps)), gaps=st.just(gaps), words=st.just(pool)))


@st.composite
def categorise(draw):
    names = draw(_keyed(_entry(text=text), 2, 3))
    home = _optional(st.sampled_from([each["key"] for each in names]))
    items = _keyed(_entry(text=text, category=home, feedback=optional), 2, 5)
    return draw(of_type("categorise", categories=st.just(names), items=items))


_share = st.integers(0, 50).map(Decimal)
_extent = st.integers(1, 40).map(Decimal)
_shapes = st.one_of(
    st.fixed_dictionaries({"circle": st.tuples(_share, _share, _extent)}),
    st.fixed_dictionaries({"rect": st.tuples(_share, _share, _extent, _extent)}),
    st.fixed_dictionaries({"polygon": st.lists(st.tuples(_share, _share), min_size=3, max_size=4)}),
)


@st.composite
def _regions(draw, least, most, **fields):
    regions = draw(_keyed(_entry(name=line, **fields), least, most))
    return [region | draw(_shapes) for region in regions]


@st.composite
def hotspot(draw):
    regions = draw(_regions(3, 5, feedback=optional, misconception=_optional(keys)))
    for number, region in enumerate(regions):
        region["correct"] = number == 0
    return draw(of_type("hotspot", picture=st.just("zzmap"), regions=st.just(regions), numbered=st.booleans()))


@st.composite
def drag_image(draw):
    labels = draw(_keyed(_entry(text=text, reuse=st.just(True)), 2, 4))
    label = st.sampled_from([each["key"] for each in labels])
    regions = _regions(1, 3, feedback=optional, label=label)
    return draw(of_type("drag_image", picture=st.just("zzmap"), regions=regions, labels=st.just(labels)))


on_the_map = of_type(
    "hotspot",
    map=st.just("europe"),
    all_countries=st.booleans(),
    regions=st.just(
        [
            {"key": "fi", "country": "FI", "correct": True},
            {"key": "se", "country": "SE"},
            {"key": "no", "country": "NO"},
        ]
    ),
)


@st.composite
def calculated(draw):
    names = draw(st.lists(st.sampled_from(["a", "x_1", "Speed", "e5"]), min_size=1, max_size=3, unique=True))
    variables = [
        {
            "name": name,
            "min": draw(st.integers(1, 5)),
            "max": draw(st.integers(6, 30)),
            "decimals": draw(st.integers(0, 2)),
        }
        for name in names
    ]
    if draw(st.booleans()):
        variables[0] |= {"step": "1"}
    sum_of = " + ".join(names)
    formula = draw(st.sampled_from(["{0}", "2*({0})^2", "sqrt({0}) / pi()", "max({0}, 1e3) - 2.5"])).format(sum_of)
    answer = {
        "formula": st.just(formula),
        "tolerance": st.sampled_from(["0", "0.01", "2"]),
        "tolerance_type": st.sampled_from(["nominal", "relative", "geometric"]),
        "fraction": fractions,
        "feedback": st.just("") | st.just(f"It was {{={formula}}} of {{{names[0]}}}."),
    }
    answers = draw(st.lists(st.fixed_dictionaries(answer), min_size=1, max_size=2))
    answers[0]["fraction"] = 1
    digits = draw(st.sampled_from([{}, {"decimals": 1}, {"decimals": 2}, {"significant": 3}]))
    fields = {name: st.just(value) for name, value in digits.items()}
    options = _unit_options | {"feedback_other": st.just("") | st.just(f"Think of {{{names[0]}}}.")}
    return draw(of_type("calculated", variables=st.just(variables), answers=st.just(answers), **options, **fields))


texts = st.builds(
    lambda key, kind, words: _valid(kind, {"key": key, "type": kind, "text": words}),
    keys,
    st.sampled_from(["description", "stimulus"]),
    text,
).filter(bool)

EVERY_TYPE = {
    "single_choice": single_choice,
    "multiple_response": multiple_response,
    "true_false": true_false,
    "short_answer": short_answer,
    "numerical": numerical,
    "matching": matching,
    "ordering": ordering,
    "random_matching": random_matching,
    "essay": essay,
    "cloze": cloze(),
    "drag_words": drag_words(),
    "categorise": categorise(),
    "hotspot": hotspot() | on_the_map,
    "drag_image": drag_image(),
    "calculated": calculated(),
    "description": texts,
    "stimulus": texts,
}
