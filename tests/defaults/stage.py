"""A stage for default mappings: the sandbox, an enabled connection that was tested, and only the mappings named.

    def test_the_items_of_business_central_become_products(play):
        stage = play("UNIT GROUP", "ITEM UOM", "ITEM-PRODUCT", ownership="person")
        item = stage.add("items", displayName="Lamp")
        stage.full("UNIT GROUP", "ITEM UOM", "ITEM-PRODUCT")
        assert stage.partner("ITEM-PRODUCT", item)["name"] == "Lamp"

``stage.sandbox`` is there for everything else, ``tests.runs.work`` for jobs of other kinds. A row is given as the
sandbox gives it, or by its key.
"""

from couplings.models import Coupling
from jobs.models import Job
from jobs.requests import CoupleRecords, FullRun, MatchRecords, SynchronizeRecords, UncoupleRecords
from jobs.services import start
from mappings.criteria import criteria_of
from mappings.defaults import restore_defaults
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.connections.services import check_connection
from syncadmin.engine.values import Side
from tests.runs.work import endings, finished


class Stage:
    """One connection with some default mappings."""

    def __init__(self, sandbox, connection):
        self.sandbox, self.connection = sandbox, connection

    def mapping(self, name) -> TableMapping:
        """A mapping as it is now."""
        return self.connection.mappings.select_related("connection").get(name=name)

    def set(self, name, **settings) -> TableMapping:
        """Change settings of a mapping, such as ``only_coupled=False``."""
        self.connection.mappings.filter(name=name).update(**settings)
        return self.mapping(name)

    def add(self, table, /, **values):
        """A new row of either system, made by another user."""
        return self.sandbox.add(table, **values)

    def change(self, table, row, /, **values):
        """Change a row as another user."""
        return self.sandbox.change(table, self.key(table, row), **values)

    def rows(self, table, /, **values):
        """The rows of a table of either system that have these values."""
        return [one for one in self.sandbox.rows(table) if all(one.get(name) == each for name, each in values.items())]

    def row(self, table, row=None, /, **values):
        """A row as it is now; found by its values where no row is given."""
        if row is not None:
            return self.sandbox.row(table, self.key(table, row))
        (found,) = self.rows(table, **values)
        return found

    def key(self, table, row) -> str:
        """The key of a row."""
        return row if isinstance(row, str) else row[self.sandbox.store.tables[table].key]

    def modified(self, *names, **options) -> Job:
        """Synchronize Modified Records of these mappings, one after the other; the last job."""
        return [self._finished(name, Job.Kind.MODIFIED, **options) for name in names][-1]

    def full(self, *names, winner=None, unconditional=False) -> Job:
        """Full Synchronization of these mappings, one after the other; the last job."""
        request = FullRun(winner and Side(winner), unconditional)
        return [self._finished(name, Job.Kind.FULL, request) for name in names][-1]

    def sweep(self, name) -> Job:
        """Find Deleted Records."""
        return self._finished(name, Job.Kind.SWEEP)

    def records(self, name, *rows, preview=False, **wanted) -> Job:
        """Synchronize Now for rows of either side; ``create=True``, ``winner=Side.BC``."""
        mapping = self.mapping(name)
        keys = {side: tuple(self._keys(mapping, side, rows)) for side in Side}
        request = SynchronizeRecords(keys[Side.BC], dataverse_keys=keys[Side.DATAVERSE], **wanted)
        return self._finished(name, Job.Kind.RECORDS, request, preview=preview)

    def couple(self, name, here, there=None, winner=None) -> Job:
        """Set Up Coupling of a BC row: with a Dataverse row, or with a new one."""
        mapping = self.mapping(name)
        pair = {self.key(mapping.bc_table, here): there and self.key(mapping.dataverse_table, there)}
        return self._finished(name, Job.Kind.COUPLE, CoupleRecords(pair, winner and Side(winner)))

    def uncouple(self, name, *rows) -> Job:
        """Delete Coupling of BC rows."""
        table = self.mapping(name).bc_table
        request = UncoupleRecords(tuple(self.key(table, one) for one in rows))
        return self._finished(name, Job.Kind.UNCOUPLE, request)

    def match(self, *names) -> Job:
        """Match-Based Coupling as these mappings are set up, one after the other; the last job."""
        return [self._matched(self.mapping(name)) for name in names][-1]

    def coupled(self, name) -> dict[str, str]:
        """The couplings of a mapping, BC key to Dataverse key."""
        found = Coupling.objects.filter(mapping=self.mapping(name), state=Coupling.State.COUPLED)
        return {str(bc): str(dataverse) for bc, dataverse in found.values_list("bc_key", "dataverse_key")}

    def partner(self, name, row):
        """The Dataverse row that a BC row is coupled to, as it is now; None without one."""
        mapping = self.mapping(name)
        key = self.coupled(name).get(self.key(mapping.bc_table, row))
        return key and self.sandbox.row(mapping.dataverse_table, key)

    def bc_partner(self, name, row):
        """The BC row that a Dataverse row is coupled to, as it is now; None without one."""
        mapping = self.mapping(name)
        found = {dataverse: bc for bc, dataverse in self.coupled(name).items()}
        key = found.get(self.key(mapping.dataverse_table, row))
        return key and self.sandbox.row(mapping.bc_table, key)

    def endings(self, job) -> list[tuple[str, ...]]:
        """How the operations of a job ended, with side and reason code; the problem of a job that failed first."""
        return [("job", job.code), *endings(job)] if job.status == Job.Status.FAILED else endings(job)

    def _finished(self, name, kind, request=None, **options):
        return finished(start(self.mapping(name), kind, request, **options))

    def _matched(self, mapping):
        after = {"create": mapping.create_unmatched, "synchronize": mapping.synchronize_matched}
        return finished(start(mapping, Job.Kind.MATCH, MatchRecords(criteria_of(mapping), **after)))

    def _keys(self, mapping, side, rows):
        name = self.sandbox.store.tables[mapping.table(side)].key if rows else ""
        return (one[name] for one in rows if name in one)


def set_up(sandbox, connection, *names, extension=True, **settings) -> Stage:
    """The stage with these default mappings (all if none is named); ``settings`` are those of the connection."""
    sandbox.options.extension = extension
    Connection.objects.filter(pk=connection.pk).update(**settings)
    connection.refresh_from_db()
    check_connection(connection)
    connection.refresh_from_db()
    restore_defaults(connection, names or None)
    return Stage(sandbox, connection)
