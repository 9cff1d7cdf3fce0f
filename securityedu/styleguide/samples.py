"""What the style guide shows: one question of each type, one figure of each kind, a text with everything in it."""

from typing import NamedTuple


class Written(NamedTuple):
    """A text, and what somebody gave for it; None while it waits."""

    text: str
    fraction: str | None = None
    comment: str = ""


# What texts of questions play. Nothing is loaded before somebody presses the button.
PLAYED = {
    "audio:speech": {
        **{"file": f"{0:064}.mp3", "alt": "A speech on the news", "credit": "", "licence": ""},
        "transcript": "Speaker: Ireland keeps out of alliances.",
    }
}
SHARED = {"objective": "see", "explanation": "The text says so in its first sentence."}

# (content, an answer that is right, one that is partly right or None, one that is wrong), with author keys
QUESTIONS = (
    (
        {
            "type": "single_choice",
            "prompt": "Who **decides** in the Council?",
            "choices": [
                {"key": "all", "text": "All Allies together", "correct": True, "feedback": "Yes, by consensus."},
                {
                    "key": "most",
                    "text": "A majority of the Allies",
                    "fraction": "0.5",
                    "feedback": "Many, but not all.",
                },
                {"key": "one", "text": "The largest Ally", "feedback": "No Ally decides alone."},
            ],
        },
        "all",
        "most",
        "one",
    ),
    (
        {
            "type": "multiple_response",
            "prompt": "| Ally | Since |\n|---|---|\n| Norway | 1949 |\n| Spain | 1982 |\n\nWhich *two* joined in 1949?",
            "choices": [
                {"key": "no", "text": "Norway", "correct": True},
                {"key": "pt", "text": "Portugal", "correct": True},
                {"key": "ie", "text": "Ireland:\n\n- a state of the EU\n- `neutral`", "feedback": "![](audio:speech)"},
                {"key": "ch", "text": "Switzerland"},
            ],
        },
        ["no", "pt"],
        ["no"],
        ["ie"],
    ),
    (
        {
            "type": "true_false",
            "prompt": "NATO has an army of its own.",
            "answer": False,
            "feedback_true": "It has none.",
        },
        False,
        None,
        True,
    ),
    (
        {
            "type": "short_answer",
            "prompt": "Which Ally lies in two continents?",
            "answers": [{"text": "Türkiye", "also": ["Turkey"]}, {"text": "Greece", "fraction": "0.5"}],
            "feedback_other": "Look at the map.",
        },
        "Türkiye",
        "Greece",
        "Iceland",
    ),
    (
        {
            "type": "numerical",
            "prompt": "In which year was the treaty signed?",
            "answers": [
                {"value": "1949"},
                {"value": "1949", "tolerance": "2", "fraction": "0.5", "feedback": "Close."},
            ],
        },
        {"raw": "1949", "value": "1949"},
        {"raw": "1950", "value": "1950"},
        {"raw": "1914", "value": "1914"},
    ),
    (
        {
            "type": "matching",
            "prompt": "What is each article about?",
            "pairs": [
                {"key": "a4", "left": "Article 4", "right": "Talks about a threat, if an Ally asks for them"},
                {"key": "a5", "left": "Article 5", "right": "Help"},
            ],
            "extra": [{"key": "a10", "text": "New members"}],
        },
        {"a4": "a4", "a5": "a5"},
        {"a4": "a4", "a5": "a10"},
        {"a4": "a5", "a5": "a4"},
    ),
    (
        {
            "type": "ordering",
            "prompt": "Earliest first.",
            "items": [
                {"key": "treaty", "text": "The treaty"},
                {"key": "kosovo", "text": "Kosovo"},
                {"key": "madrid", "text": "Madrid"},
            ],
        },
        ["treaty", "kosovo", "madrid"],
        ["treaty", "madrid", "kosovo"],
        ["madrid", "kosovo", "treaty"],
    ),
    (
        {
            "type": "cloze",
            "prompt": "Complete the sentence.",
            "text": "Article {1} is about {2}.",
            "gaps": [
                {
                    "kind": "text",
                    "answers": [{"text": "5"}, {"text": "five", "fraction": "0.5"}],
                },
                {
                    "kind": "dropdown",
                    "choices": [{"key": "help", "text": "help", "correct": True}, {"key": "trade", "text": "trade"}],
                },
            ],
        },
        {"1": "5", "2": "help"},
        {"1": "five", "2": "help"},
        {"1": "4", "2": "trade"},
    ),
    (
        {
            "type": "drag_words",
            "prompt": "Put the words into their gaps.",
            "text": "Article {1} is about talks, Article {2} about help.",
            "gaps": [{"word": "four"}, {"word": "five"}],
            "words": [
                {"key": "three", "text": "three"},
                {"key": "four", "text": "four"},
                {"key": "five", "text": "five"},
            ],
        },
        {"1": "four", "2": "five"},
        {"1": "four", "2": "three"},
        {"1": "five", "2": "four"},
    ),
    (
        {
            "type": "categorise",
            "prompt": "Who is an Ally?",
            "categories": [{"key": "allies", "text": "Allies"}, {"key": "partners", "text": "Partners"}],
            "items": [
                {"key": "finland", "text": "Finland", "category": "allies"},
                {"key": "austria", "text": "Austria", "category": "partners"},
            ],
        },
        {"finland": "allies", "austria": "partners"},
        {"finland": "allies"},
        {"finland": "partners", "austria": "allies"},
    ),
    (
        {
            "type": "essay",
            "prompt": "Why do small states join an alliance?",
            "min_words": 5,
            "max_words": 200,
            "template": "They join because",
        },
        Written("They join because help is promised to all,\nnot to the strong alone.", "1", "Short and to the point."),
        Written("They join because others do.", "0.5", "True, but why do others?"),
        Written("They must.", "0", "No state must."),
    ),
    (
        {
            "type": "hotspot",
            "prompt": "Mark the **two** Allies that joined last.",
            "map": "europe",
            "regions": [
                {"key": "fi", "country": "FI", "correct": True, "feedback": "Since 2023."},
                {"key": "se", "country": "SE", "correct": True},
                {"key": "no", "country": "NO", "feedback": "From the first day."},
                {"key": "ee", "country": "EE"},
            ],
        },
        ["fi", "se"],
        ["fi", "no"],
        ["no"],
    ),
    (
        {
            "type": "drag_image",
            "prompt": "Who led where in 2017?",
            "map": "europe",
            "regions": [
                {"key": "ee", "country": "EE", "label": "uk"},
                {"key": "lv", "country": "LV", "label": "canada", "feedback": "Canada led in Latvia."},
            ],
            "labels": [
                {"key": "uk", "text": "United Kingdom"},
                {"key": "canada", "text": "Canada"},
                {"key": "spain", "text": "Spain"},
            ],
        },
        {"ee": "uk", "lv": "canada"},
        {"ee": "uk", "lv": "spain"},
        {"ee": "canada", "lv": "uk"},
    ),
)

