from django.db import migrations, models

from quizzes.asking import search_text, written


def fill(apps, schema_editor):
    Question = apps.get_model("quizzes", "Question")
    rows = []
    for row in Question.objects.filter(current__isnull=False).select_related("current").iterator(500):
        content = row.current.content
        row.search_text = search_text(written([content.get("prompt"), content.get("text")]))
        rows.append(row)
    Question.objects.bulk_update(rows, ["search_text"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0012_certainty_stamp"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="search_text",
            field=models.TextField(blank=True, default="", editable=False, help_text="See quizzes/asking.py."),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
