"""What scenes play on."""

from jobs.models import Job
from jobs.services import start
from tests.connections.pages import press_test
from tests.runs.work import coupled_pair, finished

NOBODY = "00000000-0000-4000-8000-000000000001"


class Stage:
    """What a scene plays on: the sandbox, the CUSTOMER mapping and Alice's browser."""

    def __init__(self, sandbox, mapping, browser):
        self.sandbox, self.mapping, self.browser = sandbox, mapping, browser

    def set(self, **values):
        """Change the connection as if it had been set up so."""
        for name, value in values.items():
            setattr(self.mapping.connection, name, value)
        self.mapping.connection.save()

    def customer(self, **values):
        """A customer that is not coupled."""
        return self.sandbox.add("customers", **{"displayName": "Adatum", "city": "Oslo", **values})

    def pair(self):
        """A customer and its account, in step."""
        return coupled_pair(self.sandbox, self.mapping)

    def pages_of(self, job):
        """The page of a job, and that of its records."""
        return [f"/jobs/{job.pk}/", f"/jobs/{job.pk}/records/"]

    def tested(self):
        """The page after Test Connection."""
        press_test(self.browser, self.mapping.connection)
        return [f"/connections/{self.mapping.connection_id}/"]

    def read(self, **fault):
        """The job that read while something was wrong."""
        if fault:
            self.sandbox.misbehave("GET", "accounts", times=99, **fault)
        return self.pages_of(finished(start(self.mapping, Job.Kind.READ)))
