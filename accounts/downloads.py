"""Tables as files that a browser keeps and no cache does."""

from django.http import HttpResponse

from accounts.tables import to_csv, to_xlsx

KINDS = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def as_file(rows, kind: str, name: str) -> HttpResponse:
    """`name`.csv or `name`.xlsx; `kind` is one of KINDS."""
    write, content_type = KINDS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(write(rows), content_type=content_type, headers=headers)
