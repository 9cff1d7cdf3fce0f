"""The sample course with blocks and recordings wherever they can stand: `load_sample(root, RICH)`, with MORE, too."""

from tests.recordings import mp3, wav
from tests.samples import FILES, MORE

TABLE = "| State | Since | Number of soldiers who are stationed abroad |\\n|---|---|---|\\n| Albania | 2009 | `x` |"
CODE = "```python\\nif attacked(ally): assist(ally, means=as_it_deems_necessary, until=security_is_restored)\\n```"
_CHANGES = {
    "prompt: What does each Ally do?": f'prompt: "What does this say?\\n\\n{CODE}"',
    "text: Chooses its action": f'text: "{CODE}"',
    "text: Sends troops": 'text: "- Sends troops\\n- and planes"',
    "prompt: What is an attack on one?": f'prompt: "Read the table.\\n\\n{TABLE}\\n\\nWhat is an attack on *one*?"',
    "text: An attack on all": f'text: "{TABLE}"',
    "text: No matter of others": 'text: "![](audio:zzspeech)"',
    "feedback: It is a matter of all.": f'feedback: "No:\\n\\n{TABLE}"',
    "feedback: Half right.": 'feedback: "![](audio:zztone)"',
    "explanation: One for all.": (
        'explanation: "One for all.\\n\\n> All for one.\\n\\n1. Think\\n2. Act\\n\\n$$\\nx^2\\n$$"'
    ),
    "text: Right A": f'text: "{TABLE}"',
    "left: Article 3": f'left: "Three:\\n\\n{TABLE}"',
    "left: Article 4": 'left: "![](audio:zztone)"',
    "text: Treaty": 'text: "Treaty\\n\\n- of Washington"',
    "text: The right of {1} stands in Article {2}.": (
        'text: "| Right | Article |\\n|---|---|\\n| {1} | **{2}** |\\n\\n```\\nand so on\\n```"'
    ),
}
_BANK = "questions/first.yaml"
_WIDE = (
    "| "
    + " | ".join(f"Column_{number}_of_many" for number in range(9))
    + " |\n"
    + "|---" * 9
    + "|\n"
    + "| x " * 9
    + "|"
)


def _changed(bank: str) -> str:
    for old, new in _CHANGES.items():
        assert f"{old}\n" in bank, old
        bank = bank.replace(f"{old}\n", f"{new}\n")
    return bank


RECORDED: dict[str, str | bytes] = {
    "recordings.yaml": """\
- key: zzspeech
  alt: A speech of 1949
  credit: Archive
  licence: CC0
  transcript: |-
    Speaker: An attack on one.

    All: Is an <attack> on all.
- key: zztone
  alt: A tone
  transcript: (a tone)
""",
    "recordings/zzspeech.mp3": mp3(),
    "recordings/zztone.wav": wav(),
    "lessons/second.md": FILES["lessons/second.md"].replace(
        "[^t]: t", f"![](audio:zzspeech)\n\n{_WIDE}\n\n```\n{'one long line of code; ' * 9}\n```\n\n[^t]: t"
    ),
}
RICH = RECORDED | {_BANK: _changed(FILES[_BANK])}
RICH_MORE = MORE | RECORDED | {_BANK: _changed(str(MORE[_BANK]))}
