"""The file formats of questions by name. Adding one: a module here, a test, a line below."""

from quizzes.formats.aiken import Aiken
from quizzes.formats.base import Format
from quizzes.formats.gift import Gift
from quizzes.formats.numbered import Numbered
from quizzes.formats.own import Own
from quizzes.formats.spreadsheet import CSV, SPREADSHEET

FORMATS: dict[str, Format] = {each.name: each for each in (Gift(), Aiken(), SPREADSHEET, CSV, Numbered(), Own())}
