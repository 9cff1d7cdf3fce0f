"""Questions of every type for hypothesis, with texts that hold the marks of every format."""

from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types import schema_of

MARKS = "ab :#={}~\\n/[]%*_-><$&é\"'`.()1,;\n|!^?"
KEYS = ["a", "b", "c", "d", "e", "f"]


def _has_words(text: str) -> bool:
    return bool(text.strip("\n \t")) and not text.isspace()


texts = (
    st.text(MARKS, min_size=1, max_size=12)
    | st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=8)
    | st.sampled_from(
        ["An *Ally* helps.", "**two** of them", "[html]x", "%50%x", "// x", "a -> b", "####", "::x::", "T"]
    )
).filter(_has_words)
words = st.lists(
    st.sampled_from(["Ally", "five", "51", "in 1949,", "Türkiye", "(NATO)", "“quoted”"]), min_size=1, max_size=4
)
plain_texts = words.map(" ".join)
maybe = st.just("") | texts
fractions = st.sampled_from(["0", "0.5", "0.3333333", "-0.25", "0.1234567", "0.9"])
numbers = st.decimals("-1000", "1000", places=3).map(lambda number: format(number, "f"))
tolerances = st.sampled_from(["0", "0.5", "3", "0.001"])


def _optional(name, strategy):
    return st.just({}) | strategy.map(lambda value: {name: value})


def _merged(*parts):
    return st.tuples(*parts).map(lambda found: {name: value for part in found for name, value in part.items()})


def _fixed(**fields):
    return st.fixed_dictionaries(fields)


extras = _merged(
    _optional("use", st.sampled_from(["exam", "check"])),
    _optional("asks", st.sampled_from(["apply", "compare"])),
    _optional("tags", st.lists(st.sampled_from(["cold-war", "x", "a1"]), max_size=2, unique=True)),
    _optional("difficulty", st.sampled_from(["easy", "hard"])),
    _optional("stimulus", st.just("chart")),
    _optional("hints", st.lists(texts, min_size=1, max_size=2)),
    _optional("penalty", st.sampled_from(["0.1", "1"])),
    _optional("evidence", st.just(["first#one"])),
    _optional("as_of", st.just("2026-06-30")),
)


def _questions(name: str, of_type, prompt=texts, more=extras):
    """Those among them that the schema takes."""
    common = _fixed(key=st.sampled_from(["q1", "my-key", "a"]), type=st.just(name), objective=st.just("goal"))
    shared = _merged(common, _fixed(prompt=prompt, explanation=texts), more)
    return _merged(shared, of_type).map(_taken).filter(bool)


def _taken(data):
    try:
        return schema_of(data["type"]).model_validate(data)
    except ValidationError:
        return None


def _keyed(values, **fields):
    items = st.fixed_dictionaries(fields)
    return st.lists(items, **values).map(
        lambda found: [{"key": key, **each} for key, each in zip(KEYS, found, strict=False)]
    )


def _choices(least_wrong, most_right, fraction=fractions, text=texts, feedback=maybe):
    right = st.lists(
        st.fixed_dictionaries({"text": text, "feedback": feedback, "correct": st.just(True)}),
        min_size=1,
        max_size=most_right,
    )
    wrong = st.lists(
        _merged(
            st.fixed_dictionaries({"text": text, "feedback": feedback}),
            _optional("fraction", fraction),
            _optional("misconception", st.just("troops")),
            _optional("locked", st.just(True)),
        ),
        min_size=least_wrong,
        max_size=3,
    )
    shuffled = st.tuples(right, wrong).flatmap(lambda both: st.permutations([*both[0], *both[1]]))
    return shuffled.map(lambda found: [{"key": f"k{index}", **each} for index, each in enumerate(found)])


negative = st.sampled_from(["0", "-0.5", "-0.3333333", "-1"])
answers = st.lists(
    _merged(
        _fixed(text=texts, feedback=maybe),
        _optional("also", st.lists(texts, max_size=2)),
        _optional("fraction", fractions),
    ),
    min_size=1,
    max_size=3,
)
numeric = st.lists(
    _merged(
        _fixed(value=numbers, feedback=maybe),
        _optional("tolerance", tolerances),
        _optional("fraction", fractions),
        _optional("tolerance_type", st.sampled_from(["relative", "geometric"])),
    ),
    min_size=1,
    max_size=3,
)

single_choice = _questions(
    "single_choice", _merged(_fixed(choices=_choices(1, 1)), _optional("fixed_order", st.just(True)))
)
multiple_response = _questions(
    "multiple_response", _merged(_fixed(choices=_choices(2, 4, negative)), _optional("all_or_nothing", st.just(True)))
)
true_false = _questions("true_false", _fixed(answer=st.booleans(), feedback_true=maybe, feedback_false=maybe))
short_answer = _questions(
    "short_answer", _merged(_fixed(answers=answers, feedback_other=maybe), _optional("case_sensitive", st.just(True)))
)
numerical = _questions("numerical", _fixed(answers=numeric, feedback_other=maybe))
matching = _questions(
    "matching",
    _fixed(
        pairs=_keyed({"min_size": 2, "max_size": 4}, left=texts, right=texts, feedback=maybe),
        extra=st.lists(texts, max_size=2).map(
            lambda found: [{"key": f"x{n}", "text": text} for n, text in enumerate(found)]
        ),
    ),
)
ordering = _questions(
    "ordering",
    _merged(
        _fixed(items=_keyed({"min_size": 3, "max_size": 5}, text=texts)),
        _optional("grading", st.sampled_from(["position", "longest_run"])),
    ),
)
essay = _questions("essay", _merged(_fixed(marking_notes=maybe), _optional("min_words", st.integers(1, 5))))
descriptions = st.tuples(st.sampled_from(["description", "stimulus"]), texts).map(
    lambda found: _taken({"key": "d1", "type": found[0], "text": found[1]})
)
BY_TYPE = {
    "single_choice": single_choice,
    "multiple_response": multiple_response,
    "true_false": true_false,
    "short_answer": short_answer,
    "numerical": numerical,
    "matching": matching,
    "ordering": ordering,
    "essay": essay,
    "description": descriptions.filter(bool),
}
questions = st.one_of(*BY_TYPE.values())

# What every format for choices can carry: one line of plain words each, nothing else.
simple_choice = _questions(
    "single_choice",
    _fixed(
        choices=_choices(1, 1, st.nothing(), plain_texts, st.just("")).filter(
            lambda found: all(set(each) <= {"key", "text", "feedback", "correct"} for each in found)
        )
    ),
    prompt=plain_texts,
    more=st.just({}),
)
