"""The addresses of this app."""

from django.urls import URLPattern, path

from couplings import paths  # noqa: F401 - registers what an address of a record is made of
from couplings.views import card, coupling, inbox, inbox_record, noting, opening, problems, records, snoozing, tables
from syncadmin.engine.values import Side

app_name = "couplings"
urlpatterns: list[URLPattern] = [
    path("records/", tables.tables, name="tables"),
    path("records/<int:mapping>/<side:side>/", records.RecordList.as_view(), name="records"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/", card.record, name="record"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/comparison/", card.comparison, name="comparison"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/couple/", coupling.couple, name="couple"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/couple/candidates/", coupling.candidates, name="candidates"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/couple/preview/", coupling.preview, name="preview"),
    path("open/sales/<str:table>/<str:called>/", opening.open_record, {"side": Side.DATAVERSE}, name="open_sales"),
    path("open/bc/<str:table>/<str:called>/", opening.open_record, {"side": Side.BC}, name="open_bc"),
    path("problems/", inbox.Inbox.as_view(), name="problems"),
    path("problems/causes/", problems.CauseList.as_view(), name="causes"),
    path("problems/records/", problems.ProblemList.as_view(), name="problem_records"),
    path("problems/news/", inbox_record.news, name="problem_news"),
    path("problems/keys/", noting.keys, name="inbox_keys"),
    path("problems/assign/", noting.assign, name="assign"),
    path("problems/comment/", noting.comment, name="comment"),
    path("problems/snooze/", snoozing.snooze, name="snooze"),
    path("problems/wake/", snoozing.wake, name="wake"),
    path("problems/count/", problems.problem_count, name="problem_count"),
]
