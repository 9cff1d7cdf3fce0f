"""Files that are no questions at all, brought under any name."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from quizzes.formats import FORMATS, guess
from tests.quizzes.formats.test_guess import SAMPLE


def archive(*names: str) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return target.getvalue()


FOREIGN = {
    "backup of Moodle": [archive("moodle_backup.xml", "questions.xml"), b"\x1f\x8b\x08\x00"],
    "Word document": [archive("[Content_Types].xml", "word/document.xml")],
    "QTI or SCORM": [archive("imsmanifest.xml", "item.xml")],
    "archive": [archive("questions.gift")],
    "PDF": [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << {=a ~b} >>"],
    "RTF": [rb"{\rtf1\ansi Is it {\b so}?}"],
    "picture": [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"],
    "file of QTI": [
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<questestinterop xmlns="urn:x"><item/></questestinterop>',
        b'\xef\xbb\xbf<!-- Made <by> hand -->\n<assessmentItem identifier="a">{=a ~b}</assessmentItem>',
        b'<qti-assessment-item identifier="a">Is it?</qti-assessment-item>',
    ],
    "file of Blackboard": [b"<?xml version='1.0'?>\n<POOL><TITLE value='Is it?'/></POOL>", b"<POOL>"],
    "file of ExamView": [b"<?xml version='1.0'?><examview type='test'><question type='tf'/></examview>"],
    "from its question bank": [b'<?xml version="1.0"?>\n<question_categories><x/></question_categories>'],
    "web page": [b"<!DOCTYPE html>\n<html><body>Is it?</body></html>", b"\xef\xbb\xbf <html lang='en'>"],
}


@pytest.mark.parametrize("name", ["q.xml", "q.txt", "q.gift", "q.mbz", "q.csv", "q"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_none_of_the_formats_is_gets_one_sentence_that_says_what_it_is(kind, name):
    for data in FOREIGN[kind]:
        reading = FORMATS[guess(data, name)].read(data)
        assert (reading.questions, reading.warnings, len(reading.errors)) == ([], [], 1)
        assert kind in reading.errors[0].message
        assert reading.errors[0].line == 0


def test_an_archive_that_is_said_to_be_moodle_xml_is_told_too():
    (error,) = FORMATS["moodle_xml"].read(FOREIGN["backup of Moodle"][0]).errors
    assert "backup of Moodle" in error.message


def test_a_workbook_is_none_of_them():
    written = FORMATS["spreadsheet"].write([SAMPLE], {}).content
    assert FORMATS["spreadsheet"].read(written).errors == []
