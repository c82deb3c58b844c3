"""The addresses of this app."""

from django.urls import URLPattern, path

from couplings.views import accounts, card, coupling, customers, problems, snoozing

app_name = "couplings"
urlpatterns: list[URLPattern] = [
    path("customers/", customers.CustomerList.as_view(), name="customers"),
    path("accounts/", accounts.AccountList.as_view(), name="accounts"),
    path("customers/<uuid:key>/", card.customer, name="customer"),
    path("customers/<uuid:key>/comparison/", card.comparison, name="comparison"),
    path("customers/<uuid:key>/couple/", coupling.couple, name="couple"),
    path("customers/<uuid:key>/couple/accounts/", coupling.candidates, name="candidates"),
    path("customers/<uuid:key>/couple/preview/", coupling.preview, name="preview"),
    path("problems/", problems.CauseList.as_view(), name="problems"),
    path("problems/records/", problems.ProblemList.as_view(), name="problem_records"),
    path("problems/snooze/", snoozing.snooze, name="snooze"),
    path("problems/wake/", snoozing.wake, name="wake"),
    path("problems/count/", problems.problem_count, name="problem_count"),
]
