"""The addresses of this app; Home has no app's name and is in ``home_urls``, actions on records are in
``action_urls``."""

from __future__ import annotations

from django.urls import path

from jobs import clearing_views, group_actions, job_actions, outcome_views, schedule_bulk, undo_views
from jobs.action_urls import urlpatterns as actions
from jobs.alerts.urls import urlpatterns as alerts
from jobs.deciding import carry_out, leave_out, reject
from jobs.group_views import group_page
from jobs.history import JobList, job_row
from jobs.people_urls import urlpatterns as people
from jobs.records import OperationList, operation_page
from jobs.schedule_views import ScheduleList, hold, ready, schedule
from jobs.setup_urls import urlpatterns as set_up
from jobs.starting import preview, synchronize_modified
from jobs.views import job_page, job_progress
from jobs.wakeups import page
from jobs.wakeups.receiving import woken

app_name = "jobs"
urlpatterns = [
    path("jobs/", JobList.as_view(), name="list"),
    path("jobs/synchronize-modified/", synchronize_modified, name="synchronize_modified"),
    path("jobs/preview/", preview, name="preview"),
    path("jobs/delete-entries/", clearing_views.clear, name="clear"),
    path("jobs/delete-entries/progress/", clearing_views.progress, name="clearing"),
    path("jobs/<int:pk>/", job_page, name="detail"),
    path("jobs/<int:pk>/row/", job_row, name="row"),
    path("jobs/<int:pk>/progress/", job_progress, name="progress"),
    path("jobs/<int:pk>/carry-out/", carry_out, name="carry_out"),
    path("jobs/<int:pk>/reject/", reject, name="reject"),
    path("jobs/<int:pk>/undo/", undo_views.start, name="undo"),
    path("jobs/<int:pk>/cancel/", job_actions.cancel, name="cancel"),
    path("jobs/<int:pk>/run-again/", job_actions.run_again, name="run_again"),
    path("jobs/<int:pk>/records/", OperationList.as_view(), name="operations"),
    path("jobs/<int:pk>/records/<int:operation>/", operation_page, name="operation"),
    path("jobs/<int:pk>/records/<int:operation>/leave-out/", leave_out, name="leave_out"),
    path("jobs/groups/<int:pk>/", group_page, name="group"),
    path("jobs/groups/<int:pk>/begin/", group_actions.begin, name="group_begin"),
    path("jobs/groups/<int:pk>/reset/", group_actions.reset, name="group_reset"),
    path("jobs/groups/<int:pk>/drop/", group_actions.drop, name="group_drop"),
    path("jobs/groups/<int:pk>/answer/", group_actions.answer, name="group_answer"),
    path("jobs/groups/lines/<int:pk>/", group_actions.line, name="group_line"),
    path("jobs/connections/<int:pk>/synchronize-modified/", group_actions.synchronize_all, name="synchronize_all"),
    path("jobs/connections/<int:pk>/full/", group_actions.review_full, name="review_full"),
    path("jobs/queue/", ScheduleList.as_view(), name="schedules"),
    path("jobs/queue/run/", schedule_bulk.run_now, name="schedules_run"),
    path("jobs/queue/ready/", schedule_bulk.ready, name="schedules_ready"),
    path("jobs/queue/hold/", schedule_bulk.hold, name="schedules_hold"),
    path("jobs/queue/<int:pk>/", schedule, name="schedule"),
    path("jobs/queue/<int:pk>/ready/", ready, name="schedule_ready"),
    path("jobs/queue/<int:pk>/hold/", hold, name="schedule_hold"),
    path("jobs/queue/wake-ups/<int:pk>/", page.wake_ups, name="wake_ups"),
    path("jobs/queue/wake-ups/<int:pk>/switch/", page.switch_wake_ups, name="switch_wake_ups"),
    path("jobs/queue/wake-ups/<int:pk>/look-after/", page.look_after_now, name="look_after_watches"),
    path("wake/<int:pk>/<side:side>/", woken, name="woken"),
    path("mappings/<int:pk>/outcome/", outcome_views.of_settings, name="outcome_settings"),
    path("mappings/<int:pk>/outcome/filters/", outcome_views.of_filters, name="outcome_filters"),
    path("mappings/<int:pk>/outcome/fields/<int:row>/", outcome_views.of_field, name="outcome_field"),
    *actions,
    *people,
    *alerts,
    *set_up,
]
