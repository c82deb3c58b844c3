"""The addresses of actions on records, and of what pages of records show of jobs."""

from django.urls import URLPattern, path

from couplings import paths  # noqa: F401 - registers what an address of a record is made of
from jobs import (
    action_couple,
    action_create,
    action_deleted,
    action_mappings,
    action_match,
    action_problems,
    action_remove,
    action_settle,
    action_sweep,
    action_synchronize,
    action_waits,
    actions,
    activity,
    open_create,
    record_history,
    record_log,
)
from jobs.error_list import ErrorList
from jobs.failed_write_views import failed_write

urlpatterns: list[URLPattern] = [
    path("records/couple/", action_couple.couple, name="couple"),
    path("records/create/", action_create.create, name="create"),
    path("records/leave-out/", action_create.leave_out, name="leave_out_records"),
    path("records/restore/", action_deleted.restore, name="restore"),
    path("records/delete/", action_deleted.delete, name="delete"),
    path("records/find-deleted/<int:pk>/", action_sweep.find_deleted, name="find_deleted"),
    path("records/remove-couplings/<int:pk>/", action_remove.remove_couplings, name="remove_couplings"),
    path("records/match/", action_match.match, name="match"),
    path("mappings/synchronize/", action_mappings.synchronize, name="synchronize_mappings"),
    path("mappings/remove-couplings/", action_mappings.remove_couplings, name="remove_selected_couplings"),
    path("records/match/<int:pk>/criteria/", action_match.criteria, name="criteria"),
    path("records/log/", record_log.record_log, name="record_log"),
    path("records/open/", open_create.open_create, name="open_create"),
    path("records/uncouple/", actions.uncouple, name="uncouple"),
    path("records/synchronize/", action_synchronize.synchronize, name="synchronize"),
    path("records/settle/", action_settle.settle, name="settle"),
    path("records/read/", actions.read, name="read"),
    path("records/activity/", activity.activity, name="activity"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/history/", record_history.record_history, name="record-history"),
    path("records/<int:mapping>/<side:side>/<uuid:key>/failed-write/", failed_write, name="failed_write"),
    path("problems/history/", ErrorList.as_view(), name="errors"),
    path("problems/retry/", action_problems.retry, name="retry"),
    path("problems/create/", action_waits.create_awaited, name="create_awaited"),
    path("problems/ignore/", action_waits.ignore_wait, name="ignore_wait"),
    path("problems/default/", action_waits.use_default, name="use_default"),
    path("problems/uncouple/", action_problems.uncouple_problems, name="uncouple_problems"),
]
