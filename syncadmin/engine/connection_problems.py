"""The problems of a connection: addresses, sign-in, rights and what else Test Connection finds.

They are part of ``problems.PROBLEMS``, which is where to look a code up.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_PERSON, _RETRY, _BUG = Family.PERSON, Family.RETRY, Family.BUG

CONNECTION_PROBLEMS: Mapping[str, ProblemKind] = {
    "sign_in_refused": _kind(
        _("Sign-in to %(system)s was refused: %(message)s"),
        _("Check how the application signs in, in Connection Setup."),
        _PERSON,
        "system",
        "message",
    ),
    "secret_wrong": _kind(
        _("Sign-in to %(system)s was refused: the client secret is wrong (%(number)s)."),
        _("Type the value of the client secret again, not its ID; Microsoft Entra shows it only when it is made."),
        _PERSON,
        "system",
        "number",
    ),
    "secret_expired": _kind(
        _("Sign-in to %(system)s was refused: the client secret has expired (%(number)s)."),
        _("Make a new client secret in Microsoft Entra and type it in Connection Setup."),
        _PERSON,
        "system",
        "number",
    ),
    "certificate_unknown": _kind(
        _("Sign-in to %(system)s was refused: the application does not know this certificate (%(number)s)."),
        _("Upload the certificate to the app registration in Microsoft Entra; compare the thumbprints."),
        _PERSON,
        "system",
        "number",
    ),
    "tenant_unknown": _kind(
        _("Sign-in to %(system)s was refused: the tenant %(tenant)s does not exist (%(number)s)."),
        _("Correct the tenant in Connection Setup: its GUID or one of its domains."),
        _PERSON,
        "system",
        "tenant",
        "number",
    ),
    "client_unknown": _kind(
        _("Sign-in to %(system)s was refused: the tenant does not know this client id (%(number)s)."),
        _("Correct the client id in Connection Setup, or register the application in that tenant."),
        _PERSON,
        "system",
        "number",
    ),
    "password_wrong": _kind(
        _("Sign-in to %(system)s was refused: the user or the password is wrong."),
        _("Check user and password (or web service access key) in Connection Setup."),
        _PERSON,
        "system",
    ),
    "not_an_application": _kind(
        _("The application signed in, but Business Central does not let it in: %(message)s"),
        _("Add it on the page Microsoft Entra Applications of Business Central, enabled and with permission sets."),
        _PERSON,
        "message",
    ),
    "credential_expired": _kind(
        _("The %(what)s for %(system)s expired on %(date)s."),
        _("Make a new one in Microsoft Entra and store it in Connection Setup."),
        _PERSON,
        "system",
        "what",
        "date",
    ),
    "credential_expires": _kind(
        _("The %(what)s for %(system)s expires on %(date)s."),
        _("Make a new one in Microsoft Entra and store it in Connection Setup before that day."),
        _PERSON,
        "system",
        "what",
        "date",
    ),
    "right_missing": _kind(
        _("%(system)s does not give the application the right “%(right)s” on the table %(table)s."),
        _(
            "Give “%(grant)s” to the application there, then test again: in Dataverse it is a privilege of its "
            "security role, in Business Central a permission on the table in one of its permission sets."
        ),
        _PERSON,
        "system",
        "table",
        "right",
        "grant",
    ),
    "rows_hidden": _kind(
        _("%(system)s lets the application read only some of the rows of the table %(table)s."),
        _("Give its security role read access to the whole organisation; rows that it may not see look deleted."),
        _PERSON,
        "system",
        "table",
    ),
    "currency_missing": _kind(
        _("The local currency %(currency)s of Business Central does not exist in Dataverse."),
        _("Add the currency in the Dataverse environment, then test again."),
        _PERSON,
        "currency",
    ),
    "clock_differs": _kind(
        _("The clock of %(system)s and that of this computer differ by %(minutes)s minutes."),
        _("Let this computer set its clock from the network; tokens and certificates depend on it."),
        _PERSON,
        "system",
        "minutes",
    ),
    "address_unknown": _kind(
        _("The name %(host)s cannot be found on the network."),
        _("Check the address of %(system)s in Connection Setup."),
        _PERSON,
        "system",
        "host",
    ),
    "address_refused": _kind(
        _("The address %(address)s of %(system)s is not allowed: %(message)s"),
        _("Use https, or http for this computer itself only."),
        _PERSON,
        "system",
        "address",
        "message",
    ),
    "company_not_found": _kind(
        _("The company %(company)s does not exist in Business Central."),
        _("Choose one of the companies in Connection Setup."),
        _PERSON,
        "company",
    ),
    "not_a_member": _kind(
        _("The application signed in, but it is no user of this Dataverse environment."),
        _("Add it as an application user with a security role."),
        _PERSON,
    ),
    "table_unreadable": _kind(
        _("The table %(table)s of %(system)s cannot be read: %(message)s"),
        _("Give the integration user read permission on the table."),
        _PERSON,
        "system",
        "table",
        "message",
    ),
    "column_missing": _kind(
        _("%(system)s has no field %(field)s in the table %(table)s."),
        _("Disable the field mapping, or choose another field."),
        _PERSON,
        "system",
        "table",
        "field",
    ),
    "setup_missing": _kind(
        _("%(field)s is not filled in for %(system)s."),
        _("Fill it in on Connection Setup."),
        _PERSON,
        "system",
        "field",
    ),
    "connection_disabled": _kind(
        _("The connection %(connection)s is not enabled: %(message)s"),
        _("Enable it on Connection Setup; what waits is then done."),
        _PERSON,
        "connection",
        "message",
    ),
    "address_unknown_outside": _kind(
        _("This installation does not know at which address it is reached from outside, so nobody can call it."),
        _("Set PUBLIC_URL in its environment (https://sync.example.com), and let that address through to /wake/."),
        _PERSON,
    ),
    "system_changed": _kind(
        _("The connection now leads to another %(what)s than the one it was set up for: %(found)s."),
        _("Go back to the former address, or set up a new connection."),
        _PERSON,
        "what",
        "found",
    ),
}
