"""x"""
import pytest
from mappings.defaults import restore_defaults
def test_smoke(client, alice, charlie, connection):
    client.force_login(alice)
    restore_defaults(connection)
    m = connection.mappings.get()
    for u in ("/connections/", f"/connections/{connection.pk}/", "/connections/new/", "/mappings/", f"/mappings/{m.pk}/", f"/mappings/{m.pk}/fields/", f"/mappings/{m.pk}/fields/columns/", "/mappings/?export=csv"):
        r = client.get(u)
        assert r.status_code == 200, u
        print(u, len(r.content) if not r.streaming else b"".join(r.streaming_content).decode()[:500])
    r = client.post(f"/connections/{connection.pk}/test/", follow=True)
    connection.refresh_from_db()
    print(connection.checks)
    r = client.post("/connections/companies/", {"connection": connection.pk, "name": "x", "authority": connection.authority, "bc_address": connection.bc_address, "bc_tenant": connection.bc_tenant, "bc_environment": connection.bc_environment, "bc_client_id": connection.bc_client_id}, headers={"HX-Request": "true"})
    print(r.content.decode())
    r=client.get(f"/mappings/{m.pk}/fields/columns/", headers={"HX-Request": "true"})
    print(r.content.decode()[:6000])
