"""The addresses of this app; Home has no app's name and is in ``home_urls``, actions on records are in
``action_urls``."""

from __future__ import annotations

from django.urls import path

from jobs.action_urls import urlpatterns as actions
from jobs.deciding import carry_out, leave_out, reject
from jobs.history import JobList, job_row
from jobs.records import OperationList, operation_page
from jobs.starting import preview, synchronize_modified
from jobs.views import job_page, job_progress

app_name = "jobs"
urlpatterns = [
    path("jobs/", JobList.as_view(), name="list"),
    path("jobs/synchronize-modified/", synchronize_modified, name="synchronize_modified"),
    path("jobs/preview/", preview, name="preview"),
    path("jobs/<int:pk>/", job_page, name="detail"),
    path("jobs/<int:pk>/row/", job_row, name="row"),
    path("jobs/<int:pk>/progress/", job_progress, name="progress"),
    path("jobs/<int:pk>/carry-out/", carry_out, name="carry_out"),
    path("jobs/<int:pk>/reject/", reject, name="reject"),
    path("jobs/<int:pk>/records/", OperationList.as_view(), name="operations"),
    path("jobs/<int:pk>/records/<int:operation>/", operation_page, name="operation"),
    path("jobs/<int:pk>/records/<int:operation>/leave-out/", leave_out, name="leave_out"),
    *actions,
]
