"""The addresses of actions on records, and of what pages of records show of jobs."""

from django.urls import URLPattern, path

from jobs import (
    action_couple,
    action_match,
    action_problems,
    action_settle,
    action_synchronize,
    actions,
    activity,
    record_history,
)

urlpatterns: list[URLPattern] = [
    path("records/couple/", action_couple.couple, name="couple"),
    path("records/create/", action_couple.create, name="create"),
    path("records/match/", action_match.match, name="match"),
    path("records/match/<int:pk>/criteria/", action_match.criteria, name="criteria"),
    path("records/uncouple/", actions.uncouple, name="uncouple"),
    path("records/synchronize/", action_synchronize.synchronize, name="synchronize"),
    path("records/settle/", action_settle.settle, name="settle"),
    path("records/read/", actions.read, name="read"),
    path("records/activity/", activity.activity, name="activity"),
    path("records/<uuid:key>/history/", record_history.record_history, name="record-history"),
    path("problems/retry/", action_problems.retry, name="retry"),
    path("problems/uncouple/", action_problems.uncouple_problems, name="uncouple_problems"),
]