# (type, Markdown, the first and the last question that it is about)
TEXTS = (
    ("description", "The next questions are about **two articles** of the treaty.", 1, 1),
    ("stimulus", "Two requests a year.\n\n| Year | Requests |\n|---|---|\n| 2022 | 8 |\n| 2023 | 1 |", 3, 5),
)

FIGURES = {
    "map": {
        "kind": "tile_map",
        "title": "A tile map",
        "summary": "Groups differ in fill, line and shape.",
        "groups": [
            {"key": "one", "label": "First group", "countries": ["NO", "SE", "FI"]},
            {"key": "two", "label": "Second group", "countries": ["FR", "DE", "PL"]},
            {"key": "three", "label": "Third group", "countries": ["ES", "PT"]},
            {"key": "four", "label": "Fourth group", "countries": ["TR", "GR"]},
        ],
    },
    "dates": {
        "kind": "timeline",
        "title": "A timeline",
        "summary": "Dates on a drawn line.",
        "as_of": "2026-06-30",
        "events": [
            {"date": "1949-04-04", "label": "4 April 1949", "text": "Twelve states sign the treaty"},
            {"date": "1999", "label": "1999", "text": "An air campaign"},
        ],
    },
    "bars": {
        "kind": "bar_chart",
        "title": "A bar chart",
        "summary": "Each bar has its number.",
        "unit": "requests",
        "bars": [{"label": "Türkiye", "value": "5", "note": "since 2003"}, {"label": "Poland", "value": "2"}],
    },
    "sides": {
        "kind": "comparison",
        "title": "A comparison",
        "summary": "Two things side by side.",
        "columns": ["Article 4", "Article 5"],
        "rows": [{"label": "What it is for", "cells": ["Talks", "Help"]}],
    },
    "branches": {
        "kind": "tree",
        "title": "A tree",
        "summary": "What belongs under what.",
        "nodes": [
            {"key": "council", "label": "North Atlantic Council"},
            {"key": "aco", "label": "Operations", "under": "council", "note": "SHAPE"},
            {"key": "act", "label": "Transformation", "under": "council"},
        ],
    },
}

TEXT = """\
A text of a lesson has [terms](term:ally), which explain themselves, [sentences that prove an answer]{#proof},
**strong** and *stressed* words, [links](https://example.org/) and citations.[^one] One more.[^two]

> A quotation.

- A list
- with two points

::: claim misleading
> NATO has its own army.

The Allies keep their forces.[^one]
:::

::: figure map
:::

::: figure dates
:::

::: figure bars
:::

::: figure sides
:::

::: figure branches
:::

[^one]: treaty, Article 5; as of 2026-06-30
[^two]: page
"""
