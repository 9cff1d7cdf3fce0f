from django.template.loader import render_to_string

from lessons.figures import bars


def test_numbers_of_a_chart_are_grouped_and_otherwise_as_written():
    data = {"bars": [{"label": str(value), "value": value} for value in (125_000, 4.48, 2.4, 4)]}
    html = render_to_string(
        "lessons/figures/bar_chart.html", {"figure": {"title": "t", "unit": "u"}, "bars": bars(data)}
    )
    shown = [part.split("<")[0] for part in html.split('class="bar-chart__value">')[1:]]
    assert shown == ["125,000", "4.48", "2.4", "4"]


def widths(*values: int) -> list[float]:
    return [float(bar["width"]) for bar in bars({"bars": [{"label": "x", "value": value} for value in values]})]


def test_bars_are_measured_by_the_longest_to_a_tenth_of_a_per_cent():
    assert widths(1, 3) == [33.3, 100]
    assert widths(1, 4) == [25, 100]
